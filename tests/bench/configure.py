#!/usr/bin/env python3
"""One whole `configure`, beside the AWS CLI and jq: configure.py [--rounds 9] [--runs 3].

An API gets a Lambda authorizer beside its API key, and AppSync the permission to call it; moto answers, in a process of its own,
so only the clients' processor time counts. Both read the API and the function, add the permission, send the whole
configuration back, read it again and compare; ours also plans, reads the schema and saves what was before. Before each run
the API and the policy are as they were in the beginning, and after it they are looked at.
"""

import argparse
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from measure import ENVIRONMENT, program, run, table

PACKAGES = ["awscli==1.46.3", "moto[server]==5.2.5"]
FOLDER = ENVIRONMENT / "configure"
VARIABLES = {
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "AKIABENCH",
    "AWS_SECRET_ACCESS_KEY": "bench-secret",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_PAGER": "",
}
SERVER = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%s" % server.get_host_and_port(), flush=True)
sys.stdin.read()
server.stop()
"""

# What a careful person writes. The function's policy is read only to learn whether AppSync is let in already.
SCRIPT = """
set -eu
aws appsync get-graphql-api --api-id "$API" --output json > before.json
aws lambda get-function-configuration --function-name "$FUNCTION" --output json > function.json
test "$(jq -r .State function.json)" = Active
arn=$(jq -r .graphqlApi.arn before.json)
if ! aws lambda get-policy --function-name "$FUNCTION" --output json > policy.json 2> /dev/null ||
   ! jq -e --arg arn "$arn" '.Policy | fromjson | any(.Statement[]; .Condition.ArnLike["AWS:SourceArn"] == $arn)' policy.json > /dev/null
then
    aws lambda add-permission --function-name "$FUNCTION" --statement-id "appsync-$API" --action lambda:InvokeFunction \\
        --principal appsync.amazonaws.com --source-arn "$arn" --output json > added.json
