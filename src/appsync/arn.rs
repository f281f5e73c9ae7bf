//! ARNs of GraphQL APIs, their types and fields, and of Lambda functions.

use std::fmt;
use std::str::FromStr;

use super::coordinate::{Coordinate, is_name};

/// Which API this is: the parts of `arn:PARTITION:appsync:REGION:ACCOUNT:apis/API`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ApiIdentity {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The region, such as `eu-west-1`.
    pub region: String,
    /// The account, 12 digits.
    pub account_id: String,
    /// The API's id, 26 lower-case letters and digits.
    pub api_id: String,
}

impl ApiIdentity {
    /// The id that events have when no API was named.
    pub const SYNTHETIC_API_ID: &'static str = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    /// The account that events have when no API was named.
    pub const SYNTHETIC_ACCOUNT_ID: &'static str = "111122223333";
    /// The region that events have when nothing says another.
    pub const SYNTHETIC_REGION: &'static str = "us-east-1";

    /// The partition that a region belongs to.
    ///
    /// Source: AWS General Reference, "Amazon Resource Names".
    #[must_use]
    pub fn partition_of(region: &str) -> &'static str {
        if region.starts_with("cn-") {
            "aws-cn"
        } else if region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }
}

impl Default for ApiIdentity {
    fn default() -> Self {
        Self {
            partition: "aws".to_owned(),
            region: Self::SYNTHETIC_REGION.to_owned(),
            account_id: Self::SYNTHETIC_ACCOUNT_ID.to_owned(),
            api_id: Self::SYNTHETIC_API_ID.to_owned(),
        }
    }
}

impl fmt::Display for ApiIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "arn:{}:appsync:{}:{}:apis/{}", self.partition, self.region, self.account_id, self.api_id)
    }
}

/// An ARN that this program understands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Arn {
    /// `arn:PARTITION:appsync:REGION:ACCOUNT:apis/API`
    Api(ApiIdentity),
    /// `…/types/TYPE`
    Type {
        /// The API.
        api: ApiIdentity,
        /// The type's name.
        type_name: String,
    },
    /// `…/types/TYPE/fields/FIELD`
    Field {
        /// The API.
        api: ApiIdentity,
        /// The field.
        coordinate: Coordinate,
    },
    /// `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`
    Function {
        /// `aws`, `aws-cn` or `aws-us-gov`.
        partition: String,
        /// The region.
        region: String,
        /// The account, 12 digits.
        account_id: String,
        /// The function's name.
        name: String,
        /// An alias or a version.
        qualifier: Option<String>,
    },
}

/// Why a text is not an ARN that this program understands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArnError {
    /// It does not begin with `arn:` and a partition, or has fewer than six parts.
    #[error("`{0}` is not an ARN")]
    NotAnArn(String),
    /// It is an ARN of another service.
    #[error("`{0}` is an ARN of `{1}`, not of AppSync or Lambda")]
    OtherService(String, String),
    /// Region or account are missing, or the resource has an unknown form.
    #[error("`{0}` is not the ARN of an API, a type, a field or a function")]
    UnknownResource(String),
}

