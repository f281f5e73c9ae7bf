// The authorizer of a multi-tenant Event API. AppSync calls it with the token of a request, unless it still has an answer
// for this token in its cache.

// Stands for the table of sessions: in production, a read of DynamoDB with the token's hash as its key.
const SESSIONS = new Map([
  ['acme:ada', { tenant: 'acme', user: 'ada', role: 'admin', expires: '2099-01-01T00:00:00Z' }],
  ['acme:pat', { tenant: 'acme', user: 'pat', role: 'partner', expires: '2099-01-01T00:00:00Z' }],
  ['acme:olga', { tenant: 'acme', user: 'olga', role: 'partner', expires: '2020-01-01T00:00:00Z' }],
  ['globex:grace', { tenant: 'globex', user: 'grace', role: 'admin', expires: '2099-01-01T00:00:00Z' }],
  ['initech:bill', { tenant: 'initech', user: 'bill', role: 'admin', expires: '2099-01-01T00:00:00Z' }],
]);
const SUSPENDED_TENANTS = new Set(['initech']);

export async function handler(event) {
  const { authorizationToken, requestContext } = event;
  if (authorizationToken.startsWith('guest:')) return guest();
  const session = SESSIONS.get(authorizationToken);
  if (session === undefined || SUSPENDED_TENANTS.has(session.tenant)) return { isAuthorized: false };
  // Thrown, not answered: a denial would be cached, and an expired session shows in the function's error metric.
  if (Date.parse(session.expires) <= Date.now()) throw new Error(`the session of ${session.user} has expired`);
  const { tenant, user, role } = session;
  // Resolvers read it as `ctx.identity.resolverContext`: flat, and all values are strings.
  const answer = { isAuthorized: true, resolverContext: { tenant, user, role }, deniedFields: [] };
  if (role === 'partner') {
    answer.deniedFields = ['Event.comments', arnOfField(requestContext, 'Mutation', 'deleteEvent')];
    answer.ttlOverride = 60;
  }
  return answer;
}

function guest() {
  return {
    isAuthorized: true,
    resolverContext: { role: 'guest' },
    deniedFields: ['Event.comments', 'Mutation.createEvent', 'Mutation.deleteEvent', 'Mutation.commentOnEvent'],
    // Every guest has a token of their own: an answer in the cache would not be used again.
    ttlOverride: 0,
  };
}

// The long form denies the field of this API alone, should another API call the same function.
function arnOfField({ apiId, accountId }, type, field) {
  return `arn:aws:appsync:${process.env.AWS_REGION}:${accountId}:apis/${apiId}/types/${type}/fields/${field}`;
}
