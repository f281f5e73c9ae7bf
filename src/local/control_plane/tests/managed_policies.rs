//! Managed policies, attached to roles and as their boundaries.

use super::*;
use crate::local::store::RoleDocuments;

const ROLE: (&str, &str) = ("RoleName", "appsync-auth-local-authorizer");
const ARN: (&str, &str) = ("PolicyArn", "arn:aws:iam::111122223333:policy/team/query");
const OF_AWS: &str = "arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess";
const FIRST: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"appsync:GraphQL","Resource":"*"}]}"#;
const SECOND: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"appsync:GraphQL","Resource":"*"}]}"#;

/// An account with a managed policy.
fn cloud() -> Cloud {
    let cloud = Cloud::new();
    let members = [("PolicyName", "query"), ("Path", "/team/"), ("PolicyDocument", FIRST), ("Description", "d")];
    let created = cloud.iam("CreatePolicy", &members);
    assert_eq!((created.status, created.element("Arn").as_deref()), (200, Some(ARN.1)), "{created:?}");
    cloud
}

fn refused(answered: &Answered) -> (u16, String) {
    let (status, code, _) = answered.fault();
    (status, code)
}

#[test]
fn a_managed_policy_is_read_by_its_default_version() {
    let cloud = cloud();
    let got = cloud.iam("GetPolicy", &[ARN]);
    let id = got.element("PolicyId").unwrap();
    assert!(id.starts_with("ANPA") && id.len() == 21, "{id}");
    let expected = format!(
        "<GetPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetPolicyResult><Policy><PolicyName>query</PolicyName><PolicyId>{id}</PolicyId><Arn>{}</Arn><Path>/team/</Path><DefaultVersionId>v1</DefaultVersionId><AttachmentCount>0</AttachmentCount><PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount><IsAttachable>true</IsAttachable><Description>d</Description><CreateDate>2027-01-15T08:00:00Z</CreateDate><UpdateDate>2027-01-15T08:00:00Z</UpdateDate></Policy></GetPolicyResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetPolicyResponse>",
        ARN.1
    );
    assert_eq!((got.status, got.document()), (200, expected));
    let document = |version: &str| {
        let got = cloud.iam("GetPolicyVersion", &[ARN, ("VersionId", version)]);
        let document = got.element("Document").unwrap_or_default();
        percent_encoding::percent_decode_str(&document).decode_utf8().unwrap().into_owned()
    };
    let attached = || cloud.store.role_documents(ROLE.1);
    cloud.iam("AttachRolePolicy", &[ROLE, ARN]);
    let with = |text: &str| RoleDocuments { policies: vec![text.to_owned()], boundary: None };
    assert_eq!((document("v1").as_str(), attached()), (FIRST, with(FIRST)));
    let made = cloud.iam("CreatePolicyVersion", &[ARN, ("PolicyDocument", SECOND)]);
    assert_eq!(
        (made.element("VersionId"), made.element("IsDefaultVersion")),
        (Some("v2".into()), Some("false".into()))
    );
    assert_eq!((document("v2").as_str(), attached()), (SECOND, with(FIRST)));
    cloud.iam("SetDefaultPolicyVersion", &[ARN, ("VersionId", "v2")]);
    assert_eq!(
        (cloud.iam("GetPolicy", &[ARN]).element("DefaultVersionId"), attached()),
        (Some("v2".into()), with(SECOND))
    );
    let listed = cloud.iam("ListPolicyVersions", &[ARN]).text;
    let versions = "<Versions><member><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion><CreateDate>2027-01-15T08:00:00Z</CreateDate></member><member><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion>";
    assert!(listed.contains(versions) && listed.contains("<IsTruncated>false</IsTruncated>"), "{listed}");
    let conflict = (409, "DeleteConflict".to_owned());
    assert_eq!(refused(&cloud.iam("DeletePolicyVersion", &[ARN, ("VersionId", "v2")])), conflict);
    assert_eq!(cloud.iam("DetachRolePolicy", &[ROLE, ARN]).status, 200);
    assert_eq!(refused(&cloud.iam("DeletePolicy", &[ARN])), conflict);
    assert_eq!(cloud.iam("DeletePolicyVersion", &[ARN, ("VersionId", "v1")]).status, 200);
    // A number is not given twice.
    let third = cloud.iam("CreatePolicyVersion", &[ARN, ("PolicyDocument", FIRST), ("SetAsDefault", "true")]);
    assert_eq!(
        (third.element("VersionId"), third.element("IsDefaultVersion")),
        (Some("v3".into()), Some("true".into()))
    );
    for _ in 0..3 {
        assert_eq!(cloud.iam("CreatePolicyVersion", &[ARN, ("PolicyDocument", FIRST)]).status, 200);
    }
    let sixth = cloud.iam("CreatePolicyVersion", &[ARN, ("PolicyDocument", FIRST)]);
    assert_eq!(refused(&sixth), (409, "LimitExceeded".to_owned()));
    let page = cloud.iam("ListPolicyVersions", &[ARN, ("MaxItems", "3")]);
    let marker = page.element("Marker").unwrap();
    assert_eq!(page.text.matches("<VersionId>").count(), 3);
    let rest = cloud.iam("ListPolicyVersions", &[ARN, ("Marker", &marker)]);
    assert_eq!((rest.text.matches("<VersionId>").count(), rest.element("VersionId")), (2, Some("v3".into())));
}

