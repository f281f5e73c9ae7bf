// Verifies a signed token (JWT, HS256) with the npm package `jose`. The secret comes from the environment, as on Lambda.

import { jwtVerify } from 'jose';

const secret = new TextEncoder().encode(process.env.JWT_SECRET);

export async function handler({ authorizationToken }) {
  let claims;
  try {
    const verified = await jwtVerify(authorizationToken, secret, { algorithms: ['HS256'], issuer: 'https://events.example' });
    claims = verified.payload;
  } catch (error) {
    if (error.code === 'ERR_JWT_EXPIRED') throw new Error('the token has expired', { cause: error });
    return { isAuthorized: false };
  }
  const secondsLeft = claims.exp - Math.floor(Date.now() / 1000);
  return {
    isAuthorized: true,
    resolverContext: { tenant: String(claims.tenant), user: claims.sub },
    deniedFields: claims.role === 'admin' ? [] : ['Mutation.deleteEvent'],
    // No answer outlives its token.
    ttlOverride: Math.max(0, Math.min(300, secondsLeft)),
  };
}