fi
jq --arg function "$FUNCTION" '.graphqlApi
    | .additionalAuthenticationProviders = ((.additionalAuthenticationProviders // [] | map(select(.authenticationType != "AWS_LAMBDA")))
        + [{authenticationType: "AWS_LAMBDA", lambdaAuthorizerConfig: {authorizerUri: $function, authorizerResultTtlInSeconds: 300}}])
    | del(.arn, .uris, .dns, .tags, .wafWebAclArn, .visibility, .apiType, .owner)' before.json > wanted.json
aws appsync update-graphql-api --cli-input-json file://wanted.json --output json > answer.json
aws appsync get-graphql-api --api-id "$API" --output json > after.json
jq -e --slurpfile wanted wanted.json '.graphqlApi | del(.arn, .uris, .dns, .tags, .wafWebAclArn, .visibility, .apiType, .owner) == $wanted[0]' \\
    after.json > /dev/null
"""


def installed():
    """The Python of an environment with the AWS CLI and moto."""
    python = FOLDER / "bin" / "python3"
    done = FOLDER / "installed"
    if not done.is_file() or done.read_text() != " ".join(PACKAGES):
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        done.write_text(" ".join(PACKAGES))
    return python


class Cloud:
    """moto with an API and a function, set back to their beginning as often as is wished."""

    def __init__(self, endpoint):
        sys.path[:0] = [str(next(FOLDER.glob("lib/python3*/site-packages")))]
        import boto3

        at = {"endpoint_url": endpoint, "region_name": VARIABLES["AWS_REGION"]}
        keys = {name.lower(): VARIABLES[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        self.appsync, self.functions, iam = (boto3.client(name, **at, **keys) for name in ("appsync", "lambda", "iam"))
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=document)["Role"]["Arn"]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.py", "def handler(event, context): return {'isAuthorized': True}")
        made = {"Runtime": "python3.12", "Handler": "index.handler", "Code": {"ZipFile": code.getvalue()}}
        self.function = self.functions.create_function(FunctionName="authz", Role=role, **made)["FunctionArn"]
        self.id = None

    def set_back(self):
        """An API without an authorizer, and a function that AppSync may not call."""
        if self.id:
            self.appsync.delete_graphql_api(apiId=self.id)
            for statement in self.statements():
                self.functions.remove_permission(FunctionName="authz", StatementId=statement["Sid"])
        issuer = {"issuer": "https://i.example", "clientId": "c", "iatTTL": 7, "authTTL": 8}
        log = {"fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/logs"}
        self.before = self.appsync.create_graphql_api(
            name="events",
            authenticationType="API_KEY",
            additionalAuthenticationProviders=[{"authenticationType": "OPENID_CONNECT", "openIDConnectConfig": issuer}],
            logConfig={**log, "excludeVerboseContent": True},
            xrayEnabled=True,
            tags={"a": "b"},
        )["graphqlApi"]
        self.id = self.before["apiId"]
        self.appsync.start_schema_creation(apiId=self.id, definition=b"type Query { hello: String }")

    def statements(self):
        """The statements of the function's policy."""
        try:
            return json.loads(self.functions.get_policy(FunctionName="authz")["Policy"])["Statement"]
        except self.functions.exceptions.ResourceNotFoundException:
            return []

    def check(self, name):
        """Ends with a message unless exactly what was to be done was done."""
        config = {"authorizerUri": self.function, "authorizerResultTtlInSeconds": 300}
        wanted = json.loads(json.dumps(self.before))
        wanted["additionalAuthenticationProviders"].append({"authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": config})
        after = self.appsync.get_graphql_api(apiId=self.id)["graphqlApi"]
        sources = [statement["Condition"]["ArnLike"]["AWS:SourceArn"] for statement in self.statements()]
        if after != wanted or sources != [self.before["arn"]]:
            raise SystemExit(f"{name}: {after}, permission for {sources}")


def commands():
    """The clients by name."""
    words = ["configure", "--additional", "--ttl", "300", "--yes", "--quiet"]
    return {
        "appsync-auth": lambda cloud: [program(), *words, "--api", cloud.id, "--function", cloud.function],
        "aws and jq": lambda _: ["sh", "-c", SCRIPT],
    }


def measured(cloud, environment, folder, rounds, runs):
    """Median elapsed s, processor s and MiB of each client; they take turns run by run."""
    values = {name: [] for name in commands()}
    for number in range(rounds):
        each = {name: [] for name in values}
        for _ in range(runs):
            for name, command in commands().items():
                cloud.set_back()
                variables = {**environment, "API": cloud.id, "FUNCTION": cloud.function}
                each[name].append(run(command(cloud), env=variables, cwd=folder))
                cloud.check(name)
        if number or rounds == 1:
            for name, results in each.items():
                values[name].append([statistics.mean(column) for column in zip(*results)])
    return {name: [statistics.median(column) for column in zip(*results)] for name, results in values.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="the first only warms up")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    if not shutil.which("jq"):
        raise SystemExit("`jq` is not installed")
    python = installed()
    with tempfile.TemporaryDirectory() as folder:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen([python, "-c", SERVER], env={**os.environ, **VARIABLES}, **pipes) as server:
            endpoint = server.stdout.readline().strip()
            path = f"{FOLDER / 'bin'}{os.pathsep}{os.environ['PATH']}"
            environment = {"PATH": path, "HOME": folder, "AWS_ENDPOINT_URL": endpoint, **VARIABLES}
            results = measured(Cloud(endpoint), environment, Path(folder), arguments.rounds, arguments.runs)
            server.stdin.close()
    own = results["appsync-auth"][1]
    rows = [
        [name, f"{processor * 1e3:.1f}", f"{elapsed * 1e3:.0f}", f"{resident:.0f}", f"{processor / own:.1f}"]
        for name, (elapsed, processor, resident) in results.items()
    ]
    table(["configure", "processor ms", "elapsed ms", "MiB", "takes, of ours"], rows)


main()
