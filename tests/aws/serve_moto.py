"""Starts moto, makes APIs with boto3, says on one line where they are, and ends when standard input does."""

import json
import logging
import sys

import boto3
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"

appsync = boto3.client(
    "appsync",
    region_name="eu-west-1",
    endpoint_url=endpoint,
    aws_access_key_id="AKIATEST",
    aws_secret_access_key="test-secret",
)
function = "arn:aws:lambda:eu-west-1:111122223333:function:authz"
first = appsync.create_graphql_api(
    name="events",
    authenticationType="API_KEY",
    additionalAuthenticationProviders=[
        {
            "authenticationType": "AWS_LAMBDA",
            "lambdaAuthorizerConfig": {
                "authorizerUri": function,
                "authorizerResultTtlInSeconds": 0,
                "identityValidationExpression": "^x",
            },
        }
    ],
)["graphqlApi"]
for _ in range(2):
    appsync.create_graphql_api(name="twin", authenticationType="AWS_IAM")
appsync.create_api(name="chat", eventConfig={
    "authProviders": [{"authType": "API_KEY"}],
    "connectionAuthModes": [{"authType": "API_KEY"}],
    "defaultPublishAuthModes": [{"authType": "API_KEY"}],
    "defaultSubscribeAuthModes": [{"authType": "API_KEY"}],
})

print(json.dumps({"endpoint": endpoint, "api": first}, default=str), flush=True)
sys.stdin.read()
server.stop()
