#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    appsync_auth_fuzz::generate(data);
});

/// Without libFuzzer, `play` runs the same body.
#[cfg(not(fuzzing))]
fn main() {}
