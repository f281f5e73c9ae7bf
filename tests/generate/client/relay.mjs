// The generated client against the emulator, through a relay that cuts its connections.
import { relay } from '../end_to_end/cut.mjs';
import { api, assert, given, rejection, step, until, ws } from './steps.mjs';

const { apiKey, cognito, createClient, iam, lambda, oidc } = api;
const between = await relay(given.url);
const { cut } = between;

const client = createClient({
	endpoint: between.url,
	region: given.region,
	auth: apiKey(given.apiKey),
	retry: { delayMs: 10 },
	...(globalThis.WebSocket ? {} : { WebSocket: ws.WebSocket }),
});
const create = name =>
	client.execute('mutation Create($name: String!) { createEvent(name: $name) { name secret } }', { name });
const CREATED = 'subscription Created { onCreateEvent { name } }';
const { tokens, credentials } = given;
const auths = {
	lambda: () => lambda(() => 'custom-authorized'),
	apiKey: () => apiKey(async () => given.apiKey),
	iam: () => iam(() => credentials.some),
	userPool: () => cognito(() => tokens.userPool),
	oidc: () => oidc(tokens.oidc),
};

for (const [name, auth] of Object.entries(auths)) {
	await step(`${name}: a subscription survives the loss of its connection`, async () => {
		const states = [];
		const onState = ({ state }) => states.push(state);
		const events = client.subscribe(CREATED, {}, { auth: auth(), onState });
		await until(() => states.length === 1);
		await create('before');
		assert.deepEqual((await events.next()).value, { onCreateEvent: { name: 'before' } });
		cut();
		await until(() => states.at(-1) === 'resumed');
		await create('after');
		assert.deepEqual((await events.next()).value, { onCreateEvent: { name: 'after' } });
		assert.deepEqual(states, ['started', 'interrupted', 'resumed']);
		await events.return();
	});
}

await step('a token that is good no more is refused on the way back', async () => {
	let token = 'custom-authorized';
	const states = [];
	const onState = ({ state }) => states.push(state);
	const events = client.subscribe(CREATED, {}, { auth: lambda(() => token), onState });
	await until(() => states.length === 1);
	token = 'withdrawn';
	cut();
	const error = await rejection(events.next());
	assert.deepEqual([error.message, error.isRefusal], ['UnauthorizedException: You are not authorized to make this call.', true]);
});

await step('nothing is left open', between.close);
