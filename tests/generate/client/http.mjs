// The generated client against a server that answers as each step wants: refusals, faults that pass, silence, pages.
import { createServer } from 'node:http';

import { api, assert, given, hold, HOUR, rejection, sleep, step, until } from './steps.mjs';

const { AppSyncError, AppSyncNetworkError, AppSyncSetupError, apiKey, createClient, iam, lambda, parseJson, toJson } = api;
const QUERY = 'query Q { q }';
const MUTATION = 'mutation M { m }';

/** A server that gives one answer after another, the last again and again. */
const serve = async (...answers) => {
	const requests = [];
	const server = createServer((request, response) => {
		const chunks = [];
		request.on('data', chunk => chunks.push(chunk));
		request.on('end', () => {
			const { method, url, headers } = request;
			requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
			const answer = answers[Math.min(requests.length, answers.length) - 1];
			if (answer === 'silence') return;
			if (answer === 'cut') return request.socket.destroy();
			const { status = 200, headers: more = {}, body } = answer;
			response.writeHead(status, { 'content-type': 'application/json', ...more });
			response.end(typeof body === 'string' ? body : JSON.stringify(body));
		});
	});
	await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address();
	const stop = () => {
		server.closeAllConnections();
		return new Promise(resolve => server.close(resolve));
	};
	return { requests, stop, host: `127.0.0.1:${port}`, endpoint: `http://127.0.0.1:${port}/graphql` };
};
const clientOf = ({ endpoint }, more = {}) =>
	createClient({ endpoint, auth: apiKey('da2-key'), retry: { delayMs: 2 }, timeoutMs: HOUR, ...more });
const ok = { body: { data: { q: 1 } } };
const failed = status => ({ status, body: 'busy' });
const words = ({ name, message }) => `${name}: ${message}`;

await step('a request is what AppSync takes', async () => {
	const server = await serve(ok);
	const client = clientOf(server, { headers: async () => ({ 'X-App': 'a', 'x-other': 'b' }) });
	const options = { auth: lambda('Token ÿ'), headers: { 'x-app': 'of call', Authorization: 'not this' } };
	assert.deepEqual(await client.execute('query Q($v: String) { q(v: $v) }', { v: 'ü"' }, options), { q: 1 });
	const { method, url, headers, body } = server.requests[0];
	assert.deepEqual([method, url, body], ['POST', '/graphql', '{"query":"query Q($v: String) { q(v: $v) }","variables":{"v":"ü\\""}}']);
	const { accept, authorization, 'content-type': type, 'x-app': app, 'x-other': other, 'x-api-key': key } = headers;
	assert.deepEqual(
		{ accept, authorization, type, app, other, key },
		{ accept: 'application/json', authorization: 'Token ÿ', type: 'application/json; charset=UTF-8', app: 'of call', other: 'b', key: undefined },
	);
	await client.execute(QUERY);
	assert.equal(server.requests[1].body, '{"query":"query Q { q }"}');
	assert.equal(server.requests[1].headers['x-api-key'], 'da2-key');
	await server.stop();
});

await step('an answer with errors is thrown with its data, or given raw', async () => {
	const errors = [
		{ path: ['q', 0], data: null, errorType: 'Unauthorized', errorInfo: { a: [1] }, locations: [{ line: 1, column: 2, sourceName: null }], message: 'Not Authorized' },
		{ message: 'second' },
	];
	const data = { q: [null] };
	const server = await serve({ headers: { 'x-amzn-RequestId': 'id-1' }, body: { data, errors } });
	const client = clientOf(server);
	const error = await rejection(client.execute(QUERY));
	assert.ok(error instanceof AppSyncError && error instanceof Error);
	assert.deepEqual(
		{ ...error },
		{ name: 'AppSyncError', errors, data, status: 200, requestId: 'id-1' },
	);
	assert.equal(error.message, 'Unauthorized: Not Authorized (and 1 more)');
	assert.deepEqual(await client.executeRaw(QUERY), { data, errors, status: 200, requestId: 'id-1' });
	await server.stop();
});

