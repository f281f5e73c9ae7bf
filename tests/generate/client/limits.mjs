// Limits of time and aborts of the generated client's subscriptions. The timers that matter go off by hand.
import { clientOf, QUERY, serve, watched } from './service.mjs';
import { api, assert, hold, HOUR, rejection, sleep, step, until } from './steps.mjs';

const { lambda } = api;

await step('a connection that is silent for too long is made again', async () => {
	const service = await serve({
		connection_init: ({ send }) => send({ type: 'connection_ack', payload: { connectionTimeoutMs: 54_321 } }),
	});
	const { states, onState } = watched();
	const timers = hold(ms => ms === 54_321);
	const events = clientOf(service).subscribe(QUERY, {}, { onState });
	await until(() => states.length === 1);
	// Any message shows that it lives.
	for (const message of [{ id: '1', type: 'data', payload: { data: 1 } }, { type: 'ka' }, { type: 'new' }]) {
		const [before] = timers.held;
		service.send(message);
		await service.taken();
		assert.equal(timers.held.length, 1);
		assert.notEqual(timers.held[0], before);
	}
	assert.deepEqual(states, ['started']);
	timers.pass();
	await until(() => states.length === 3);
	timers.release();
	assert.deepEqual(states.slice(1), ['interrupted: nothing came, not even a `ka`, within 54321 ms', 'resumed']);
	assert.equal(service.connects.length, 2);
	await events.return();
	await service.stop();
});

await step('what does not come is waited for so long', async () => {
	const timers = hold(ms => ms === 54_321);
	const limited = { timeoutMs: 54_321 };
	for (const [silent, what] of [['connection_init', '`connection_ack`'], ['start', '`start_ack`']]) {
		const service = await serve({ [silent]: () => {} });
		const late = rejection(clientOf(service, undefined, limited).subscribe(QUERY).next());
		for (const attempt of [1, 2, 3]) {
			await until(() => service.count(silent) === attempt);
			timers.pass();
		}
		const { name, message } = await late;
		assert.deepEqual([name, message, service.connects.length], ['AppSyncNetworkError', `no ${what} came within 54321 ms`, 3]);
		await service.stop();
	}
	// Of a token: that of the connection, or that of the start.
	for (const good of [0, 1]) {
		const service = await serve();
		let asked = 0;
		const auth = lambda(() => ((asked += 1) > good ? new Promise(() => {}) : 'token'));
		const late = rejection(clientOf(service, auth, limited).subscribe(QUERY).next());
		for (const attempt of [1, 2, 3]) {
			await until(() => asked === good + attempt);
			timers.pass();
		}
		const { name, message } = await late;
		assert.deepEqual([name, message], ['AppSyncNetworkError', '`auth` gave nothing within 54321 ms']);
		assert.deepEqual([service.connects.length, service.count('start')], [good, 0]);
		await service.stop();
	}
	assert.deepEqual(timers.held, []);
	timers.release();
});

await step('a time that is longer than any timer does not pass at once', async () => {
	const times = [];
	const timers = hold(ms => {
		times.push(ms);
		return ms > 2 ** 29;
	});
	for (const timeoutMs of [Infinity, 2 ** 31]) {
		const service = await serve({
			connection_init: ({ send }) => send({ type: 'connection_ack', payload: { connectionTimeoutMs: 2 ** 31 } }),
		});
		const { states, onState } = watched();
		const client = clientOf(service, undefined, { timeoutMs, retry: { delayMs: Infinity, maxDelayMs: Infinity } });
		const events = client.subscribe(QUERY, {}, { onState });
		await until(() => states.length === 1);
		service.sockets[0].terminate();
		await until(() => timers.held.length === 1);
		timers.pass();
		await until(() => states.length === 3);
		assert.deepEqual([states[2], service.connects.length], ['resumed', 2]);
		await events.return();
		await service.stop();
	}
	timers.release();
	assert.ok(times.length >= 2 && times.every(ms => ms <= 2 ** 31 - 1), String(times));
});

await step('an abort ends a subscription in each of its phases', async () => {
	// Each phase, with the starts that were sent until then.
	for (const [phase, starts] of [['before', 0], ['at once', 0], ['connection_init', 0], ['start', 1], ['started', 1], ['event', 1]]) {
		const controller = new AbortController();
		const reason = new Error(`aborted: ${phase}`);
		const reach = reached => reached === phase && controller.abort(reason);
		const service = await serve({
			connection_init: ({ send }) => {
				reach('connection_init');
				send({ type: 'connection_ack' });
			},
			start: ({ send, message: { id } }) => {
				reach('start');
				send({ id, type: 'start_ack' });
			},
		});
		reach('before');
		const onState = ({ state }) => {
			reach(state);
			service.event('1', 'event');
		};
		const events = clientOf(service).subscribe(QUERY, {}, { signal: controller.signal, onState });
		reach('at once');
		const end = (async () => {
			for await (const event of events) reach(event);
		})();
		assert.equal(await rejection(end), reason);
		await until(() => service.closed.length === service.connects.length);
		assert.equal(service.count('start'), starts);
		await service.stop();
	}
	// While it waits for the next attempt.
	const gone = await serve();
	await gone.stop();
	const controller = new AbortController();
	const options = { retry: { delayMs: HOUR, maxDelayMs: HOUR } };
	const onState = () => controller.abort();
	const { signal } = controller;
	const events = clientOf(gone, undefined, options).subscribe(QUERY, {}, { signal, onState });
	assert.equal((await rejection(events.next())).name, 'AbortError');
});

await step('nothing is sent for a subscription that was ended while a token was fetched', async () => {
	const ends = {
		'at once': token => token,
		soon: async token => token,
		later: token => sleep(5, token),
		'with an error': () => Promise.reject(new Error('no token')),
		never: () => new Promise(() => {}),
	};
	for (const [when, end] of Object.entries(ends)) {
		// Which token it is: that of the connection, that of the start, or that of a second start on the same connection.
		for (const which of [1, 2, 3]) {
			const service = await serve();
			const controller = new AbortController();
			const reason = new Error('enough');
			let asked = 0;
			const auth = lambda(() => {
				if ((asked += 1) !== which) return 'token';
				controller.abort(reason);
				return end('token');
			});
			const client = clientOf(service, auth);
			const { states, onState } = watched();
			const other = which === 3 ? client.subscribe(QUERY, {}, { onState }) : undefined;
			if (other) await until(() => states.length === 1);
			assert.equal(await rejection(client.subscribe(QUERY, {}, controller).next()), reason, when);
			// The next one does not wait for what may never come.
			const next = client.subscribe(QUERY, {}, { onState });
			await until(() => states.length === (other ? 2 : 1));
			await next.return();
			await other?.return();
			const connects = which === 2 ? 2 : 1;
			await until(() => service.closed.length === connects);
			const counts = [service.connects.length, service.count('start'), service.count('stop')];
			const starts = other ? 2 : 1;
			assert.deepEqual(counts, [connects, starts, starts], `${when}, ${which}`);
			await service.stop();
		}
	}
});
