"""Asks the emulator's control plane with boto3, and prints each answer as a line of JSON."""

import json
import os
import time

import boto3
from botocore.exceptions import ClientError

AT = {
    "endpoint_url": os.environ["ENDPOINT"],
    "region_name": os.environ["AWS_REGION"],
    "aws_access_key_id": os.environ["AWS_ACCESS_KEY_ID"],
    "aws_secret_access_key": os.environ["AWS_SECRET_ACCESS_KEY"],
}
CLIENTS = {name: boto3.client(name, **AT) for name in ("appsync", "lambda", "iam", "sts")}


def ask(service, operation, client=None, **members):
    """Asks, prints what was answered, and gives it."""
    try:
        answer = getattr(client or CLIENTS[service], operation)(**members)
        status = answer.pop("ResponseMetadata")["HTTPStatusCode"]
        answer = {name: value.read().decode() if hasattr(value, "read") else value for name, value in answer.items()}
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        answer = {"raised": type(error).__name__, "error": error.response["Error"]}
    answer.pop("LogResult", None)
    print(json.dumps([service, operation, status, answer], default=lambda value: value.isoformat()))
    return answer


def stranger(service, **other):
    return boto3.client(service, **{**AT, **other})


ask("sts", "get_caller_identity")
FUNCTION = ask("lambda", "list_functions")["Functions"][0]["FunctionArn"]
ask("lambda", "get_function", FunctionName=FUNCTION)
ask("lambda", "get_function_configuration", FunctionName="authorizer")

CONFIG = {"authorizerUri": FUNCTION, "authorizerResultTtlInSeconds": 0}
api = ask(
    "appsync",
    "create_graphql_api",
    name="my api",
    authenticationType="AWS_IAM",
    additionalAuthenticationProviders=[
        {"authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": CONFIG},
        {"authenticationType": "API_KEY"},
    ],
    xrayEnabled=True,
    tags={"a b": "c"},
)["graphqlApi"]
one = {"apiId": api["apiId"]}
ask("appsync", "start_schema_creation", **one, definition=b"type Query { a: ")
ask("appsync", "get_schema_creation_status", **one)
ask("appsync", "start_schema_creation", **one, definition=b"type Query @aws_lambda { hello: String }")
ask("appsync", "get_schema_creation_status", **one)
ask("appsync", "get_introspection_schema", **one, format="SDL")
ask("appsync", "get_introspection_schema", **one, format="SDL", includeDirectives=False)
ask("appsync", "list_types", **one, format="SDL")
ask("appsync", "get_type", **one, typeName="Query", format="JSON")
key = ask("appsync", "create_api_key", **one, description="d", expires=int(time.time()) + 3 * 86_400)["apiKey"]
ask("appsync", "update_api_key", **one, id=key["id"], description="e")
ask("appsync", "list_api_keys", **one)
ask("appsync", "create_api_key", **one, expires=1)
ask("appsync", "put_graphql_api_environment_variables", **one, environmentVariables={"AB": "c"})
ask("appsync", "get_graphql_api_environment_variables", **one)
ask("appsync", "tag_resource", resourceArn=api["arn"], tags={"x": "y"})
ask("appsync", "untag_resource", resourceArn=api["arn"], tagKeys=["a b"])
ask("appsync", "list_tags_for_resource", resourceArn=api["arn"])
ask("appsync", "update_graphql_api", **one, name="n", authenticationType="AWS_LAMBDA", lambdaAuthorizerConfig=CONFIG)
ask("appsync", "get_graphql_api", **one)
ask("appsync", "update_graphql_api", **one, name="n", authenticationType="AWS_LAMBDA")
ask("appsync", "get_graphql_api", apiId="nothing")