await step('what is no answer of GraphQL is an error', async () => {
	const cases = [
		[{ status: 403, headers: { 'x-amzn-errortype': 'WAFForbiddenException:http://x' }, body: '<html>' }, 'WAFForbiddenException: HTTP status 403, and the answer is none of GraphQL'],
		[{ body: 'null' }, 'HTTP status 200, and the answer is none of GraphQL'],
		[{ body: '{}' }, 'HTTP status 200, and the answer is none of GraphQL'],
		[{ status: 500, body: { data: { q: 1 } } }, 'HTTP status 500, and the answer is none of GraphQL'],
		[{ status: 400, body: { errors: [{ errorType: 'BadRequestException' }] } }, 'BadRequestException: the service does not say why'],
		[{ status: 401, body: { errors: [null] } }, 'the service does not say why'],
	];
	for (const [answer, message] of cases) {
		const server = await serve(answer);
		const error = await rejection(clientOf(server).execute(QUERY));
		assert.deepEqual([words(error), error.status], [`AppSyncError: ${message}`, answer.status ?? 200]);
		assert.equal(error.isRefusal, [401, 403].includes(answer.status));
		await server.stop();
	}
	const server = await serve({ body: { data: null } });
	assert.equal(await clientOf(server).execute(QUERY), null);
	await server.stop();
});

await step('a query is sent again when that may help, a mutation is not', async () => {
	const plans = [
		[QUERY, {}, [failed(503), 'cut', ok], 3],
		['{ q }', {}, [failed(429), ok], 2],
		['# a comment\n\nquery{ q }', {}, [failed(502), ok], 2],
		[QUERY, {}, [failed(504)], 3, 504],
		[QUERY, {}, [failed(500), ok], 1, 500],
		[QUERY, { retry: { attempts: 1 } }, [failed(503), ok], 1, 503],
		[MUTATION, {}, [failed(503), ok], 1, 503],
		[MUTATION, {}, ['cut', ok], 1, 'lost'],
		['queryless', {}, ['cut', ok], 1, 'lost'],
		[`${'#'.repeat(100_000)}\n${MUTATION}`, {}, ['cut', ok], 1, 'lost'],
		[`${'#\r\n'.repeat(100_000)}#, { q }\r${QUERY}`, {}, ['cut', ok], 2],
		['#{ q }\n#{ q }', {}, ['cut', ok], 1, 'lost'],
		[MUTATION, { retry: { mutations: true } }, ['cut', failed(503), ok], 3],
	];
	for (const [document, options, answers, sent, fault] of plans) {
		const server = await serve(...answers);
		const done = clientOf(server).execute(document, {}, options);
		if (fault === undefined) assert.deepEqual(await done, { q: 1 });
		else if (fault === 'lost') assert.equal(words(await rejection(done)), `AppSyncNetworkError: the request to ${server.host} failed`);
		else assert.equal((await rejection(done)).status, fault);
		assert.equal(server.requests.length, sent, `${document.slice(-40)} ${JSON.stringify(answers)}`);
		await server.stop();
	}
});

await step('each attempt is authorized anew, and Retry-After is obeyed', async () => {
	let count = 0;
	const server = await serve({ status: 429, headers: { 'retry-after': '1' }, body: '' }, ok);
	const began = Date.now();
	await clientOf(server, { auth: lambda(() => `token-${(count += 1)}`) }).execute(QUERY);
	assert.ok(Date.now() - began >= 950, `${Date.now() - began} ms`);
	assert.deepEqual(server.requests.map(({ headers }) => headers.authorization), ['token-1', 'token-2']);
	const longest = { delayMs: 2, maxDelayMs: 3 };
	count = 0;
	const other = await serve({ status: 503, headers: { 'retry-after': '3600' }, body: '' }, ok);
	await clientOf(other, { retry: longest }).execute(QUERY);
	await server.stop();
	await other.stop();
});

