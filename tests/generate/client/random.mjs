// Many subscriptions that come and go while a service cuts connections, falls silent and refuses for a while. When it is well
// again, each subscription that is left has stood again and gets its own events, once, and nothing is left open at the end.
import { api, assert, given, HOUR, sleep, step, until, ws } from './steps.mjs';

const { apiKey, createClient, lambda } = api;

// The same numbers each time, so that a fault comes back.
let seed = given.seed;
const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;

let isWell = false;
// The client's limits are short while the service fails. Once it is well, none may pass only because the machine is slow.
const { setTimeout: realSetTimeout } = globalThis;
const LIMITS = { answer: 200, silence: 400 };
globalThis.setTimeout = (act, ms, ...rest) =>
	realSetTimeout(act, isWell && Object.values(LIMITS).includes(ms) ? HOUR : ms, ...rest);

const often = share => !isWell && chance() < share;
const server = new ws.WebSocketServer({ port: 0, handleProtocols: () => 'graphql-ws' });
await new Promise(resolve => server.once('listening', resolve));
/** For each connection its subscriptions: id, and the number that the client gave it. */
const connections = new Map();
server.on('connection', socket => {
	const subscriptions = new Map();
	connections.set(socket, subscriptions);
	socket.on('close', () => connections.delete(socket));
	// Each message waits for a while, and those of a connection keep their order.
	const waiting = [];
	const send = message => socket.readyState === socket.OPEN && socket.send(JSON.stringify(message));
	const failed = errorType => ({ errors: [{ errorType, message: 'later' }] });
	const answer = () => {
		const { type, id, payload } = waiting.shift();
		if (type === 'connection_init' && often(0.1)) {
			send({ type: 'connection_error', payload: failed('AuthorizerFailureException') });
		} else if (type === 'connection_init') {
			send({ type: 'connection_ack', payload: { connectionTimeoutMs: LIMITS.silence } });
		} else if (type === 'start' && often(0.1)) {
			send({ id, type: 'error', payload: failed('LimitExceededError') });
		} else if (type === 'start') {
			subscriptions.set(id, JSON.parse(payload.data).variables.number);
			send({ id, type: 'start_ack' });
		} else {
			subscriptions.delete(id);
			send({ id, type: 'complete' });
		}
	};
	socket.on('message', text => {
		if (often(0.1)) return socket.terminate();
		const message = JSON.parse(text);
		// A `stop` that was lost nobody would ever hear of.
		if (message.type !== 'stop' && often(0.05)) return;
		waiting.push(message);
		setTimeout(answer, chance() * 8);
	});
});
const beat = setInterval(() => {
	for (const socket of connections.keys()) {
		if (often(0.05)) socket.terminate();
		else if (!often(0.1)) socket.send('{"type":"ka"}');
	}
}, 50);

const client = createClient({
	endpoint: `http://127.0.0.1:${server.address().port}/graphql`,
	auth: apiKey('key'),
	timeoutMs: LIMITS.answer,
	retry: { delayMs: 2, maxDelayMs: 20, attempts: 1_000 },
	...(globalThis.WebSocket ? {} : { WebSocket: ws.WebSocket }),
});
const unsteady = async () => {
	if (often(0.2)) throw new Error('no token now');
	return 'token';
};
const auths = [apiKey('one'), lambda('other'), lambda(unsteady)];
/** The subscriptions that are wanted: their events, and what was heard of them last. */
const live = new Map();
const ends = new Set();
const begin = number => {
	const controller = new AbortController();
	const one = { controller, seen: [], state: 'new' };
	const onState = ({ state }) => (one.state = state);
	const options = { auth: auths[number % 3], signal: controller.signal, onState };
	one.events = client.subscribe('subscription S($number: Int) { s }', { number }, options);
	live.set(number, one);
	(async () => {
		try {
			for await (const event of one.events) one.seen.push(event);
		} catch (error) {
			ends.add(error.message);
		}
		live.delete(number);
	})();
};

await step('subscriptions come and go while the service fails', async () => {
	// Until each of the ends has been seen; there is no third one.
	for (let number = 0; number < 300 || ends.size < 2; number += 1) {
		begin(number);
		const [oldest] = live.values();
		if (live.size > 30) (chance() < 0.5 ? oldest.controller.abort() : await oldest.events.return());
		await sleep(chance() * 10);
	}
	assert.deepEqual([...ends].sort(), ['This operation was aborted', 'no token now']);
});

await step('when it is well again, all that are left stand and get their own events', async () => {
	isWell = true;
	await until(() => [...live.values()].every(({ state }) => ['started', 'resumed'].includes(state)));
	const groups = () => new Set([...live.keys()].map(number => number % 3)).size;
	const standing = () => [...connections.values()].flatMap(subscriptions => [...subscriptions.values()]);
	await until(() => String(standing().sort()) === String([...live.keys()].sort()) && connections.size === groups());
	// A limit that began while the service failed may still pass, and what was sent on that connection is lost.
	for (let round = 1; [...live.values()].some(({ seen }) => seen.length === 0); round += 1) {
		for (const [socket, subscriptions] of connections) {
			for (const [id, number] of subscriptions) {
				socket.send(JSON.stringify({ id, type: 'data', payload: { data: { number, round } } }));
			}
		}
		await sleep(200);
	}
	for (const [number, { seen }] of live) {
		assert.deepEqual([...new Set(seen.map(event => event.number))], [number]);
		assert.equal(new Set(seen.map(({ round }) => round)).size, seen.length);
	}
});

await step('nothing is left open', async () => {
	for (const { events } of live.values()) await events.return();
	await until(() => connections.size === 0);
	clearInterval(beat);
	server.close();
});
