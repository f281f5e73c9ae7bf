// Subscribes to everything that was generated, has each subscription triggered, and again after the connection was lost.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { relay } from './cut.mjs';

const PATIENCE_MS = 20_000;
/** In bytes, less what is around the data. */
const LARGEST_EVENT = 240_000;

/** Waits until this is so. */
const until = async (condition, what) => {
	const end = Date.now() + PATIENCE_MS;
	while (!condition()) {
		assert.ok(Date.now() < end, `does not come: ${what()}`);
		await sleep(2);
	}
};

/** Where two values differ first, with both; nothing when they are equal. */
const difference = (one, other, path = '') => {
	const isObject = value => typeof value === 'object' && value !== null;
	if (!isObject(one) || !isObject(other)) {
		return one === other ? undefined : `${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
	}
	const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
	for (const key of keys) {
		const found = difference(one[key], other[key], `${path}/${key}`);
		if (found !== undefined) return found;
	}
	return undefined;
};

/** Whether an operation removes what it names. */
export const isDeletion = ({ field }) => /^(delete|remove)([A-Z]|$)/.test(field);

/** How many subscriptions gave what the mutations that trigger them gave, before and after. */
export const events = async ({ api, operations, fragments, types, mutationsOf }, url, auth, where) => {
	const subscriptions = operations.filter(({ kind }) => kind === 'subscription');
	const mutations = new Map(operations.filter(({ kind }) => kind === 'mutation').map(each => [each.field, each]));
	const all = subscriptions.map(subscription => ({
		subscription,
		what: `${where}, ${subscription.name}`,
		trigger: mutationsOf.get(subscription.field).map(name => mutations.get(name)).find(Boolean),
		states: [],
		seen: [],
	}));
	if (all.length === 0) return 0;

	const direct = api.createClient({ endpoint: url, region: 'eu-west-1', auth });
	const mutate = async (mutation, id) => {
		const variables = types.variables(mutation, true);
		if ('id' in variables) variables.id = id;
		if (variables.input && 'id' in variables.input) variables.input.id = id;
		return (await direct.execute(api[mutation.constant], variables))[mutation.field];
	};
	// What is deleted must be there.
	const returned = ({ result }) => result.fields[0].type.replace(/!$/, '');
	const creation = ({ field, result }) =>
		isDeletion({ field }) &&
		[...mutations.values()].find(each => /^(create|add)/.test(each.field) && returned(each) === returned({ result }));
	const play = async ({ subscription, trigger }) => {
		const id = `of-${subscription.field}`;
		const maker = creation(trigger);
		if (maker) await mutate(maker, id);
		return mutate(trigger, id);
	};

	const between = await relay(url);
	const client = api.createClient({ endpoint: between.url, region: 'eu-west-1', auth, retry: { delayMs: 5 } });
	const open = async each => {
		const { subscription, trigger, states, seen } = each;
		// Those who ask for something are told of what is equal to it.
		const sample = trigger && (await play(each));
		each.sample = sample;
		const isAsked = ({ name }) => (sample?.[name] ?? null) !== null && typeof sample[name] !== 'object';
		const asked = subscription.variables.filter(isAsked).map(({ name }) => [name, sample[name]]);
		const variables = { ...types.variables(subscription, false), ...Object.fromEntries(asked) };
		const stream = client.subscribe(api[subscription.constant], variables, { onState: change => states.push(change) });
		each.end = () => stream.return();
		(async () => {
			for await (const event of stream) seen.push(event);
		})().catch(error => seen.push(error));
	};
	const round = async each => {
		each.seen.length = 0;
		const value = await play(each);
		const { subscription, seen, what } = each;
		const expected = { [subscription.field]: value };
		await until(
			() => seen.some(event => difference(event, expected) === undefined),
			() => `${what}: ${seen.map(event => difference(event, expected))}`,
		);
		for (const event of seen) types.check(event, subscription.result, fragments);
	};
	const allAre = state => until(
		() => all.every(({ states }) => states.at(-1)?.state === state),
		() => `${state}: ${JSON.stringify(all.map(({ what, states, seen }) => [what, states.at(-1), String(seen)]))}`,
	);

	await Promise.all(all.map(open));
	await allAre('started');
	// What is no object has no fields that arguments could ask for: nobody who gives some is told of it. And nobody is told of
	// what is larger than AppSync sends.
	const isTold = ({ subscription, sample }) =>
		(typeof sample === 'object' || subscription.variables.length === 0) && JSON.stringify(sample).length < LARGEST_EVENT;
	const triggered = all.filter(each => each.trigger && isTold(each));
	for (const each of triggered) await round(each);
	between.cut();
	await allAre('resumed');
	for (const each of triggered) await round(each);
	await Promise.all(all.map(({ end }) => end()));
	await between.close();
	return triggered.length;
};
