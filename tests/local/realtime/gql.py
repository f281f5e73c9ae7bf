"""Subscribes with gql for Python in each mode, and prints what the application sees as one JSON object."""

import asyncio
import json
import os
import urllib.request
from urllib.parse import urlparse

from botocore.credentials import Credentials
from gql import Client, gql
from gql.transport.appsync_auth import (
    AppSyncApiKeyAuthentication,
    AppSyncIAMAuthentication,
    AppSyncJWTAuthentication,
)
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport

given = json.loads(os.environ["GIVEN"])
host = urlparse(given["graphqlUrl"]).netloc


def signed(secret):
    credentials = Credentials(given["accessKeyId"], secret)
    return AppSyncIAMAuthentication(host=host, region_name=given["region"], credentials=credentials)


ID = "subscription Created { onCreateEvent { id } }"
NAME = "subscription Created { onCreateEvent { id name } }"
plays = {
    "token": (AppSyncJWTAuthentication(host=host, jwt="anything"), NAME),
    "userPool": (AppSyncJWTAuthentication(host=host, jwt=given["jwt"]), ID),
    "apiKey": (AppSyncApiKeyAuthentication(host=host, api_key=given["apiKey"]), ID),
    "apiKey, denied field": (AppSyncApiKeyAuthentication(host=host, api_key=given["apiKey"]), NAME),
    "iam": (signed(given["secretAccessKey"]), ID),
    "iam, denied subscription": (signed(given["secretAccessKey"]), "subscription { keysOnly { id } }"),
    "iam, wrong secret": (signed("wrong"), ID),
    "apiKey, unknown": (AppSyncApiKeyAuthentication(host=host, api_key="da2-nobody"), ID),
    "a query": (AppSyncApiKeyAuthentication(host=host, api_key=given["apiKey"]), "{ getEvent { id } }"),
}


async def first(auth, query):
    """The first thing that a subscriber sees."""
    transport = AppSyncWebsocketsTransport(url=given["realtimeUrl"], auth=auth)
    try:
        async with Client(transport=transport) as session:
            async for seen in session.subscribe(gql(query)):
                return {"seen": seen}
    except Exception as raised:  # whatever an application would see
        return {"raised": type(raised).__name__, "text": str(raised)}


def mutate():
    body = json.dumps({"query": "mutation { createEvent(id: 1) { id } }"}).encode()
    headers = {"x-api-key": given["apiKey"], "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(given["graphqlUrl"], body, headers)) as answer:
        answer.read()


async def main():
    tasks = [asyncio.create_task(first(*play)) for play in plays.values()]
    # gql does not tell when a subscription stands.
    while not all(task.done() for task in tasks):
        await asyncio.to_thread(mutate)
        await asyncio.sleep(0.1)
    print(json.dumps(dict(zip(plays, [task.result() for task in tasks]))))


asyncio.run(main())