#[test]
fn policies_are_attached_listed_and_detached() {
    let cloud = cloud();
    let attached = |members: &[(&str, &str)]| {
        let mut all = vec![ROLE];
        all.extend(members);
        cloud.iam("ListAttachedRolePolicies", &all)
    };
    let attach = cloud.iam("AttachRolePolicy", &[ROLE, ARN]);
    assert_eq!((attach.status, attach.changes), (200, vec![Change::RolesChanged]));
    assert_eq!(cloud.iam("AttachRolePolicy", &[ROLE, ("PolicyArn", OF_AWS)]).status, 200);
    assert_eq!(cloud.iam("AttachRolePolicy", &[ROLE, ARN]).status, 200, "twice is once");
    let own = format!("<member><PolicyName>query</PolicyName><PolicyArn>{}</PolicyArn></member>", ARN.1);
    let of_aws =
        format!("<member><PolicyName>AWSAppSyncInvokeFullAccess</PolicyName><PolicyArn>{OF_AWS}</PolicyArn></member>");
    let listed = attached(&[]).text;
    let expected = format!("<AttachedPolicies>{own}{of_aws}</AttachedPolicies><IsTruncated>false</IsTruncated>");
    assert!(listed.contains(&expected), "{listed}");
    assert!(
        attached(&[("PathPrefix", "/team/")]).text.contains(&format!("<AttachedPolicies>{own}</AttachedPolicies>"))
    );
    let page = attached(&[("MaxItems", "1")]);
    assert_eq!(page.element("Marker").as_deref(), Some(OF_AWS));
    assert!(attached(&[("Marker", OF_AWS)]).text.contains(&format!("<AttachedPolicies>{of_aws}</AttachedPolicies>")));
    assert_eq!(cloud.iam("GetPolicy", &[ARN]).element("AttachmentCount").as_deref(), Some("1"));
    let in_use = (409, "DeleteConflict".to_owned(), "Cannot delete a policy attached to entities.".to_owned());
    assert_eq!(cloud.iam("DeletePolicy", &[ARN]).fault(), in_use);
    let document = cloud.iam("GetPolicyVersion", &[("PolicyArn", OF_AWS), ("VersionId", "v1")]).element("Document");
    assert!(document.unwrap().contains("appsync%3AGraphQL"));
    assert_eq!(cloud.iam("DetachRolePolicy", &[ROLE, ARN]).status, 200);
    let message = format!("Policy {} was not found.", ARN.1);
    assert_eq!(cloud.iam("DetachRolePolicy", &[ROLE, ARN]).fault(), (404, "NoSuchEntity".to_owned(), message.clone()));
    assert_eq!(cloud.iam("DeletePolicy", &[ARN]).status, 200);
    assert_eq!(cloud.iam("GetPolicy", &[ARN]).fault(), (404, "NoSuchEntity".to_owned(), message));
    let message = format!("Policy {} does not exist or is not attachable.", ARN.1);
    assert_eq!(cloud.iam("AttachRolePolicy", &[ROLE, ARN]).fault(), (404, "NoSuchEntity".to_owned(), message));
}

