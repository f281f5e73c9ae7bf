// Plays the generated client against an emulator in every mode, and prints what an application sees of each step as one
// JSON object.
import { api, given, ws } from './steps.mjs';

const { apiKey, cognito, createClient, iam, lambda, oidc } = api;

const EVENT = 'query Event { getEvent(id: "7") { id name } }';
const ALL = 'query All { getEvent(id: "7") { id name secret } audit }';
const CREATE = 'mutation Create($name: String!) { createEvent(name: $name) { name secret } }';
const CREATED = 'subscription Created { onCreateEvent { name secret } }';
const AUDITED = 'subscription Audited { onAudit }';

const { some, none, wrong, nobody } = given.credentials;
const { userPool } = given.tokens;
const modes = {
	lambda: lambda(() => 'custom-authorized'),
	apiKey: apiKey(given.apiKey),
	iam: iam(async () => some),
	userPool: cognito(async () => userPool),
	oidc: oidc(given.tokens.oidc),
};
const refused = {
	'lambda, denied': lambda('nobody'),
	'lambda, failed': lambda('crash'),
	'apiKey, unknown': apiKey('da2-nobody'),
	'apiKey, expired': apiKey(given.expiredKey),
	'iam, no permission': iam(none),
	'iam, wrong secret': iam(wrong),
	'iam, unknown key': iam(nobody),
	'userPool, forged': cognito(userPool.replace(/\.[^.]*$/, '.AAAA')),
};
const client = createClient({
	endpoint: given.url,
	region: given.region,
	auth: modes.apiKey,
	retry: { delayMs: 1 },
	// Node.js 20 has no global WebSocket.
	...(globalThis.WebSocket ? {} : { WebSocket: ws.WebSocket }),
});

// What an application can read of an error; the id of a request is never the same.
const thrown = ({ name, message, errors, data, status, requestId, isRefusal }) => ({
	thrown: { name, message, errors, data, status, hasId: requestId !== undefined, isRefusal },
});
const ask = (auth, query, variables) => client.execute(query, variables, { auth }).catch(thrown);
const first = async (subscribe, auth, query, then) => {
	const events = subscribe(query, {}, { auth, onState: ({ state }) => state === 'started' && then?.() });
	try {
		for await (const event of events) return event;
	} catch (error) {
		return thrown(error);
	}
};

const results = {};
for (const [name, auth] of Object.entries(modes)) {
	results[`${name}: query`] = await ask(auth, EVENT);
	results[`${name}: fields`] = await ask(auth, ALL);
	results[`${name}: mutation`] = await ask(auth, CREATE, { name });
	const create = () => client.executeRaw(CREATE, { name: `to ${name}` });
	results[`${name}: subscription`] = await first(client.subscribe, auth, CREATED, create);
	results[`${name}: raw subscription`] = await first(client.subscribeRaw, auth, CREATED, create);
}
for (const [name, auth] of Object.entries(refused)) {
	results[name] = await ask(auth, EVENT);
	results[`${name}: subscription`] = await first(client.subscribe, auth, CREATED);
}
results['denied: subscription'] = await first(client.subscribe, modes.lambda, AUDITED);
const { requestId, ...raw } = await client.executeRaw('{ nope }');
results['invalid'] = { ...raw, hasId: requestId !== undefined };
console.log(JSON.stringify(results));
