//! stub
use crate::local::store::Store;
use crate::local::{Functions, Keyring};
use bytes::Bytes;
use std::time::SystemTime;
#[derive(Debug)]
pub struct ControlPlane<'a> {
    pub store: &'a Store,
    pub functions: &'a Functions,
    pub keyring: &'a Keyring,
    pub update_omitted: UpdateOmitted,
    pub origin: &'a str,
    pub region: &'a str,
    pub account_id: &'a str,
    pub now: SystemTime,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UpdateOmitted {
    #[default]
    Replace,
    Keep,
}
#[derive(Debug, Clone)]
pub struct ControlRequest {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlAnswer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    pub changes: Vec<Change>,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    ApiChanged(String),
    ApiDeleted(String),
    FunctionsChanged,
    RolesChanged,
}
pub fn is_control_plane(_m: &str, path: &str, _h: &[(String, String)]) -> bool {
    path.starts_with("/v1/")
}
pub async fn answer(_p: &ControlPlane<'_>, _r: &ControlRequest) -> ControlAnswer {
    ControlAnswer { status: 501, headers: vec![], body: Bytes::new(), changes: vec![] }
}
pub fn provider_refusal(_a: &crate::appsync::ApiAuthentication) -> Option<String> {
    None
}
