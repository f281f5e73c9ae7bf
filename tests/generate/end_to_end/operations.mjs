// Sends every operation of a schema with the client that was generated for it, in every mode of APIs that differ in their
// default mode. What the client gives is held against the answer as it came, and against what the manifest says of it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

import { Types, leavesOf } from './values.mjs';
import { load } from './modules.mjs';
import { events, isDeletion } from './events.mjs';

const given = JSON.parse(process.env.GIVEN);
const types = new Types(JSON.parse(readFileSync(`${given.folder}/all/introspection.json`, 'utf8')));
const mutationsOf = new Map(
	[...readFileSync(given.schema, 'utf8').matchAll(/^  (\w+).*@aws_subscribe\(mutations: \[(.*?)\]\)/gm)].map(
		([, field, mutations]) => [field, mutations.match(/\w+/g)],
	),
);
const all = await load(`${given.folder}/all`);

/** Every caller. */
const callersOf = ({ apiKey, cognito, iam, lambda, oidc }) => ({
	AWS_LAMBDA: lambda(() => 'custom-authorized'),
	'AWS_LAMBDA-denied': lambda('narrowed'),
	API_KEY: apiKey(given.apiKey),
	AWS_IAM: iam(async () => given.credentials),
	AMAZON_COGNITO_USER_POOLS: cognito(async () => given.tokens.user),
	'AMAZON_COGNITO_USER_POOLS-groups': cognito(async () => given.tokens.member),
	OPENID_CONNECT: oidc(given.tokens.oidc),
});

/** The caller of a name, which may say more after a dash. */
const callerOf = (api, name) => callersOf(api)[name] ?? callersOf(api)[name.replace(/-.*/, '')];

/** Sends an operation; what the client gives or throws must be what came. */
const send = async ({ api, fragments }, operation, variables, url, auth) => {
	let raw;
	const fetch = async (...request) => {
		const response = await globalThis.fetch(...request);
		raw = await response.clone().json();
		return response;
	};
	const client = api.createClient({ endpoint: url, region: 'eu-west-1', auth, fetch });
	const document = api[operation.constant];
	const [data, errors] = await client.execute(document, variables).then(
		data => [data, []],
		error => {
			assert.ok(error instanceof api.AppSyncError, `${operation.name}: ${error}`);
			assert.equal(error.status, 200, `${operation.name}: ${error.message}`);
			return [error.data, error.errors];
		},
	);
	assert.deepEqual({ data, errors }, { data: raw.data, errors: raw.errors ?? [] }, operation.name);
	assert.equal(JSON.stringify(data), JSON.stringify(raw.data), operation.name);
	if (data !== null) assert.ok(typeof data === 'object', operation.name);
	const leaves = data === null ? new Set() : types.check(data, operation.result, fragments);
	return { data, errors, leaves };
};

/** The path of a denied field, without places in lists, and its type: what its errors say of it. */
const denied = errors =>
	new Set(
		errors.filter(({ errorType }) => errorType === 'Unauthorized').map(({ path, message }) => {
			const keys = path.filter(key => typeof key === 'string');
			return `${keys.slice(0, -1).join('/')}/${message.match(/on type (\w+)/)[1]}.${keys.at(-1)}`;
		}),
	);

/** The same of every field that a leaf is below, and of the leaf. */
const above = leaf => {
	const steps = leaf.slice(1).split('/');
	const keys = steps.map(step => step.split('.')[1]);
	return steps.map((step, index) => `${keys.slice(0, index).join('/')}/${step}`);
};

// What is deleted is there no more: that comes last.
const requests = all.operations.filter(({ kind }) => kind !== 'subscription');
requests.sort((one, other) => isDeletion(one) - isDeletion(other));

const summary = {};
const reached = new Set();
const samples = { all: [], other: [] };
for (const [index, { name, graphqlUrl: url, callers }] of given.apis.entries()) {
	const isFull = index % 2 === 0;
	for (const [caller, folder] of Object.entries(callers)) {
		const auth = callerOf(all.api, caller);
		const own = await load(`${given.folder}/${folder}`);
		const ownAuth = callerOf(own.api, caller);
		const byName = new Map(own.operations.map(operation => [operation.name, operation]));
		const count = { operations: 0, denied: 0, subscriptions: 0 };
		for (const operation of requests) {
			const what = `${name}, ${caller}, ${operation.name}`;
			// An update whose variable has no value writes null.
			const variablesOf = each => types.variables(each, isFull || each.field.startsWith('update'));
			const variables = variablesOf(operation);
			const whole = await send(all, operation, variables, url, auth);
			const refused = denied(whole.errors);
			const consequences = whole.errors.filter(({ errorType }) => errorType !== 'Unauthorized');
			assert.ok(refused.size > 0 || whole.errors.length === 0, `${what}: ${JSON.stringify(whole.errors)}`);
			for (const { message } of consequences) assert.match(message, /^Cannot return null for non-nullable type/, what);
			whole.leaves.forEach(leaf => reached.add(leaf));
			if (refused.size === 0) samples.all.push({ constant: operation.constant, variables, data: whole.data });

			const pruned = byName.get(operation.name);
			const kept = pruned ? leavesOf(pruned.result, own.fragments) : new Map();
			for (const [leaf, keys] of leavesOf(operation.result, all.fragments)) {
				const isRefused = above(keys).some(field => refused.has(field));
				// What nobody was refused may have been below null.
				assert.ok(!kept.has(leaf) || !isRefused, `${what}: ${leaf} is selected`);
				assert.ok(kept.has(leaf) || !whole.leaves.has(leaf), `${what}: ${leaf} is left out`);
			}
			if (!pruned) continue;
			const answer = await send(own, pruned, variablesOf(pruned), url, ownAuth);
			assert.deepEqual(answer.errors, [], what);
			if (folder === 'other') samples.other.push({ constant: pruned.constant, variables: variablesOf(pruned), data: answer.data });
			count.operations += 1;
			count.denied += refused.size > 0;
		}
		count.subscriptions = await events({ ...own, types, mutationsOf }, url, ownAuth, `${name}, ${caller}`);
		summary[`${name}, ${caller}`] = Object.values(count).join(' ');
	}
}

// The type checker is to say whether the types are those of what came.
for (const [folder, each] of Object.entries(samples)) {
	const lines = each.flatMap(({ constant, variables, data }, index) => [
		`const v${index}: api.VariablesOf<typeof api.${constant}> = ${JSON.stringify(variables)};`,
		`const r${index}: api.ResultOf<typeof api.${constant}> = ${JSON.stringify(data)};`,
		`void [v${index}, r${index}];`,
	]);
	writeFileSync(`${given.folder}/${folder}/samples.ts`, ['import type * as api from "./index.js";', ...lines, ''].join('\n'));
}

// Leaves that were null, or that no answer had, by operation: what is made up has few types of a union, and few pages.
const absent = {};
for (const { constant, result } of requests) {
	const leaves = [...leavesOf(result, all.fragments).keys()].filter(leaf => !reached.has(leaf));
	if (leaves.length > 0) absent[constant] = leaves.length;
}
console.log(JSON.stringify({ sent: summary, absent, samples: samples.all.length + samples.other.length }));
