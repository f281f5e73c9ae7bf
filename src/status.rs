//! Exit codes: one enum, used by every command. They are a promise to scripts and CI.

/// How a run of the program ended; each variant is one documented exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 0: yes. Allowed; all cases pass; nothing to change; applied.
    Yes,
    /// 1: no, a correct negative answer. Denied; a case failed; a lint error.
    No,
    /// 2: bad or missing flag.
    Usage,
    /// 3: unreadable or invalid file, schema, suite or configuration.
    Input,
    /// 4: no credentials, expired credentials, access denied by AWS.
    Credentials,
    /// 5: network, timeout, AWS fault, an authorizer that crashed or could not be started.
    Outside,
    /// 6: the verdict depends on something that was not given or not allowed to be asked.
    Unknown,
    /// 70: a fault of this program.
    Bug,
    /// 130: interrupted by the user.
    Interrupted,
}

impl Status {
    /// Every status, in the order of the codes.
    pub const ALL: [Self; 9] = [
        Self::Yes,
        Self::No,
        Self::Usage,
        Self::Input,
        Self::Credentials,
        Self::Outside,
        Self::Unknown,
        Self::Bug,
        Self::Interrupted,
    ];

    /// The exit code of the process.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Credentials => 4,
            Self::Outside => 5,
            Self::Unknown => 6,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }

    /// One line for the help topic `exit-codes`.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Yes => "yes: allowed, all cases pass, nothing to change",
            Self::No => "no: denied, a case failed, a check found a difference",
            Self::Usage => "usage: a bad or missing flag",
            Self::Input => "input: an unreadable or invalid file, schema, suite or configuration",
            Self::Credentials => "credentials: none found, expired, or AWS denied access",
            Self::Outside => "outside: network, timeout, AWS fault, authorizer crashed or could not be started",
            Self::Unknown => "unknown: the verdict depends on something not given or not allowed to be asked",
            Self::Bug => "a fault of appsync-auth itself",
            Self::Interrupted => "interrupted",
        }
    }
}