# Every member that botocore's model has, and then none of them: an update resets what it leaves away.
LOGS = "arn:aws:iam::111122223333:role/logs"
WHOLE = {
    "apiId": api["apiId"],
    "name": "whole",
    "logConfig": {"fieldLogLevel": "INFO", "cloudWatchLogsRoleArn": LOGS, "excludeVerboseContent": False},
    "authenticationType": "AMAZON_COGNITO_USER_POOLS",
    "userPoolConfig": {"userPoolId": "p", "awsRegion": "eu-west-1", "defaultAction": "ALLOW", "appIdClientRegex": "c"},
    "openIDConnectConfig": {"issuer": "https://i.example", "clientId": "c", "iatTTL": 0, "authTTL": 1},
    "additionalAuthenticationProviders": [
        {"authenticationType": "OPENID_CONNECT", "openIDConnectConfig": {"issuer": "https://j.example"}},
        {"authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": {"userPoolId": "q", "awsRegion": "x"}},
        {
            "authenticationType": "AWS_LAMBDA",
            "lambdaAuthorizerConfig": {**CONFIG, "identityValidationExpression": "^x"},
        },
        {"authenticationType": "AWS_IAM"},
    ],
    "xrayEnabled": True,
    "lambdaAuthorizerConfig": {**CONFIG, "identityValidationExpression": "^y", "authorizerResultTtlInSeconds": 3600},
    "mergedApiExecutionRoleArn": LOGS,
    "ownerContact": "me",
    "introspectionConfig": "DISABLED",
    "queryDepthLimit": 75,
    "resolverCountLimit": 10000,
    "enhancedMetricsConfig": {
        "resolverLevelMetricsBehavior": "PER_RESOLVER_METRICS",
        "dataSourceLevelMetricsBehavior": "FULL_REQUEST_DATA_SOURCE_METRICS",
        "operationLevelMetricsConfig": "ENABLED",
    },
}


def check_whole(shape, given, place=""):
    """Every member of a shape is given somewhere, so that none is forgotten when a model has a new one."""
    for name, member in shape.members.items():
        values = [value[name] for value in given if name in value]
        assert values, f"the model has {place}{name}, which this test does not set"
        if member.type_name == "structure":
            check_whole(member, values, f"{place}{name}.")
        elif member.type_name == "list":
            check_whole(member.member, [entry for value in values for entry in value], f"{place}{name}.")


model = CLIENTS["appsync"].meta.service_model.operation_model("UpdateGraphqlApi")
WHOLE["additionalAuthenticationProviders"][0]["openIDConnectConfig"] |= {"clientId": "d", "iatTTL": 2, "authTTL": 3}
WHOLE["additionalAuthenticationProviders"][1]["userPoolConfig"]["appIdClientRegex"] = "e"
check_whole(model.input_shape, [WHOLE])
whole = CLIENTS["appsync"].update_graphql_api(**WHOLE)["graphqlApi"]
again = CLIENTS["appsync"].get_graphql_api(**one)["graphqlApi"]
print(json.dumps(["kept", [name for name, value in WHOLE.items() if whole[name] == value == again[name]] == list(WHOLE)]))
told = set(again) | {"wafWebAclArn"}
print(json.dumps(["told", sorted(set(model.output_shape.members["graphqlApi"].members) ^ told)]))
ask("appsync", "update_graphql_api", **one, name="bare", authenticationType="API_KEY")

permission = {"FunctionName": FUNCTION, "Qualifier": "live", "StatementId": "appsync"}
grant = {"Action": "lambda:InvokeFunction", "Principal": "appsync.amazonaws.com", "SourceArn": api["arn"]}
ask("lambda", "add_permission", **permission, **grant)
ask("lambda", "add_permission", **permission, **grant)
ask("lambda", "get_policy", FunctionName=FUNCTION + ":live")
ask("lambda", "list_aliases", FunctionName=FUNCTION)
ask("lambda", "remove_permission", **permission)
ask("lambda", "get_policy", FunctionName=FUNCTION, Qualifier="live")
ask("lambda", "get_function", FunctionName="nothing")
for token in ("good", "bad", "crash"):
    ask("lambda", "invoke", FunctionName=FUNCTION, Payload=json.dumps({"authorizationToken": token}), LogType="Tail")
ask("lambda", "invoke", FunctionName="authorizer", InvocationType="Event", Payload="{}")
ask("lambda", "invoke", FunctionName="authorizer", InvocationType="DryRun")
ask("lambda", "invoke", FunctionName="authorizer", Payload="{")

