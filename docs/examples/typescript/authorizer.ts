// The authorizer of ../javascript in TypeScript, with the types of `@types/aws-lambda`.

import type { AppSyncAuthorizerEvent, AppSyncAuthorizerResult } from 'aws-lambda';

type Role = 'admin' | 'partner';

interface Session {
  tenant: string;
  user: string;
  role: Role;
  expires: string;
}

// Only strings, so that resolvers see what was answered.
type ResolverContext = Record<string, string>;

const SESSIONS: ReadonlyMap<string, Session> = new Map<string, Session>([
  ['acme:ada', { tenant: 'acme', user: 'ada', role: 'admin', expires: '2099-01-01T00:00:00Z' }],
  ['acme:pat', { tenant: 'acme', user: 'pat', role: 'partner', expires: '2099-01-01T00:00:00Z' }],
  ['acme:olga', { tenant: 'acme', user: 'olga', role: 'partner', expires: '2020-01-01T00:00:00Z' }],
  ['globex:grace', { tenant: 'globex', user: 'grace', role: 'admin', expires: '2099-01-01T00:00:00Z' }],
  ['initech:bill', { tenant: 'initech', user: 'bill', role: 'admin', expires: '2099-01-01T00:00:00Z' }],
]);
const SUSPENDED_TENANTS: ReadonlySet<string> = new Set(['initech']);

const GUEST: AppSyncAuthorizerResult<ResolverContext> = {
  isAuthorized: true,
  resolverContext: { role: 'guest' },
  deniedFields: ['Event.comments', 'Mutation.createEvent', 'Mutation.deleteEvent', 'Mutation.commentOnEvent'],
  ttlOverride: 0,
};

export async function handler(event: AppSyncAuthorizerEvent): Promise<AppSyncAuthorizerResult<ResolverContext>> {
  const { authorizationToken, requestContext } = event;
  if (authorizationToken.startsWith('guest:')) return GUEST;
  const session = SESSIONS.get(authorizationToken);
  if (session === undefined || SUSPENDED_TENANTS.has(session.tenant)) return { isAuthorized: false };
  if (Date.parse(session.expires) <= Date.now()) throw new Error(`the session of ${session.user} has expired`);
  const { tenant, user, role } = session;
  const resolverContext = { tenant, user, role };
  if (role === 'admin') return { isAuthorized: true, resolverContext, deniedFields: [] };
  const deniedFields = ['Event.comments', arnOfField(requestContext, 'Mutation', 'deleteEvent')];
  return { isAuthorized: true, resolverContext, deniedFields, ttlOverride: 60 };
}

function arnOfField(api: AppSyncAuthorizerEvent['requestContext'], type: string, field: string): string {
  const { AWS_REGION } = process.env;
  return `arn:aws:appsync:${AWS_REGION}:${api.accountId}:apis/${api.apiId}/types/${type}/fields/${field}`;
}
