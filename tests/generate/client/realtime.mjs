// The generated client against a service that does what each step wants: connections that fail, are silent, are refused.
import { clientOf, QUERY, serve, watched } from './service.mjs';
import { api, assert, HOUR, rejection, step, until } from './steps.mjs';

const { AppSyncError, AppSyncNetworkError, AppSyncSetupError, apiKey, createClient, iam, lambda } = api;

await step('the frames are those of the protocol', async () => {
	const service = await serve();
	const { states, onState } = watched();
	const events = clientOf(service).subscribe('subscription A($id: ID!) { a(id: $id) }', { id: 'ü' }, { onState });
	await until(() => states.length === 1);
	service.event('1', { a: 1 });
	service.send({ type: 'ka' });
	service.event('1', { a: 2 });
	assert.deepEqual(await events.next(), { value: { a: 1 }, done: false });
	assert.deepEqual(await events.next(), { value: { a: 2 }, done: false });
	assert.deepEqual(await events.return(), { value: undefined, done: true });
	assert.deepEqual(await events.next(), { value: undefined, done: true });
	await until(() => service.closed.length === 1);
	const object = { host: service.host, 'x-api-key': 'da2-key' };
	assert.deepEqual(service.connects, [{ path: '/graphql/realtime', object }]);
	const data = '{"query":"subscription A($id: ID!) { a(id: $id) }","variables":{"id":"ü"}}';
	assert.deepEqual(service.frames, [
		{ type: 'connection_init' },
		{ id: '1', type: 'start', payload: { data, extensions: { authorization: object } } },
		{ type: 'stop', id: '1' },
	]);
	assert.deepEqual([service.closed, states], [[1000], ['started']]);
	await service.stop();
});

await step('subscriptions of one authorization share a connection, others do not', async () => {
	const service = await serve();
	const [one, other] = [apiKey('da2-one'), lambda('other')];
	const client = clientOf(service, one);
	const { states, onState } = watched();
	const first = client.subscribe(QUERY, undefined, { onState });
	const second = client.subscribe(QUERY, {}, { onState });
	await until(() => states.length === 2);
	const third = client.subscribe(QUERY, {}, { onState });
	await until(() => states.length === 3);
	const fourth = client.subscribe(QUERY, {}, { onState, auth: other });
	await until(() => states.length === 4);
	const { host } = service;
	assert.deepEqual(
		service.connects.map(({ object }) => object),
		[{ host, 'x-api-key': 'da2-one' }, { host, Authorization: 'other' }],
	);
	const waiting = [second.next(), second.next()];
	service.sockets[0].send('{"id":"3","type":"data","payload":{"data":{"to":"third"}}}');
	service.sockets[0].send('{"id":"2","type":"data","payload":{"data":{"to":"second"}}}');
	service.sockets[0].send('{"id":"2","type":"data","payload":{"data":{"to":"second again"}}}');
	assert.deepEqual((await third.next()).value, { to: 'third' });
	assert.deepEqual((await Promise.all(waiting)).map(({ value }) => value.to), ['second', 'second again']);
	await first.return();
	await second.return();
	await until(() => service.count('stop') === 2);
	assert.equal(service.closed.length, 0);
	await third.return();
	await fourth.return();
	await until(() => service.closed.length === 2);
	// Nothing is left over for the next one.
	const fifth = client.subscribe(QUERY, {}, { onState });
	await until(() => states.length === 5);
	assert.equal(service.connects.length, 3);
	await fifth.return();
	await service.stop();
});

await step('a lost connection is made again with a fresh token', async () => {
	const service = await serve();
	let count = 0;
	const token = async () => `token-${(count += 1)}`;
	const { states, onState } = watched();
	const events = clientOf(service, lambda(token)).subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	service.event('1', 'before');
	await service.taken();
	service.sockets[0].terminate();
	await until(() => states.length === 3);
	service.event('1', 'after');
	assert.deepEqual([(await events.next()).value, (await events.next()).value], ['before', 'after']);
	service.sockets[1].close(1001);
	await until(() => states.length === 5);
	assert.deepEqual(states, [
		'started',
		'interrupted: the real-time connection was closed with code 1006',
		'resumed',
		'interrupted: the real-time connection was closed with code 1001',
		'resumed',
	]);
	const tokens = service.connects.map(({ object }) => object.Authorization);
	assert.deepEqual(tokens, ['token-1', 'token-3', 'token-5']);
	const starts = service.frames.filter(({ type }) => type === 'start');
	const ofStarts = starts.map(({ payload }) => payload.extensions.authorization.Authorization);
	assert.deepEqual(ofStarts, ['token-2', 'token-4', 'token-6']);
	await events.return();
	await service.stop();
});

