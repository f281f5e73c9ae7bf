"""The authorizer of ../javascript in Python."""

import os
from datetime import datetime, timezone

SESSIONS = {
    "acme:ada": {"tenant": "acme", "user": "ada", "role": "admin", "expires": "2099-01-01T00:00:00+00:00"},
    "acme:pat": {"tenant": "acme", "user": "pat", "role": "partner", "expires": "2099-01-01T00:00:00+00:00"},
    "acme:olga": {"tenant": "acme", "user": "olga", "role": "partner", "expires": "2020-01-01T00:00:00+00:00"},
    "globex:grace": {"tenant": "globex", "user": "grace", "role": "admin", "expires": "2099-01-01T00:00:00+00:00"},
    "initech:bill": {"tenant": "initech", "user": "bill", "role": "admin", "expires": "2099-01-01T00:00:00+00:00"},
}
SUSPENDED_TENANTS = {"initech"}


class SessionExpired(Exception):
    """AppSync denies the request; the function's error metric counts it."""


def handler(event, context):
    token = event["authorizationToken"]
    if token.startswith("guest:"):
        return guest()
    session = SESSIONS.get(token)
    if session is None or session["tenant"] in SUSPENDED_TENANTS:
        return {"isAuthorized": False}
    if datetime.fromisoformat(session["expires"]) <= datetime.now(timezone.utc):
        raise SessionExpired(f"the session of {session['user']} has expired")
    answer = {
        "isAuthorized": True,
        "resolverContext": {name: session[name] for name in ("tenant", "user", "role")},
        "deniedFields": [],
    }
    if session["role"] == "partner":
        answer["deniedFields"] = ["Event.comments", arn_of_field(event["requestContext"], "Mutation", "deleteEvent")]
        answer["ttlOverride"] = 60
    return answer


def guest():
    return {
        "isAuthorized": True,
        "resolverContext": {"role": "guest"},
        "deniedFields": ["Event.comments", "Mutation.createEvent", "Mutation.deleteEvent", "Mutation.commentOnEvent"],
        "ttlOverride": 0,
    }


def arn_of_field(api, type_name, field):
    region = os.environ["AWS_REGION"]
    return f"arn:aws:appsync:{region}:{api['accountId']}:apis/{api['apiId']}/types/{type_name}/fields/{field}"
