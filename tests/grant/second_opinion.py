"""Answers each line on standard input with a line of JSON about the function `reader` and its role, as boto3 sees them."""

import io
import json
import logging
import os
import sys
import zipfile

import boto3


def clients(endpoint):
    return {name: boto3.client(name, endpoint_url=endpoint, region_name="eu-west-1") for name in ("appsync", "lambda", "iam")}


def known():
    """All that there is to know."""
    function = AT["lambda"].get_function_configuration(FunctionName="reader")
    function.pop("ResponseMetadata")
    role = function["Role"].rsplit("/", 1)[1]
    names = AT["iam"].list_role_policies(RoleName=role)["PolicyNames"]
    inline = {name: AT["iam"].get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names}
    attached = AT["iam"].list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    whole = AT["iam"].get_role(RoleName=role)["Role"]
    whole.pop("RoleLastUsed", None)
    return {"function": function, "inline": inline, "attached": attached, "role": whole}


def prepare():
    """What somebody else put there before."""
    variables = {"SECRET": "hunter2", "OTHER": "ä"}
    AT["lambda"].update_function_configuration(FunctionName="reader", Environment={"Variables": variables})
    role = AT["lambda"].get_function_configuration(FunctionName="reader")["Role"].rsplit("/", 1)[1]
    nothing = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    AT["iam"].put_role_policy(RoleName=role, PolicyName="somebody-elses", PolicyDocument=json.dumps(nothing))
    return "prepared"


def deny():
    """A managed policy that denies everything."""
    no = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "appsync:*", "Resource": "*"}]}
    arn = AT["iam"].create_policy(PolicyName="no", PolicyDocument=json.dumps(no))["Policy"]["Arn"]
    AT["iam"].attach_role_policy(RoleName="service-reader", PolicyArn=arn)
    return "denied"


def moto():
    """A moto server with an API, a function and a role on a path."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    AT.update(clients(endpoint))
    api = AT["appsync"].create_graphql_api(name="events", authenticationType="AWS_IAM")["graphqlApi"]
    AT["appsync"].start_schema_creation(apiId=api["apiId"], definition=b"type Query { getEvent: String listEvents: String }")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    role = AT["iam"].create_role(RoleName="service-reader", Path="/service-role/", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): pass")
    AT["lambda"].create_function(
        FunctionName="reader", Runtime="python3.13", Handler="index.handler", Role=role["Arn"],
        Code={"ZipFile": code.getvalue()},
    )
    prepare()
    return {"endpoint": endpoint, "api": api}


AT = {} if os.environ["ENDPOINT"] == "moto" else clients(os.environ["ENDPOINT"])
ANSWERS = {"known": known, "prepare": prepare, "deny": deny, "moto": moto}
for line in sys.stdin:
    print(json.dumps(ANSWERS[line.strip()](), default=str), flush=True)
