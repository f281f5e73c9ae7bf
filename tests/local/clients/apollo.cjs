// Plays Apollo Client with AppSync's links against an emulator, and prints what the application sees of each step as one
// JSON object.
//
// Nothing of them is patched. Node.js 20 has no global WebSocket, which the link for subscriptions takes for granted as
// browsers have one; `ws` stands in for it. CommonJS, since the ES module of the link that signs (4.0.2) finds no `Sha256`
// under Node.js.
const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = require('@apollo/client/core');
const { AUTH_TYPE, createAuthLink } = require('aws-appsync-auth-link');
const { CONTROL_EVENTS_KEY, createSubscriptionHandshakeLink } = require('aws-appsync-subscription-link');
const { tap } = require('rxjs');
const { WebSocket } = require('ws');

globalThis.WebSocket ??= WebSocket;

const given = JSON.parse(process.env.GIVEN);
const { url, region } = given;

const EVENT = gql`query Event { getEvent(id: "7") { id name } }`;
const ALL = gql`query All { getEvent(id: "7") { id name secret } audit }`;
const CREATE = gql`mutation Create($name: String!) { createEvent(name: $name) { name secret } }`;
const CREATED = gql`subscription Created { onCreateEvent { name secret } }`;
const AUDITED = gql`subscription Audited { onAudit }`;

const { some, none, wrong, nobody } = given.credentials;
const { userPool, oidc } = given.tokens;
const lambda = token => ({ type: AUTH_TYPE.AWS_LAMBDA, token });
const apiKey = apiKey => ({ type: AUTH_TYPE.API_KEY, apiKey });
const iam = credentials => ({ type: AUTH_TYPE.AWS_IAM, credentials });
const modes = {
	lambda: lambda(async () => 'custom-authorized'),
	apiKey: apiKey(given.apiKey),
	iam: iam(async () => some),
	userPool: { type: AUTH_TYPE.AMAZON_COGNITO_USER_POOLS, jwtToken: async () => userPool },
	oidc: { type: AUTH_TYPE.OPENID_CONNECT, jwtToken: async () => oidc },
};
const refused = {
	'lambda, denied': lambda('no'),
	'lambda, failed': lambda('crash'),
	'apiKey, unknown': apiKey('da2-nobody'),
	'apiKey, expired': apiKey(given.expiredKey),
	'iam, no permission': iam(none),
	'iam, wrong secret': iam(wrong),
	'iam, unknown key': iam(nobody),
	'userPool, forged': { type: AUTH_TYPE.AMAZON_COGNITO_USER_POOLS, jwtToken: userPool.replace(/\.[^.]*$/, '.AAAA') },
};

// Apollo Client 4 adds its own version to the body, behind the back of the link that has signed it, unless it is told not to.
const clientOf = (auth, enhancedClientAwareness = { transport: false }) => {
	const link = ApolloLink.from([
		createAuthLink({ url, region, auth }),
		createSubscriptionHandshakeLink({ url, region, auth }, new HttpLink({ uri: url })),
	]);
	// What a client remembers would be compared instead of what was answered.
	const defaultOptions = { query: { fetchPolicy: 'no-cache', errorPolicy: 'all' }, mutate: { errorPolicy: 'all' } };
	return new ApolloClient({ link, cache: new InMemoryCache(), defaultOptions, enhancedClientAwareness });
};

// What an application can read of an error.
const shown = ({ name, message, statusCode, bodyText, errors, data, cause }) => ({
	name,
	message,
	...(cause && { cause }),
	...(statusCode && { statusCode, bodyText }),
	...(errors && { data, errors: errors.map(error => ({ ...error, message: error.message })) }),
});

const ask = async doing => {
	try {
		const { data, error } = await doing();
		return { data, ...(error && { error: shown(error) }) };
	} catch (thrown) {
		return { thrown: shown(thrown) };
	}
};

// Subscribes, has `then` done when the subscription stands, and gives the first that comes of it.
const subscribe = (auth, query, then) =>
	new Promise(resolve => {
		// The link says that a subscription stands by a message, which Apollo Client 4 gives to links only.
		const stands = ({ extensions }) => extensions?.controlMsgType === 'CONNECTED' && then?.();
		const listening = new ApolloLink((operation, forward) => forward(operation).pipe(tap(stands)));
		const client = clientOf(auth);
		client.setLink(ApolloLink.from([listening, client.link]));
		const context = { controlMessages: { [CONTROL_EVENTS_KEY]: true } };
		const subscription = client.subscribe({ query, context, errorPolicy: 'all' }).subscribe({
			next: ({ data, error }) => {
				resolve({ next: { data, ...(error && { error: shown(error) }) } });
				subscription.unsubscribe();
			},
			error: thrown => resolve({ thrown: shown(thrown) }),
		});
	});

const results = {};
// A subscription that nothing comes of must not keep a test for ever.
setTimeout(() => {
	console.error(`nothing comes after: ${Object.keys(results).at(-1)}`);
	process.exit(1);
}, 60_000);

const play = async () => {
	for (const [name, auth] of Object.entries(modes)) {
		const client = clientOf(auth);
		results[`${name}: query`] = await ask(() => client.query({ query: EVENT }));
		results[`${name}: fields`] = await ask(() => client.query({ query: ALL }));
		results[`${name}: mutation`] = await ask(() => client.mutate({ mutation: CREATE, variables: { name } }));
	}
	for (const [name, auth] of Object.entries(refused)) {
		results[name] = await ask(() => clientOf(auth).query({ query: EVENT }));
	}
	results['invalid'] = await ask(() => clientOf(modes.lambda).query({ query: gql`{ nope }` }));
	results['iam, changed after it was signed'] = await ask(() =>
		clientOf(modes.iam, { transport: 'extensions' }).query({ query: EVENT }),
	);
	if (given.realTime) {
		for (const [name, auth] of Object.entries(modes)) {
			results[`${name}: subscription`] = await subscribe(auth, CREATED, () =>
				clientOf(modes.apiKey).mutate({ mutation: CREATE, variables: { name: `to ${name}` } }),
			);
		}
		results['lambda: subscription to what is denied'] = await subscribe(modes.lambda, AUDITED);
		for (const [name, auth] of Object.entries(refused)) {
			// The link tries again, for minutes, what may be a passing fault.
			if (name === 'lambda, failed') continue;
			results[`${name}: subscription`] = await subscribe(auth, CREATED);
		}
	}
};

play().then(() => {
	console.log(JSON.stringify(results));
	// Connections that wait to be used again would keep the process.
	process.exit(0);
});