await step('one that has stood is tried again until it stands, whatever fails', async () => {
	let isDown = false;
	let asked = 0;
	const service = await serve({
		connection_init: ({ send, socket }) => {
			if (isDown) return socket.terminate();
			send({ type: 'connection_ack', payload: {} });
		},
	});
	const token = () => {
		// A provider whose own service is down for a while.
		if (isDown && (asked += 1) % 2) throw new TypeError('fetch failed');
		return 'token';
	};
	const { states, onState } = watched();
	const events = clientOf(service, lambda(token)).subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	isDown = true;
	service.sockets[0].terminate();
	await until(() => states.length === 8);
	isDown = false;
	await until(() => states.at(-1) === 'resumed');
	assert.ok(states.includes('interrupted: fetch failed'), String(states));
	service.event('1', 'after');
	assert.equal((await events.next()).value, 'after');
	await events.return();
	await service.stop();
});

await step('what never stood is given up after some attempts', async () => {
	const service = await serve({ connection_init: ({ socket }) => socket.terminate() });
	const { states, onState } = watched();
	const error = await rejection(clientOf(service).subscribe(QUERY, {}, { onState }).next());
	assert.deepEqual([error.name, error.message], ['AppSyncNetworkError', 'the real-time connection was closed with code 1006']);
	const interrupted = `interrupted: ${error.message}`;
	assert.deepEqual([service.connects.length, states], [3, [interrupted, interrupted]]);
	await service.stop();
	const absent = clientOf(service).subscribe(QUERY);
	const { name, message } = await rejection(absent.next());
	assert.deepEqual([name, message], ['AppSyncNetworkError', 'the real-time connection was not opened']);
	assert.deepEqual(await absent.next(), { value: undefined, done: true });
});

await step('waits double, up to the longest, and chance takes up to half away', async () => {
	const service = await serve({ connection_init: ({ socket }) => socket.terminate() });
	const waits = [];
	const options = { retry: { attempts: 8, delayMs: 4, maxDelayMs: 50 } };
	const onState = ({ retryInMs }) => waits.push(retryInMs);
	const error = await rejection(clientOf(service, undefined, options).subscribe(QUERY, {}, { onState }).next());
	assert.ok(error instanceof AppSyncNetworkError);
	const longest = [4, 8, 16, 32, 50, 50, 50];
	assert.equal(waits.length, longest.length);
	for (const [at, wait] of waits.entries()) assert.ok(wait >= longest[at] / 2 && wait <= longest[at], String(waits));
	await service.stop();
});

