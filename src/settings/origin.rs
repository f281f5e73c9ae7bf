//! Where a value comes from.

use std::fmt;
use std::path::Path;

/// Where a value comes from, in the order of precedence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag, with its dashes.
    Flag(&'static str),
    /// An environment variable.
    EnvironmentVariable(&'static str),
    /// An environment of the configuration file.
    Environment {
        /// The configuration file, as it was given.
        file: String,
        /// The name of the environment.
        name: String,
    },
    /// The configuration file, outside its environments.
    Configuration {
        /// The configuration file, as it was given.
        file: String,
    },
    /// A file that Amplify wrote.
    Amplify {
        /// The file, as it was given.
        file: String,
    },
    /// Nothing said it.
    Default,
}

impl Origin {
    /// The folder that relative paths of such a value are relative to; `None` is the working folder.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        let (Self::Environment { file, .. } | Self::Configuration { file } | Self::Amplify { file }) = self else {
            return None;
        };
        Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "flag `{name}`"),
            Self::EnvironmentVariable(name) => write!(f, "environment variable `{name}`"),
            Self::Environment { file, name } => write!(f, "environment `{name}` of `{file}`"),
            Self::Configuration { file } | Self::Amplify { file } => write!(f, "`{file}`"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Given<T> {
    /// A value with its origin.
    pub const fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }
}
