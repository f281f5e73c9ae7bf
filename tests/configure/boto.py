"""Asks AWS's services with boto3: one question a line, `[service, operation, members]`, and one answer a line.

With `--moto` it starts moto, with a function `authz`, its version 1 and its alias `live`, and asks that; else ENDPOINT is asked.
The first line says where. It ends when standard input does.
"""

import io
import json
import logging
import os
import sys
import zipfile

import boto3
from botocore.exceptions import ClientError, ParamValidationError

CREDENTIALS = {
    "region_name": os.environ["AWS_REGION"],
    "aws_access_key_id": os.environ["AWS_ACCESS_KEY_ID"],
    "aws_secret_access_key": os.environ["AWS_SECRET_ACCESS_KEY"],
}


def start_moto():
    """The address of moto, and how to end it."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}", server.stop


def make_function(clients):
    """The function that an API can call, and its ARN."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = clients["iam"].create_role(RoleName="r", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): return {'isAuthorized': True}")
    made = {"Runtime": "python3.12", "Handler": "index.handler", "Code": {"ZipFile": code.getvalue()}}
    function = clients["lambda"].create_function(FunctionName="authz", Role=role, **made)["FunctionArn"]
    clients["lambda"].publish_version(FunctionName="authz")
    clients["lambda"].create_alias(FunctionName="authz", Name="live", FunctionVersion="1")
    return function


def answer(clients, service, operation, members):
    """What boto3 makes of the answer, or the error's code."""
    try:
        said = getattr(clients[service], operation)(**members)
    except ClientError as error:
        return {"error": error.response["Error"]["Code"], "message": str(error)}
    except ParamValidationError as error:
        return {"error": "ParamValidation", "message": str(error)}
    said.pop("ResponseMetadata")
    return {name: value.read().decode() if hasattr(value, "read") else value for name, value in said.items()}


def main():
    with_moto = sys.argv[1:] == ["--moto"]
    endpoint, stop = start_moto() if with_moto else (os.environ["ENDPOINT"], lambda: None)
    clients = {name: boto3.client(name, endpoint_url=endpoint, **CREDENTIALS) for name in ("appsync", "lambda", "iam")}
    ready = {"endpoint": endpoint, "function": make_function(clients) if with_moto else None}
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(clients, *json.loads(line)), default=str), flush=True)
    stop()


main()
