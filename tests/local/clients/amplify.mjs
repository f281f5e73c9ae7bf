// Plays AWS Amplify against an emulator, and prints what the application sees of each step as one JSON object.
//
// Nothing of Amplify is patched. Node.js 20 has no global WebSocket, which Amplify takes for granted as browsers have one;
// `ws` stands in for it.
import { setTimeout } from 'node:timers/promises';

import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { ConsoleLogger, Hub } from 'aws-amplify/utils';
import { WebSocket } from 'ws';

globalThis.WebSocket ??= WebSocket;
// Amplify logs failures of subscriptions that the steps below report; a log is nothing to compare.
ConsoleLogger.LOG_LEVEL = 'NONE';

const given = JSON.parse(process.env.GIVEN);

const token = jwt => {
	const payload = JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
	return { payload, toString: () => jwt };
};
let session = {};
Amplify.configure(
	{ API: { GraphQL: { endpoint: given.url, region: given.region, defaultAuthMode: 'lambda', apiKey: given.apiKey } } },
	{
		Auth: {
			tokenProvider: { getTokens: async () => session.jwt && { accessToken: token(session.jwt) } },
			credentialsProvider: {
				getCredentialsAndIdentityId: async () => session.credentials && { credentials: session.credentials },
				clearCredentialsAndIdentityId: () => {},
			},
		},
	},
);
const client = generateClient();

const EVENT = 'query Event { getEvent(id: "7") { id name } }';
const ALL = 'query All { getEvent(id: "7") { id name secret } audit }';
const CREATE = 'mutation Create($name: String!) { createEvent(name: $name) { name secret } }';
const CREATED = 'subscription Created { onCreateEvent { name secret } }';
const AUDITED = 'subscription Audited { onAudit }';

const { some, none, wrong, nobody } = given.credentials;
const modes = {
	lambda: { authMode: 'lambda', authToken: 'custom-authorized' },
	apiKey: { authMode: 'apiKey' },
	iam: { authMode: 'iam', session: { credentials: some } },
	userPool: { authMode: 'userPool', session: { jwt: given.tokens.userPool } },
	oidc: { authMode: 'oidc', session: { jwt: given.tokens.oidc } },
};
const refused = {
	'lambda, denied': { authMode: 'lambda', authToken: 'no' },
	'lambda, failed': { authMode: 'lambda', authToken: 'crash' },
	'apiKey, unknown': { authMode: 'apiKey', apiKey: 'da2-nobody' },
	'apiKey, expired': { authMode: 'apiKey', apiKey: given.expiredKey },
	'iam, no permission': { authMode: 'iam', session: { credentials: none } },
	'iam, wrong secret': { authMode: 'iam', session: { credentials: wrong } },
	'iam, unknown key': { authMode: 'iam', session: { credentials: nobody } },
	'userPool, forged': { authMode: 'userPool', session: { jwt: given.tokens.userPool.replace(/\.[^.]*$/, '.AAAA') } },
};

// What an application can read of an error.
const shown = error => {
	const { message, recoverySuggestion, path, locations, errorType, errorInfo, originalError } = error;
	const origin = originalError && {
		name: originalError.name,
		status: originalError.response?.statusCode,
		body: originalError.response?.body,
	};
	return { message, recoverySuggestion, path, locations, errorType, errorInfo, origin };
};
const outcome = ({ data, errors }) => ({ data, ...(errors && { errors: errors.map(shown) }) });

const ask = async ({ session: wanted = {}, ...mode }, query, variables) => {
	session = wanted;
	try {
		return { answer: outcome(await client.graphql({ query, variables, ...mode })) };
	} catch (thrown) {
		return { thrown: thrown.errors ? outcome(thrown) : String(thrown.stack) };
	}
};

// Amplify keeps one connection for all subscriptions, and for a second after the last; on a new one it authorizes anew.
let state = 'Disconnected';
Hub.listen('api', ({ payload }) => (state = payload.data?.connectionState ?? state));
const disconnected = async () => {
	while (state !== 'Disconnected' && state !== 'ConnectionDisrupted') await setTimeout(10);
};

// Subscribes, has `then` done when Amplify says that the subscription stands, and gives the first that comes of it.
const subscribe = async ({ session: wanted = {}, ...mode }, query, then) => {
	session = wanted;
	const stopListening = Hub.listen('api', ({ payload }) => {
		if (payload.event === 'Subscription ack') then?.();
	});
	const first = await new Promise(resolve => {
		const subscription = client.graphql({ query, ...mode }).subscribe({
			next: value => {
				subscription.unsubscribe();
				resolve({ next: outcome(value) });
			},
			error: thrown => resolve({ error: thrown.errors ? outcome(thrown) : String(thrown) }),
		});
	});
	stopListening();
	await disconnected();
	return first;
};

const results = {};
// A subscription that nothing comes of must not keep a test for ever.
setTimeout(60_000).then(() => {
	console.error(`nothing comes after: ${Object.keys(results).at(-1)}; ${state}`);
	process.exit(1);
});
for (const [name, mode] of Object.entries(modes)) {
	results[`${name}: query`] = await ask(mode, EVENT);
	results[`${name}: fields`] = await ask(mode, ALL);
	results[`${name}: mutation`] = await ask(mode, CREATE, { name });
}
for (const [name, mode] of Object.entries(refused)) results[name] = await ask(mode, EVENT);
results['invalid'] = await ask(modes.lambda, '{ nope }');
if (given.realTime) {
	for (const [name, mode] of Object.entries(modes)) {
		results[`${name}: subscription`] = await subscribe(mode, CREATED, () =>
			client.graphql({ query: CREATE, variables: { name: `to ${name}` }, authMode: 'apiKey' }),
		);
	}
	results['lambda: subscription to what is denied'] = await subscribe(modes.lambda, AUDITED);
	for (const [name, mode] of Object.entries(refused)) {
		// Amplify tries again, for ever, what may be a passing fault.
		if (name === 'lambda, failed') continue;
		results[`${name}: subscription`] = await subscribe(mode, CREATED);
	}
}
console.log(JSON.stringify(results));
// Connections that Amplify keeps for the next subscription would keep the process.
process.exit(0);
