"""Verifies a signed token (JWT, HS256) with PyJWT. The secret comes from the environment, as on Lambda."""

import os
import time

import jwt

SECRET = os.environ["JWT_SECRET"]


def handler(event, context):
    try:
        claims = jwt.decode(
            event["authorizationToken"], SECRET, algorithms=["HS256"], issuer="https://events.example",
            options={"require": ["exp", "sub"]},
        )
    except jwt.ExpiredSignatureError as error:
        raise RuntimeError("the token has expired") from error
    except jwt.InvalidTokenError:
        return {"isAuthorized": False}
    seconds_left = claims["exp"] - int(time.time())
    return {
        "isAuthorized": True,
        "resolverContext": {"tenant": str(claims["tenant"]), "user": claims["sub"]},
        "deniedFields": [] if claims["role"] == "admin" else ["Mutation.deleteEvent"],
        # No answer outlives its token.
        "ttlOverride": max(0, min(300, seconds_left)),
    }