ask("lambda", "create_alias", FunctionName=FUNCTION, Name="stable", FunctionVersion="3", Description="d")
ask("lambda", "get_alias", FunctionName=FUNCTION, Name="stable")
ask("lambda", "list_versions_by_function", FunctionName=FUNCTION)
ask("lambda", "get_alias", FunctionName=FUNCTION, Name="gone")
ask("lambda", "delete_alias", FunctionName=FUNCTION, Name="stable")
configuration = {"FunctionName": "authorizer", "Environment": {"Variables": {"ONE": "1"}}, "Timeout": 5}
revision = ask("lambda", "update_function_configuration", **configuration)["RevisionId"]
CLIENTS["lambda"].get_waiter("function_updated_v2").wait(FunctionName="authorizer")
ask("lambda", "get_function_configuration", FunctionName="authorizer")
ask("lambda", "update_function_configuration", **configuration, RevisionId=revision)
reserved = {"Variables": {"AWS_REGION": "x"}}
ask("lambda", "update_function_configuration", FunctionName="authorizer", Environment=reserved)
ask("lambda", "update_function_configuration", FunctionName="authorizer", Timeout=901)

role = {"RoleName": "appsync-auth-local-authorizer"}
ask("iam", "get_role", **role)
statement = {"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": api["arn"] + "/types/Query/*"}
ask("iam", "put_role_policy", **role, PolicyName="p", PolicyDocument=json.dumps({"Statement": [statement]}))
ask("iam", "get_role_policy", **role, PolicyName="p")
ask("iam", "list_role_policies", **role)
ask("iam", "list_attached_role_policies", **role)
ask("iam", "delete_role_policy", **role, PolicyName="p")
ask("iam", "get_role_policy", **role, PolicyName="p")
document = json.dumps({"Statement": [statement]})
policy = ask("iam", "create_policy", PolicyName="managed", PolicyDocument=document, Path="/x/")["Policy"]["Arn"]
ask("iam", "attach_role_policy", **role, PolicyArn=policy)
ask("iam", "attach_role_policy", **role, PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
ask("iam", "attach_role_policy", **role, PolicyArn=policy + "s")
ask("iam", "list_attached_role_policies", **role)
ask("iam", "put_role_permissions_boundary", **role, PermissionsBoundary=policy)
ask("iam", "get_role", **role)
ask("iam", "get_policy", PolicyArn=policy)
ask("iam", "create_policy_version", PolicyArn=policy, PolicyDocument=document, SetAsDefault=True)
ask("iam", "list_policy_versions", PolicyArn=policy)
ask("iam", "get_policy_version", PolicyArn=policy, VersionId="v1")
ask("iam", "delete_policy", PolicyArn=policy)
ask("iam", "delete_role_permissions_boundary", **role)
ask("iam", "detach_role_policy", **role, PolicyArn=policy)
ask("iam", "detach_role_policy", **role, PolicyArn=policy)
ask("iam", "delete_policy_version", PolicyArn=policy, VersionId="v1")
ask("iam", "delete_policy", PolicyArn=policy)

ask("appsync", "list_graphql_apis", stranger("appsync", aws_secret_access_key="forged"))
ask("lambda", "list_functions", stranger("lambda", aws_access_key_id="AKIDSTRANGER"))
ask("iam", "list_roles", stranger("iam", aws_access_key_id="AKIDSTRANGER"))
ask("sts", "get_caller_identity", stranger("sts", aws_secret_access_key="forged"))

for number in range(30):
    CLIENTS["appsync"].create_graphql_api(name=f"n{number}", authenticationType="API_KEY")
pages = CLIENTS["appsync"].get_paginator("list_graphql_apis").paginate()
print(json.dumps(["pages", [len(page["graphqlApis"]) for page in pages]]))
ask("appsync", "delete_api_key", **one, id=key["id"])
ask("appsync", "delete_graphql_api", **one)
ask("appsync", "delete_graphql_api", **one)
