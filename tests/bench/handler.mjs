// As little as an authorizer can do.
export async function handler(event) {
  return { isAuthorized: event.authorizationToken === 'custom-authorized', deniedFields: [] };
}