await step('no answer is a network error', async () => {
	const server = await serve('silence');
	const timers = hold(ms => ms === 54_321);
	const late = rejection(clientOf(server, { timeoutMs: 54_321 }).execute(QUERY));
	await until(() => server.requests.length === 1);
	timers.pass();
	assert.equal(words(await late), `AppSyncNetworkError: ${server.host} did not answer within 54321 ms`);
	const never = () => new Promise(() => {});
	for (const more of [{ auth: lambda(never) }, { headers: never }]) {
		const mute = rejection(clientOf(server, { timeoutMs: 54_321, ...more }).execute(QUERY));
		timers.pass();
		assert.equal(words(await mute), 'AppSyncNetworkError: `auth` or `headers` gave nothing within 54321 ms');
	}
	timers.release();
	assert.equal(server.requests.length, 1);
	await server.stop();
	const error = await rejection(clientOf(server).execute(QUERY));
	assert.ok(error instanceof AppSyncNetworkError);
	assert.deepEqual([words(error), error.cause.cause.code], [`AppSyncNetworkError: the request to ${server.host} failed`, 'ECONNREFUSED']);
	const elsewhere = await serve(ok);
	const redirect = await serve({ status: 307, headers: { location: elsewhere.endpoint }, body: '' });
	const refused = await rejection(clientOf(redirect).execute(MUTATION));
	assert.equal(words(refused), 'AppSyncError: HTTP status 307, and the answer is none of GraphQL');
	assert.equal(elsewhere.requests.length, 0);
	await elsewhere.stop();
	await redirect.stop();
});

await step('an abort ends a call at any time with its reason', async () => {
	const silent = await serve('silence');
	const busy = await serve(failed(503));
	const timers = hold(ms => ms >= HOUR / 2);
	const slow = { timeoutMs: Infinity, retry: { delayMs: HOUR, maxDelayMs: HOUR } };
	const phases = [
		[silent, undefined],
		[silent, () => silent.requests.length === 1],
		[busy, () => timers.held.length === 1],
	];
	for (const [server, isReached] of phases) {
		const controller = new AbortController();
		const reason = new Error('enough');
		const { signal } = controller;
		if (!isReached) controller.abort(reason);
		const done = rejection(clientOf(server, slow).execute(QUERY, {}, { signal }));
		if (isReached) await until(isReached);
		controller.abort(reason);
		assert.equal(await done, reason);
	}
	assert.deepEqual([silent.requests.length, busy.requests.length, timers.held], [1, 1, []]);
	timers.release();
	const timeout = await rejection(clientOf(silent).execute(QUERY, {}, { signal: AbortSignal.timeout(20) }));
	assert.equal(timeout.name, 'TimeoutError');
	// A `fetch` that does not heed it.
	const deaf = clientOf(silent, { fetch: () => new Promise(() => {}) });
	const unheard = await rejection(deaf.execute(QUERY, {}, { signal: AbortSignal.timeout(20) }));
	assert.equal(unheard.name, 'TimeoutError');
	await silent.stop();
	await busy.stop();
});

await step('nothing is sent after an abort, whatever the functions of the application do', async () => {
	let sent = 0;
	const fetch = async () => {
		sent += 1;
		return { status: 200, headers: new Headers(), text: async () => '{"data":{"q":1}}' };
	};
	const ends = {
		'at once': value => value,
		soon: async value => value,
		later: value => sleep(5, value),
		'with an error': () => Promise.reject(new Error('no token')),
		never: () => new Promise(() => {}),
	};
	for (const [when, end] of Object.entries(ends)) {
		for (const document of [QUERY, MUTATION]) {
			const controller = new AbortController();
			const reason = new Error('enough');
			const calls = [];
			const giving = (name, value) => () => {
				calls.push(name);
				controller.abort(reason);
				return end(value);
			};
			const auth = lambda(giving('token', 'token'));
			const options = { signal: controller.signal };
			const client = clientOf({ endpoint: 'https://api.example.com/graphql' }, { fetch, auth });
			assert.equal(await rejection(client.execute(document, {}, options)), reason, when);
			const headers = giving('headers', {});
			const other = new AbortController();
			const both = clientOf({ endpoint: 'https://api.example.com/graphql' }, {
				fetch,
				auth,
				headers: () => {
					other.abort(reason);
					return headers();
				},
			});
			assert.equal(await rejection(both.execute(document, {}, { signal: other.signal })), reason, when);
			await sleep(10);
			assert.deepEqual([sent, calls], [0, ['token', 'headers']], when);
		}
	}
});

