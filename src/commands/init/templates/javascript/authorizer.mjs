// A Lambda authorizer for AWS AppSync. AppSync calls it with the token of a request, unless it still has an answer for this
// token in its cache. Throw only when something is broken: the client gets a 500 with the error's message.

// Test tokens. Before you deploy, put a real look-up here: verify a JWT, or read a table of sessions.
const SESSIONS = new Map([
  ['admin-token', { user: 'ada', role: 'admin' }],
  ['member-token', { user: 'max', role: 'member' }],
  ['guest-token', { user: 'guest', role: 'guest' }],
]);

// The operation name with which AppSync asks about a WebSocket connection. Its query is empty, and each subscription on the
// connection is asked about again.
const CONNECT = 'Deepdish:Connect';

export async function handler({ authorizationToken, requestContext }) {
  // The whole Authorization header: a `Bearer ` prefix is still there.
  const session = SESSIONS.get(authorizationToken);
  if (session === undefined) return { isAuthorized: false };

  // Resolvers read it as `ctx.identity.resolverContext`. Keep it flat: every value arrives as a string.
  const resolverContext = { user: session.user, role: session.role };

  switch (session.role) {
    case 'admin':
      // Without a ttlOverride, the answer is kept for as long as the API says.
      return { isAuthorized: true, resolverContext, deniedFields: [] };

    case 'member':
      // Seconds. A denied field is null, with an error beside it; the other fields of the query are resolved.
      return {
        isAuthorized: true,
        resolverContext,
        deniedFields: ['Event.attendees', 'Mutation.deleteEvent'],
        ttlOverride: 60,
      };

    default:
      // AppSync keeps one answer for a token, whatever was asked. Who looks at more than the token keeps none.
      if (requestContext.operationName === CONNECT) return { isAuthorized: false, ttlOverride: 0 };
      return {
        isAuthorized: true,
        resolverContext,
        deniedFields: ['Event.attendees', 'Mutation.createEvent', 'Mutation.deleteEvent'],
        ttlOverride: 0,
      };
  }
}