await step('a refused connection is not tried again', async () => {
	const refusals = [
		{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.', errorCode: 401 },
		{ errorType: 'BadRequestException', message: 'no', errorCode: 400 },
		{ errorType: 'com.amazonaws.deepdish.graphql.auth#UnauthorizedException', message: 'You are not authorized' },
	];
	for (const refusal of refusals) {
		const service = await serve({
			connection_init: ({ send, socket }) => {
				send({ type: 'connection_error', payload: { errors: [refusal] } });
				socket.close(1008);
			},
		});
		const client = clientOf(service, lambda('secret-token'));
		const all = [client.subscribe(QUERY), client.subscribe(QUERY)];
		for (const error of await Promise.all(all.map(events => rejection(events.next())))) {
			assert.ok(error instanceof AppSyncError);
			assert.deepEqual([error.errors, error.isRefusal], [[refusal], refusal.errorCode !== 400]);
		}
		assert.equal(service.connects.length, 1);
		await service.stop();
	}
});

await step('a token that is refused on the way back is the end', async () => {
	const service = await serve({
		connection_init: ({ send, number }) =>
			number === 1
				? send({ type: 'connection_ack' })
				: send({ type: 'connection_error', payload: { errors: [{ errorType: 'UnauthorizedException', errorCode: 401 }] } }),
	});
	const { states, onState } = watched();
	const events = clientOf(service).subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	service.event('1', 'kept');
	await service.taken();
	service.sockets[0].terminate();
	await until(() => service.connects.length === 2);
	assert.equal((await events.next()).value, 'kept');
	const error = await rejection(events.next());
	assert.equal(error.message, 'UnauthorizedException: the service does not say why');
	await service.stop();
});

await step('a fault that may pass is tried again, and told when it does not', async () => {
	const failure = { errorType: 'AuthorizerFailureException', message: 'crash: secret-token', errorCode: 500 };
	const hidden = { ...failure, message: 'crash: ***' };
	for (const passes of [true, false]) {
		const service = await serve({
			connection_init: ({ send, number }) =>
				passes && number === 3
					? send({ type: 'connection_ack' })
					: send({ type: 'connection_error', payload: { errors: [failure] } }),
		});
		const { states, onState } = watched();
		const events = clientOf(service, lambda('secret-token')).subscribe(QUERY, {}, { onState });
		if (passes) {
			await until(() => states.at(-1) === 'started');
			await events.return();
		} else {
			const { errors, message } = await rejection(events.next());
			assert.deepEqual([errors, message], [[hidden], 'AuthorizerFailureException: crash: ***']);
		}
		assert.equal(service.connects.length, 3);
		await service.stop();
	}
});

await step('a refused start ends one subscription, and no other', async () => {
	const denied = { errorType: 'Unauthorized', message: 'Not Authorized to access onSecret on type Subscription' };
	const unsupported = { errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' };
	const service = await serve({
		start: ({ send, message: { id, payload } }) => {
			if (payload.data.includes('onSecret')) return send({ id, type: 'error', payload: { errors: [denied] } });
			// AppSync leaves the id away where it could not take the message.
			if (payload.data.includes('onOdd')) return send({ type: 'error', payload: { errors: [unsupported] } });
			send({ id, type: 'start_ack' });
		},
	});
	const client = clientOf(service);
	const { states, onState } = watched();
	const stays = client.subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	const error = await rejection(client.subscribe('subscription { onSecret }').next());
	assert.deepEqual([error.errors, error.isRefusal], [[denied], true]);
	assert.deepEqual((await rejection(client.subscribe('subscription { onOdd }').next())).errors, [unsupported]);
	// An error that is for nobody ends nothing, nor does what is no message.
	service.send({ type: 'error', payload: { errors: [unsupported] } });
	service.sockets[0].send('no JSON');
	service.sockets[0].send('null');
	service.sockets[0].send(Buffer.from([1, 2]));
	service.event('1', 'still');
	assert.equal((await stays.next()).value, 'still');
	await stays.return();
	await until(() => service.closed.length === 1);
	assert.deepEqual([service.connects.length, service.count('stop'), states], [1, 1, ['started']]);
	await service.stop();
});

await step('a start that comes too fast is tried again on the same connection', async () => {
	const limit = { errorType: 'LimitExceededError', message: 'Rate limit exceeded' };
	let left = 2;
	const service = await serve({
		start: ({ send, message: { id } }) => {
			if ((left -= 1) >= 0) return send({ id, type: 'error', payload: { errors: [limit] } });
			send({ id, type: 'start_ack' });
		},
	});
	const { states, onState } = watched();
	const client = clientOf(service);
	const events = client.subscribe(QUERY, {}, { onState });
	await until(() => states.at(-1) === 'started');
	const interrupted = 'interrupted: LimitExceededError: Rate limit exceeded';
	assert.deepEqual([states, service.connects.length], [[interrupted, interrupted, 'started'], 1]);
	left = 3;
	assert.deepEqual((await rejection(client.subscribe(QUERY).next())).errors, [limit]);
	await events.return();
	await service.stop();
});

await step('a token that cannot be had for a start disturbs no other subscription', async () => {
	const service = await serve();
	const own = new Error('signed out');
	let isOut = false;
	const auth = lambda(() => {
		if (isOut) throw own;
		return 'token';
	});
	const { states, onState } = watched();
	const client = clientOf(service, auth);
	const stays = client.subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	isOut = true;
	assert.equal(await rejection(client.subscribe(QUERY).next()), own);
	service.event('1', 'still');
	assert.equal((await stays.next()).value, 'still');
	await stays.return();
	assert.deepEqual([service.connects.length, states], [1, ['started']]);
	await service.stop();
});

await step('a new subscription does not wait for the next attempt of others', async () => {
	let isDown = false;
	const service = await serve({
		connection_init: ({ send, socket }) => (isDown ? socket.terminate() : send({ type: 'connection_ack' })),
	});
	const { states, onState } = watched();
	const options = { retry: { delayMs: HOUR, maxDelayMs: HOUR } };
	const client = clientOf(service, undefined, options);
	const first = client.subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	isDown = true;
	service.sockets[0].terminate();
	await until(() => states.length === 2);
	isDown = false;
	const second = client.subscribe(QUERY, {}, { onState });
	await until(() => states.length === 4);
	assert.deepEqual(states.slice(2).sort(), ['resumed', 'started']);
	await first.return();
	await second.return();
	await service.stop();
});

await step('a subscription that the service completes ends its loop', async () => {
	const service = await serve();
	const { states, onState } = watched();
	const events = clientOf(service).subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	service.event('1', 1);
	service.event('1', 2);
	service.send({ id: '1', type: 'complete' });
	const seen = [];
	for await (const event of events) seen.push(event);
	assert.deepEqual(seen, [1, 2]);
	await until(() => service.closed.length === 1);
	assert.equal(service.count('stop'), 0);
	await service.stop();
});

await step('leaving the loop stops the subscription', async () => {
	const service = await serve();
	const events = clientOf(service).subscribe(QUERY, {}, { onState: () => service.event('1', 'first') });
	for await (const event of events) {
		assert.equal(event, 'first');
		break;
	}
	await until(() => service.closed.length === 1);
	assert.equal(service.count('stop'), 1);
	await service.stop();
});

await step('an event with errors is thrown, or given as it came', async () => {
	const service = await serve();
	const errors = [{ message: 'Not Authorized to access secret on type Event', errorType: 'Unauthorized', path: ['onCreate', 'secret'] }];
	const data = { onCreate: { secret: null } };
	const { states, onState } = watched();
	const client = clientOf(service);
	const [strict, raw] = [client.subscribe(QUERY, {}, { onState }), client.subscribeRaw(QUERY, {}, { onState })];
	await until(() => states.length === 2);
	for (const id of ['1', '2', '2']) service.send({ id, type: 'data', payload: { data, errors } });
	const error = await rejection(strict.next());
	assert.deepEqual([error.errors, error.data, error.isRefusal], [errors, data, false]);
	assert.deepEqual(await strict.next(), { value: undefined, done: true });
	assert.deepEqual([(await raw.next()).value, (await raw.next()).value], [{ data, errors }, { data, errors }]);
	await raw.return();
	await service.stop();
});

await step('what the client lacks is said at once', async () => {
	const service = await serve();
	const causes = [
		[lambda(''), '`lambda` was given no text'],
		[lambda(() => undefined), '`lambda` was given no text'],
		[lambda('line\nbreak'), 'no header can hold the value of `authorization`'],
		[iam({ accessKeyId: 'AKIA', secretAccessKey: 's' }), 'the endpoint does not tell its region; give `createClient` a `region`'],
	];
	for (const [auth, message] of causes) {
		const error = await rejection(clientOf(service, auth).subscribe(QUERY).next());
		assert.ok(error instanceof AppSyncSetupError);
		assert.equal(error.message, message);
	}
	const own = new Error('signed out');
	const auth = lambda(() => Promise.reject(own));
	assert.equal(await rejection(clientOf(service, auth).subscribe(QUERY).next()), own);
	const global = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
	delete globalThis.WebSocket;
	const client = createClient({ endpoint: service.endpoint, auth: apiKey('k') });
	const error = await rejection(client.subscribe(QUERY).next());
	if (global) Object.defineProperty(globalThis, 'WebSocket', global);
	assert.equal(error.message, 'there is no `WebSocket` here; give `createClient` one, such as that of the package `ws`');
	assert.equal(service.connects.length, 0);
	await service.stop();
});

await step('the address follows from the endpoint', async () => {
	const seen = [];
	class WebSocket {
		constructor(url) {
			seen.push(url);
			throw new Error('enough');
		}
	}
	const id = 'abcdefghijklmnopqrstuvwxyz';
	for (const [endpoint, expected, realtimeEndpoint] of [
		[`https://${id}.appsync-api.eu-west-1.amazonaws.com/graphql`, `wss://${id}.appsync-realtime-api.eu-west-1.amazonaws.com/graphql`],
		[`https://${id}.appsync-api.cn-north-1.amazonaws.com.cn/graphql`, `wss://${id}.appsync-realtime-api.cn-north-1.amazonaws.com.cn/graphql`],
		['https://api.example.com/graphql', 'wss://api.example.com/graphql/realtime'],
		['http://localhost:4000/graphql/', 'ws://localhost:4000/graphql/realtime'],
		[`http://${id}.appsync-api.eu-west-1.localhost:4566/graphql`, `ws://${id}.appsync-api.eu-west-1.localhost:4566/graphql/realtime`],
		['https://vpce-1-2.appsync-api.eu-west-1.vpce.amazonaws.com/graphql', 'wss://vpce-1-2.appsync-api.eu-west-1.vpce.amazonaws.com/graphql'],
		['https://api.example.com/graphql', 'wss://other.example.com/x', 'wss://other.example.com/x'],
	]) {
		const client = createClient({ endpoint, realtimeEndpoint, auth: apiKey('k'), WebSocket });
		assert.equal((await rejection(client.subscribe(QUERY).next())).message, 'enough');
		assert.equal(seen.pop(), expected);
	}
	for (const endpoint of ['', 'ftp://x/y', 'https://user:secret@x/graphql', 'https://x.appsync-realtime-api.eu-west-1.amazonaws.com/graphql']) {
		assert.throws(() => createClient({ endpoint, auth: apiKey('k') }), error => {
			assert.ok(error instanceof AppSyncSetupError && !`${error.stack}`.includes('secret'));
			return true;
		});
	}
});