await step('a time that is longer than any timer does not pass at once', async () => {
	const times = [];
	const timers = hold(ms => {
		times.push(ms);
		return ms > 20_000;
	});
	const server = await serve({ status: 429, headers: { 'retry-after': '1e300' }, body: '' });
	for (const timeoutMs of [Infinity, 2 ** 31]) {
		for (const retry of [{ maxDelayMs: Infinity }, { delayMs: Infinity, maxDelayMs: 2 ** 40 }]) {
			const controller = new AbortController();
			const done = rejection(clientOf(server, { timeoutMs, retry }).execute(QUERY, {}, controller));
			await until(() => timers.held.length === 1);
			const [{ ms }] = timers.held;
			assert.ok(ms <= 2 ** 31 - 1 && ms >= 2 ** 30 - 1, `${ms}`);
			controller.abort();
			assert.equal((await done).name, 'AbortError');
		}
	}
	timers.release();
	assert.ok(times.every(ms => ms <= 2 ** 31 - 1), String(times));
	assert.equal(server.requests.length, 4);
	await server.stop();
});

await step('secrets are in no error', async () => {
	const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2VjcmV0';
	const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'very-secret', sessionToken: 'session-secret==' };
	const auths = [
		[lambda(`Bearer ${jwt}`), [jwt]],
		[apiKey('da2-secret'), ['da2-secret']],
		[iam(credentials), ['session-secret', 'very-secret']],
	];
	for (const [auth, secrets] of auths) {
		let seen;
		const fetch = async (_, { headers }) => {
			seen = headers;
			const text = Object.values(headers).flatMap(value => [value, ...value.split(/[ =]/).slice(-1)]).join('\n');
			const body = JSON.stringify({ errors: [{ message: text, errorInfo: { list: [text] }, errorType: 'E' }] });
			return { status: 403, headers: new Headers(), text: async () => body };
		};
		const client = createClient({ endpoint: 'https://api.example.com/graphql', region: 'eu-west-1', auth, fetch });
		const error = await rejection(client.execute(QUERY));
		const whole = JSON.stringify(error) + error.stack + JSON.stringify(error.errors);
		for (const secret of [...secrets, seen.authorization?.split('Signature=')[1] ?? secrets[0]]) {
			assert.ok(!whole.includes(secret), `${secret} in ${whole}`);
		}
		assert.ok(whole.includes('***'));
	}
	// A secret that is a word is found in free text only.
	const entry = (word, info) => ({
		path: ['getTodo', 'secret'],
		data: null,
		errorType: 'secret: Unauthorized',
		errorInfo: { path: info },
		locations: [{ line: 1, column: 2, sourceName: 'secret' }],
		message: `Not authorized to read the ${word}`,
	});
	const told = await serve({ body: { data: null, errors: [entry('secret', 'no secret')] } });
	const { errors } = await clientOf(told, { auth: lambda('secret') }).executeRaw(QUERY);
	assert.deepEqual(errors, [entry('***', 'no ***')]);
	const refused = await serve({ status: 401, body: { errors: [{ errorType: 'UnauthorizedException', message: 'You are unauthorized' }] } });
	const error = await rejection(clientOf(refused, { auth: lambda('authorized') }).execute(QUERY));
	assert.deepEqual([error.message, error.isRefusal], ['UnauthorizedException: You are un***', true]);
	await told.stop();
	await refused.stop();
	const server = await serve(ok);
	for (const [auth, message] of [
		[lambda('secret\ntoken'), 'no header can hold the value of `authorization`'],
		[apiKey(''), '`apiKey` was given no text'],
		[iam({}), '`iam` was given no credentials'],
		[iam({ ...credentials, sessionToken: 'secret\n' }), 'no header can hold the value of `x-amz-security-token`'],
	]) {
		const error = await rejection(clientOf(server, { auth, region: 'r' }).execute(QUERY));
		assert.ok(error instanceof AppSyncSetupError);
		assert.equal(error.message, message);
	}
	assert.equal(server.requests.length, 0);
	await server.stop();
});

