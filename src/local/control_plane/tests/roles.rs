//! IAM's and STS's operations.

use super::*;
use crate::local::store::RoleDocuments;

const IAM: &str = "2010-05-08";
const DOCUMENT: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"appsync:GraphQL","Resource":"*"}]}"#;
const ROLE: &str = "appsync-auth-local-authorizer";

impl Cloud {
    pub(super) fn iam(&self, action: &str, members: &[(&str, &str)]) -> Answered {
        let mut form = vec![("Action", action), ("Version", IAM)];
        form.extend(members);
        self.post_form(&form)
    }
}

impl Answered {
    /// The text of the first element of this name.
    pub(super) fn element(&self, name: &str) -> Option<String> {
        let (_, rest) = self.text.split_once(&format!("<{name}>"))?;
        Some(rest.split_once(&format!("</{name}>"))?.0.to_owned())
    }

    /// The whole document without the id of the request.
    pub(super) fn document(&self) -> String {
        let id = self.element("RequestId").unwrap();
        self.text.replace(&id, "ID")
    }

    /// Status, code and message of an error in XML.
    pub(super) fn fault(&self) -> (u16, String, String) {
        (self.status, self.element("Code").unwrap(), self.element("Message").unwrap())
    }
}

#[test]
fn each_function_has_an_execution_role() {
    let cloud = Cloud::new();
    let got = cloud.iam("GetRole", &[("RoleName", ROLE)]);
    assert_eq!(got.header("content-type"), Some("text/xml"));
    let id = got.element("RoleId").unwrap();
    assert!(id.starts_with("AROA") && id.len() == 21, "{id}");
    let trust = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";
    assert_eq!(
        (got.status, got.document()),
        (
            200,
            format!(
                "<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetRoleResult><Role><Path>/</Path><RoleName>{ROLE}</RoleName><RoleId>{id}</RoleId><Arn>arn:aws:iam::111122223333:role/{ROLE}</Arn><CreateDate>2027-01-15T08:00:00Z</CreateDate><AssumeRolePolicyDocument>{trust}</AssumeRolePolicyDocument><MaxSessionDuration>3600</MaxSessionDuration></Role></GetRoleResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetRoleResponse>"
            )
        )
    );
    let policies = cloud.iam("ListRolePolicies", &[("RoleName", ROLE)]);
    assert!(policies.text.contains("<PolicyNames></PolicyNames><IsTruncated>false</IsTruncated>"), "{}", policies.text);
    let attached = cloud.iam("ListAttachedRolePolicies", &[("RoleName", ROLE)]);
    assert!(attached.text.contains("<AttachedPolicies></AttachedPolicies><IsTruncated>false</IsTruncated>"));
    let message = format!("{ROLE} is the execution role of a function of the emulator");
    assert_eq!(cloud.iam("DeleteRole", &[("RoleName", ROLE)]).fault(), (400, "UnmodifiableEntity".to_owned(), message));
    let message = format!("Role with name {ROLE} already exists.");
    let again = cloud.iam("CreateRole", &[("RoleName", ROLE), ("AssumeRolePolicyDocument", "{}")]);
    assert_eq!(again.fault(), (409, "EntityAlreadyExists".to_owned(), message));
}

#[test]
fn an_inline_policy_is_put_got_listed_and_deleted() {
    let cloud = Cloud::new();
    let name = ("RoleName", ROLE);
    let policy = ("PolicyName", "appsync");
    let none = (404, "NoSuchEntity".to_owned(), "The role policy with name appsync cannot be found.".to_owned());
    assert_eq!(cloud.iam("GetRolePolicy", &[name, policy]).fault(), none);
    let put = cloud.iam("PutRolePolicy", &[name, policy, ("PolicyDocument", DOCUMENT)]);
    assert_eq!((put.status, put.document(), put.changes.clone()), (200, "<PutRolePolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></PutRolePolicyResponse>".to_owned(), vec![Change::RolesChanged]));
    let got = cloud.iam("GetRolePolicy", &[name, policy]);
    let document = got.element("PolicyDocument").unwrap();
    assert_eq!(percent_encoding::percent_decode_str(&document).decode_utf8().unwrap(), DOCUMENT);
    assert_eq!(cloud.store.role_documents(ROLE).policies, [DOCUMENT]);
    cloud.iam("PutRolePolicy", &[name, ("PolicyName", "b"), ("PolicyDocument", DOCUMENT)]);
    let first = cloud.iam("ListRolePolicies", &[name, ("MaxItems", "1")]);
    assert!(
        first.text.contains("<member>appsync</member></PolicyNames><IsTruncated>true</IsTruncated><Marker>b</Marker>")
    );
    let second = cloud.iam("ListRolePolicies", &[name, ("MaxItems", "1"), ("Marker", "b")]);
    assert!(
        second
            .text
            .contains("<member>b</member></PolicyNames><IsTruncated>false</IsTruncated></ListRolePoliciesResult>")
    );
    let deleted = cloud.iam("DeleteRolePolicy", &[name, policy]);
    assert_eq!((deleted.status, deleted.changes), (200, vec![Change::RolesChanged]));
    assert_eq!(cloud.iam("DeleteRolePolicy", &[name, policy]).fault(), none);
}

