use super::{Given, bounds};
use crate::settings::{DepthMode, Fragments, NestedArguments, Order};

#[test]
fn gh() {
    let path = std::env::var("SDL").unwrap();
    let sdl = std::fs::read_to_string(path).unwrap();
    let schema = super::given::schema(&sdl);
    for mode in [DepthMode::Levels, DepthMode::Entity, DepthMode::Amplify] {
        for depth in [0, 1, 2, 3, 4, 10, 100] {
            for fragments in [Fragments::Auto, Fragments::Never, Fragments::Always] {
                for nested in [NestedArguments::Skip, NestedArguments::Lift] {
                    for max in [Some(2000), None] {
                        let b = crate::codegen::Bounds {
                            depth,
                            depth_mode: mode,
                            fragments,
                            nested_arguments: nested,
                            typename: true,
                            order: Order::Name,
                            max_fields: if mode == DepthMode::Amplify { None } else { max },
                            ..bounds()
                        };
                        let start = std::time::Instant::now();
                        let generated = crate::codegen::generate(&schema, &b);
                        let time = start.elapsed();
                        let leaves: u64 = generated.costs.iter().map(|c| c.leaf_fields).fold(0, u64::saturating_add);
                        let max_leaf = generated.costs.iter().map(|c| c.leaf_fields).max();
                        let size: usize = if leaves < 2_000_000 || fragments != Fragments::Never {
                            generated.statements.iter().map(|s| super::given::text(s).len()).sum()
                        } else {
                            0
                        };
                        println!(
                            "{mode:?} {depth} {fragments:?} {nested:?} {max:?}: {} ops {time:?} notes {} leaves {leaves} max {max_leaf:?} size {size}",
                            generated.statements.len(),
                            generated.notes.len()
                        );
                        if std::env::var("CHECK").is_ok() && size < 30_000_000 {
                            let given = Given { schema: schema.clone(), generated };
                            let errors = given.errors();
                            println!("   errors {} {:?}", errors.len(), start.elapsed());
                            for e in errors.iter().take(2) {
                                println!(
                                    "{}",
                                    e.chars().rev().take(3000).collect::<String>().chars().rev().collect::<String>()
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}
