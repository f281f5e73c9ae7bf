"""A Lambda authorizer for AWS AppSync.

AppSync calls it with the token of a request, unless it still has an answer for this token in its cache. Raise only when
something is broken: the client gets a 500 with the error's message.
"""

# Test tokens. Before you deploy, put a real look-up here: verify a JWT, or read a table of sessions.
SESSIONS = {
    "admin-token": {"user": "ada", "role": "admin"},
    "member-token": {"user": "max", "role": "member"},
    "guest-token": {"user": "guest", "role": "guest"},
}

# The operation name with which AppSync asks about a WebSocket connection. Its query is empty, and each subscription on the
# connection is asked about again.
CONNECT = "Deepdish:Connect"


def handler(event, context):
    # The whole Authorization header: a `Bearer ` prefix is still there.
    session = SESSIONS.get(event["authorizationToken"])
    if session is None:
        return {"isAuthorized": False}

    # Resolvers read it as `ctx.identity.resolverContext`. Keep it flat: every value arrives as a string.
    allowed = {"isAuthorized": True, "resolverContext": {"user": session["user"], "role": session["role"]}}

    if session["role"] == "admin":
        # Without a ttlOverride, the answer is kept for as long as the API says.
        return {**allowed, "deniedFields": []}

    if session["role"] == "member":
        # Seconds. A denied field is null, with an error beside it; the other fields of the query are resolved.
        return {**allowed, "deniedFields": ["Event.attendees", "Mutation.deleteEvent"], "ttlOverride": 60}

    # AppSync keeps one answer for a token, whatever was asked. Who looks at more than the token keeps none.
    if event["requestContext"].get("operationName") == CONNECT:
        return {"isAuthorized": False, "ttlOverride": 0}
    denied = ["Event.attendees", "Mutation.createEvent", "Mutation.deleteEvent"]
    return {**allowed, "deniedFields": denied, "ttlOverride": 0}