#[test]
fn a_role_is_made_listed_and_deleted() {
    let cloud = Cloud::new();
    let name = ("RoleName", "app");
    let members = [name, ("AssumeRolePolicyDocument", DOCUMENT), ("Path", "/service/"), ("Description", "a & b <c>")];
    let created = cloud.iam("CreateRole", &members);
    assert_eq!((created.status, &created.changes), (200, &vec![Change::RolesChanged]));
    assert_eq!(created.element("Arn").as_deref(), Some("arn:aws:iam::111122223333:role/service/app"));
    assert_eq!(created.element("Description").as_deref(), Some("a &amp; b &lt;c&gt;"));
    let message = "Role with name app already exists.".to_owned();
    assert_eq!(cloud.iam("CreateRole", &members).fault(), (409, "EntityAlreadyExists".to_owned(), message));
    let listed = |members: &[(&str, &str)]| {
        let text = cloud.iam("ListRoles", members).text;
        text.matches("<RoleName>").count()
    };
    assert_eq!((listed(&[]), listed(&[("PathPrefix", "/service/")]), listed(&[("MaxItems", "1")])), (2, 1, 1));
    cloud.iam("PutRolePolicy", &[name, ("PolicyName", "p"), ("PolicyDocument", DOCUMENT)]);
    let message = "Cannot delete entity, must delete policies first.".to_owned();
    assert_eq!(cloud.iam("DeleteRole", &[name]).fault(), (409, "DeleteConflict".to_owned(), message));
    cloud.iam("DeleteRolePolicy", &[name, ("PolicyName", "p")]);
    assert_eq!(cloud.iam("DeleteRole", &[name]).status, 200);
    for action in ["GetRole", "DeleteRole", "ListRolePolicies", "ListAttachedRolePolicies"] {
        let expected = (404, "NoSuchEntity".to_owned(), "The role with name app cannot be found.".to_owned());
        assert_eq!(cloud.iam(action, &[name]).fault(), expected, "{action}");
    }
}

#[test]
fn what_iam_cannot_do_is_refused_in_xml() {
    let cloud = Cloud::new();
    let name = ("RoleName", ROLE);
    for (action, members, status, code, message) in [
        (
            "GetRole",
            vec![],
            400,
            "ValidationError",
            "1 validation error detected: Value &apos;null&apos; at &apos;roleName&apos; failed to satisfy constraint: Member must not be null",
        ),
        (
            "GetRole",
            vec![("RoleName", "a/b")],
            400,
            "ValidationError",
            "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
        ),
        (
            "PutRolePolicy",
            vec![name, ("PolicyName", "p"), ("PolicyDocument", "{")],
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            "PutRolePolicy",
            vec![name, ("PolicyName", "p"), ("PolicyDocument", "{\"Statement\":[{\"Effect\":\"allow\"}]}")],
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            "CreateRole",
            vec![("RoleName", "r"), ("AssumeRolePolicyDocument", "x")],
            400,
            "MalformedPolicyDocument",
            "This policy contains invalid Json",
        ),
        ("ListUsers", vec![], 400, "InvalidAction", "Could not find operation ListUsers for version 2010-05-08"),
    ] {
        let answered = cloud.iam(action, &members);
        assert_eq!(answered.fault(), (status, code.to_owned(), message.to_owned()), "{action}");
        let whole = format!(
            "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>ID</RequestId></ErrorResponse>"
        );
        assert_eq!(answered.document(), whole);
    }
    let long =
        format!("{{\"Statement\":{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"{}\"}}}}", "x".repeat(10_300));
    let (status, code, _) = cloud.iam("PutRolePolicy", &[name, ("PolicyName", "p"), ("PolicyDocument", &long)]).fault();
    assert_eq!((status, code.as_str()), (409, "LimitExceeded"));
    assert_eq!(cloud.store.role_documents(ROLE), RoleDocuments::default());
}
