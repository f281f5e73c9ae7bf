"""Plays gql for Python against an emulator over HTTP, and prints what the application sees as one JSON object."""

import asyncio
import json
import os
from urllib.parse import urlparse

from botocore.credentials import Credentials
from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.appsync_auth import (
    AppSyncApiKeyAuthentication,
    AppSyncIAMAuthentication,
    AppSyncJWTAuthentication,
)

given = json.loads(os.environ["GIVEN"])
host = urlparse(given["url"]).netloc

EVENT = gql('query Event { getEvent(id: "7") { id name } }')
ALL = gql('query All { getEvent(id: "7") { id name secret } audit }')
CREATE = gql("mutation Create($name: String!) { createEvent(name: $name) { name secret } }")


def signed(name):
    known = given["credentials"][name]
    credentials = Credentials(known["accessKeyId"], known["secretAccessKey"])
    return AppSyncIAMAuthentication(host=host, region_name=given["region"], credentials=credentials)


def jwt(token):
    return AppSyncJWTAuthentication(host=host, jwt=token)


def api_key(key):
    return AppSyncApiKeyAuthentication(host=host, api_key=key)


modes = {
    "lambda": jwt("custom-authorized"),
    "apiKey": api_key(given["apiKey"]),
    "iam": signed("some"),
    "userPool": jwt(given["tokens"]["userPool"]),
    "oidc": jwt(given["tokens"]["oidc"]),
}
refused = {
    "lambda, denied": jwt("no"),
    "lambda, failed": jwt("crash"),
    "apiKey, unknown": api_key("da2-nobody"),
    "apiKey, expired": api_key(given["expiredKey"]),
    "iam, no permission": signed("none"),
    "iam, wrong secret": signed("wrong"),
    "iam, unknown key": signed("nobody"),
    "userPool, forged": jwt(given["tokens"]["userPool"].rpartition(".")[0] + ".AAAA"),
}


async def ask(auth, query, **variables):
    query.variable_values = variables
    try:
        async with Client(transport=AIOHTTPTransport(url=given["url"], auth=auth)) as session:
            return {"answer": await session.execute(query)}
    except Exception as raised:  # whatever an application would see
        seen = {name: getattr(raised, name) for name in ("errors", "data", "code") if hasattr(raised, name)}
        return {"raised": type(raised).__name__, "text": str(raised), **seen}


async def main():
    results = {}
    for name, auth in modes.items():
        results[f"{name}: query"] = await ask(auth, EVENT)
        results[f"{name}: fields"] = await ask(auth, ALL)
        results[f"{name}: mutation"] = await ask(auth, CREATE, name=name)
    for name, auth in refused.items():
        results[name] = await ask(auth, EVENT)
    results["invalid"] = await ask(modes["lambda"], gql("{ nope }"))
    print(json.dumps(results))


asyncio.run(main())
