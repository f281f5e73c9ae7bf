//! IAM's and STS's operations. Both speak AWS Query: a form is posted to `/`, and the answer is XML.
//!
//! | file | what it does |
//! |---|---|
//! | `form.rs` | the form |
//! | `xml.rs` | the answer and the error |
//! | `routes.rs` | which operation a form asks for |
//! | `roles.rs` | GetRole, CreateRole, DeleteRole, ListRoles |
//! | `role_policies.rs` | PutRolePolicy, GetRolePolicy, DeleteRolePolicy, ListRolePolicies |
//! | `managed_policies.rs` | managed policies and their versions |
//! | `attachments.rs` | managed policies of a role, and its permissions boundary |
//! | `identity.rs` | GetCallerIdentity |

mod attachments;
mod form;
mod identity;
mod managed_policies;
mod role_policies;
mod roles;
mod routes;
mod xml;

pub(super) use routes::{answer, is_for_sts};
pub(super) use xml::error_document;
