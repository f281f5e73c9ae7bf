// A Lambda authorizer for AWS AppSync. AppSync calls it with the token of a request, unless it still has an answer for this
// token in its cache. Throw only when something is broken: the client gets a 500 with the error's message.

import type { AppSyncAuthorizerEvent, AppSyncAuthorizerResult } from 'aws-lambda';

interface Session {
  user: string;
  role: 'admin' | 'member' | 'guest';
}

// What resolvers read as `ctx.identity.resolverContext`. Keep it flat: every value arrives as a string.
type ResolverContext = Record<string, string>;

// Test tokens. Before you deploy, put a real look-up here: verify a JWT, or read a table of sessions.
const SESSIONS: ReadonlyMap<string, Session> = new Map<string, Session>([
  ['admin-token', { user: 'ada', role: 'admin' }],
  ['member-token', { user: 'max', role: 'member' }],
  ['guest-token', { user: 'guest', role: 'guest' }],
]);

// The operation name with which AppSync asks about a WebSocket connection. Its query is empty, and each subscription on the
// connection is asked about again.
const CONNECT = 'Deepdish:Connect';

export async function handler(event: AppSyncAuthorizerEvent): Promise<AppSyncAuthorizerResult<ResolverContext>> {
  // The whole Authorization header: a `Bearer ` prefix is still there.
  const session = SESSIONS.get(event.authorizationToken);
  if (session === undefined) return { isAuthorized: false };

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

    case 'guest':
      // AppSync keeps one answer for a token, whatever was asked. Who looks at more than the token keeps none.
      if (event.requestContext.operationName === CONNECT) return { isAuthorized: false, ttlOverride: 0 };
      return {
        isAuthorized: true,
        resolverContext,
        deniedFields: ['Event.attendees', 'Mutation.createEvent', 'Mutation.deleteEvent'],
        ttlOverride: 0,
      };
  }
}