impl FromStr for Arn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, service, region, account_id, resource] = parts[..] else {
            return Err(ArnError::NotAnArn(text.to_owned()));
        };
        if !is_label(partition) || service.is_empty() {
            return Err(ArnError::NotAnArn(text.to_owned()));
        }
        let unknown = || ArnError::UnknownResource(text.to_owned());
        let known_place = is_label(region) && account_id.len() == 12 && account_id.bytes().all(|b| b.is_ascii_digit());
        if !matches!(service, "appsync" | "lambda") {
            return Err(ArnError::OtherService(text.to_owned(), service.to_owned()));
        }
        if !known_place {
            return Err(unknown());
        }
        if service == "lambda" {
            let (name, qualifier) = match resource.strip_prefix("function:").ok_or_else(unknown)?.split_once(':') {
                Some((name, qualifier)) => (name, Some(qualifier)),
                None => (resource.strip_prefix("function:").unwrap_or_default(), None),
            };
            let valid = is_label(name) && qualifier.is_none_or(|q| q == "$LATEST" || (!q.is_empty() && is_label(q)));
            return if valid {
                Ok(Self::Function {
                    partition: partition.to_owned(),
                    region: region.to_owned(),
                    account_id: account_id.to_owned(),
                    name: name.to_owned(),
                    qualifier: qualifier.map(str::to_owned),
                })
            } else {
                Err(unknown())
            };
        }
        let segments: Vec<&str> = resource.split('/').collect();
        let api = |api_id: &str| ApiIdentity {
            partition: partition.to_owned(),
            region: region.to_owned(),
            account_id: account_id.to_owned(),
            api_id: api_id.to_owned(),
        };
        match segments[..] {
            ["apis", id] if is_label(id) => Ok(Self::Api(api(id))),
            ["apis", id, "types", type_name] if is_label(id) && is_name(type_name) => {
                Ok(Self::Type { api: api(id), type_name: type_name.to_owned() })
            }
            ["apis", id, "types", type_name, "fields", field_name]
                if is_label(id) && is_name(type_name) && is_name(field_name) =>
            {
                Ok(Self::Field { api: api(id), coordinate: Coordinate::new(type_name, field_name) })
            }
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(api) => write!(f, "{api}"),
            Self::Type { api, type_name } => write!(f, "{api}/types/{type_name}"),
            Self::Field { api, coordinate } => {
                write!(f, "{api}/types/{}/fields/{}", coordinate.type_name, coordinate.field_name)
            }
            Self::Function { partition, region, account_id, name, qualifier } => {
                write!(f, "arn:{partition}:lambda:{region}:{account_id}:function:{name}")?;
                qualifier.as_ref().map_or(Ok(()), |qualifier| write!(f, ":{qualifier}"))
            }
        }
    }
}

/// Letters, digits, `-` and `_`: the characters of regions, API ids, function names and qualifiers.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_arn_prints_as_it_was_read() {
        for text in [
            "arn:aws:appsync:us-east-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa",
            "arn:aws-cn:appsync:cn-north-1:111122223333:apis/abc/types/Event",
            "arn:aws:appsync:us-east-1:111122223333:apis/abc/types/Event/fields/comments",
            "arn:aws:lambda:eu-west-1:111122223333:function:authz",
            "arn:aws:lambda:eu-west-1:111122223333:function:authz:live",
            "arn:aws:lambda:eu-west-1:111122223333:function:authz:$LATEST",
        ] {
            assert_eq!(text.parse::<Arn>().map(|arn| arn.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let refused = |text: &str| text.parse::<Arn>().map_err(|error| error.to_string());
        assert_eq!(refused("Event.comments"), Err("`Event.comments` is not an ARN".to_owned()));
        let unknown_partition = "arn:aws\u{7}é:appsync:us-east-1:111122223333:apis/abc";
        assert_eq!(refused(unknown_partition), Err(format!("`{unknown_partition}` is not an ARN")));
        assert_eq!(
            refused("arn:aws:s3:::bucket"),
            Err("`arn:aws:s3:::bucket` is an ARN of `s3`, not of AppSync or Lambda".to_owned())
        );
        assert_eq!(
            refused("arn:aws:appsync:us-east-1:111122223333:apis/abc/types/Event/fields/*"),
            Err("`arn:aws:appsync:us-east-1:111122223333:apis/abc/types/Event/fields/*` is not the ARN of an API, a type, a field or a function".to_owned())
        );
        assert!(refused("arn:aws:lambda:eu-west-1:1:function:authz").is_err());
        assert!(refused("arn:aws:lambda:eu-west-1:111122223333:function:authz:").is_err());
        assert!(refused("arn:aws:lambda:eu-west-1:111122223333:layer:authz").is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_read_prints_the_same(text in "arn:aws(-cn)?:(appsync:[a-z0-9-]{1,9}:[0-9]{12}:apis/[a-z0-9]{1,4}(/types/[A-Za-z_]{1,4}(/fields/[A-Za-z_]{1,3})?)?|lambda:[a-z0-9-]{1,9}:[0-9]{12}:function:[a-z-]{1,5}(:[a-z0-9]{1,3})?)") {
            prop_assert_eq!(text.parse::<Arn>().map(|arn| arn.to_string()), Ok(text));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = text.parse::<Arn>();
        }
    }
}