#[test]
fn a_role_has_a_boundary_until_it_is_taken_away() {
    let cloud = cloud();
    let boundary = ("PermissionsBoundary", ARN.1);
    let said = "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/team/query</PermissionsBoundaryArn></PermissionsBoundary></Role>";
    assert_eq!(cloud.iam("PutRolePermissionsBoundary", &[ROLE, boundary]).status, 200);
    assert!(cloud.iam("GetRole", &[ROLE]).text.contains(said));
    assert!(!cloud.iam("ListRoles", &[]).text.contains("PermissionsBoundary"));
    let expected = RoleDocuments { policies: Vec::new(), boundary: Some(FIRST.to_owned()) };
    assert_eq!(cloud.store.role_documents(ROLE.1), expected);
    assert_eq!(cloud.iam("GetPolicy", &[ARN]).element("PermissionsBoundaryUsageCount").as_deref(), Some("1"));
    assert_eq!(refused(&cloud.iam("DeletePolicy", &[ARN])), (409, "DeleteConflict".to_owned()));
    assert_eq!(cloud.iam("DeleteRolePermissionsBoundary", &[ROLE]).status, 200);
    assert_eq!(refused(&cloud.iam("DeleteRolePermissionsBoundary", &[ROLE])), (404, "NoSuchEntity".to_owned()));
    assert!(!cloud.iam("GetRole", &[ROLE]).text.contains("PermissionsBoundary"));
    let app = ("RoleName", "app");
    let created = cloud.iam("CreateRole", &[app, ("AssumeRolePolicyDocument", FIRST), boundary]);
    assert_eq!(created.status, 200);
    assert!(cloud.iam("GetRole", &[app]).text.contains(said));
    cloud.iam("AttachRolePolicy", &[app, ARN]);
    let message = "Cannot delete entity, must detach all policies first.".to_owned();
    assert_eq!(cloud.iam("DeleteRole", &[app]).fault(), (409, "DeleteConflict".to_owned(), message));
}

#[test]
fn what_iam_refuses_of_managed_policies_changes_nothing() {
    let cloud = cloud();
    let before = cloud.store.account();
    let long =
        format!("{{\"Statement\":{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"{}\"}}}}", "x".repeat(6_144));
    let unparsed = "Invalid ARN:  Could not be parsed!";
    for (action, members, status, code, message) in [
        ("GetPolicy", vec![("PolicyArn", "longpolicynamebutnoarn")], 400, "ValidationError", unparsed),
        ("AttachRolePolicy", vec![ROLE, ("PolicyArn", "query")], 400, "ValidationError", unparsed),
        (
            "AttachRolePolicy",
            vec![("RoleName", "nobody"), ARN],
            404,
            "NoSuchEntity",
            "The role with name nobody cannot be found.",
        ),
        (
            "CreatePolicy",
            vec![("PolicyName", "query"), ("PolicyDocument", FIRST)],
            409,
            "EntityAlreadyExists",
            "A policy called query already exists. Duplicate names are not allowed.",
        ),
        (
            "CreatePolicy",
            vec![("PolicyName", "q"), ("PolicyDocument", "{}")],
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            "CreatePolicyVersion",
            vec![ARN, ("PolicyDocument", &long)],
            409,
            "LimitExceeded",
            "Cannot exceed quota for PolicySize: 6144",
        ),
        (
            "CreatePolicyVersion",
            vec![("PolicyArn", OF_AWS), ("PolicyDocument", FIRST)],
            403,
            "AccessDenied",
            "arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess is a policy of AWS and cannot be changed.",
        ),
        (
            "GetPolicyVersion",
            vec![ARN, ("VersionId", "1")],
            400,
            "ValidationError",
            "1 validation error detected: Value &apos;1&apos; at &apos;versionId&apos; failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
        ),
        (
            "GetPolicyVersion",
            vec![ARN, ("VersionId", "v99999999999")],
            404,
            "NoSuchEntity",
            "Policy arn:aws:iam::111122223333:policy/team/query version v99999999999 does not exist or is not attachable.",
        ),
    ] {
        let expected = (status, code.to_owned(), message.to_owned());
        assert_eq!(cloud.iam(action, &members).fault(), expected, "{action} {members:?}");
    }
    assert_eq!(cloud.store.account(), before);
}