await step('pages follow each other', async () => {
	const page = (items, nextToken) => ({ body: { data: { list: { items, nextToken } } } });
	const server = await serve(page([1, null], 'a'), page([], 'b'), page(null, 'c'), page([2], null));
	const list = 'query L($limit: Int, $nextToken: String) { list(limit: $limit, nextToken: $nextToken) { items nextToken } }';
	const seen = [];
	for await (const item of clientOf(server).paginate(list, { limit: 2 }, ({ list }) => list)) seen.push(item);
	assert.deepEqual(seen, [1, null, 2]);
	const asked = server.requests.map(({ body }) => JSON.parse(body).variables);
	const limit = 2;
	assert.deepEqual(asked, [{ limit }, { limit, nextToken: 'a' }, { limit, nextToken: 'b' }, { limit, nextToken: 'c' }]);
	await server.stop();
	const same = await serve(page([1], 'a'));
	const items = clientOf(same).paginate(list, {}, ({ list }) => list);
	assert.deepEqual([(await items.next()).value, (await items.next()).value], [1, 1]);
	assert.equal((await rejection(items.next())).message, 'the API gave the same `nextToken` twice');
	const controller = new AbortController();
	for await (const item of clientOf(same).paginate(list, {}, ({ list }) => list)) {
		assert.equal(item, 1);
		break;
	}
	assert.equal(same.requests.length, 3);
	controller.abort();
	const aborted = clientOf(same).paginate(list, {}, ({ list }) => list, { signal: controller.signal });
	assert.equal((await rejection(aborted.next())).name, 'AbortError');
	const both = await serve(page([1, 2], 'a'), page([3], null));
	const aborts = [
		['between items', [1], (seen, abort) => seen.length === 1 && abort()],
		['while a token is fetched', [1, 2], (seen, abort, tokens) => tokens === 2 && abort()],
	];
	for (const [when, expected, act] of aborts) {
		const controller = new AbortController();
		const seen = [];
		let tokens = 0;
		const now = () => act(seen, () => controller.abort(), tokens);
		const token = async () => {
			tokens += 1;
			now();
			return 'token';
		};
		const items = clientOf(both, { auth: lambda(token) }).paginate(list, {}, ({ list }) => list, controller);
		const end = await rejection((async () => {
			for await (const item of items) {
				seen.push(item);
				now();
			}
		})());
		assert.deepEqual([end.name, seen, both.requests.splice(0).length], ['AbortError', expected, 1], when);
	}
	await both.stop();
	const none = clientOf(same).paginate(list, {}, () => null);
	assert.deepEqual(await none.next(), { value: undefined, done: true });
	await same.stop();
});

await step('AWSJSON goes from and to values', async () => {
	assert.equal(toJson({ a: [1, 'ü'] }), '{"a":[1,"ü"]}');
	assert.deepEqual(parseJson(toJson({ a: [1, null] })), { a: [1, null] });
	assert.throws(() => toJson(undefined), TypeError);
	assert.throws(() => parseJson('{'), SyntaxError);
});

await step('signatures are those of the AWS SDK', async () => {
	const { Date: RealDate } = globalThis;
	for (const { at, url, region, credentials, headers, body, expected } of given.signatures) {
		globalThis.Date = class extends RealDate {
			constructor() {
				super(at);
			}
		};
		const signed = await iam(credentials).authorize({ url, headers, body, region });
		globalThis.Date = RealDate;
		assert.deepEqual(signed, { ...headers, ...expected }, url);
	}
	assert.ok(given.signatures.length > 0);
});
