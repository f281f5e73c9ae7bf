// What the scripts beside this one share: steps with names, and a client that was loaded from where the test put it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

export const given = JSON.parse(process.env.GIVEN);
export const api = await import(given.client);
export const ws = createRequire(given.packages)('ws');
export { assert, sleep };

/** Runs a step, and says its name when all that it asserts holds. A step that does not end is a fault. */
export const step = async (name, body) => {
	const late = setTimeout(() => {
		console.error(`does not end: ${name}`);
		process.exit(1);
	}, 20_000);
	try {
		await body();
		console.log(name);
	} catch (error) {
		console.error(`${name}:`, error);
		process.exit(1);
	} finally {
		clearTimeout(late);
	}
};

/** What a promise is rejected with. */
export const rejection = promise =>
	promise.then(
		value => assert.fail(`not rejected: ${JSON.stringify(value)}`),
		error => error,
	);

/** Waits until this is so. */
export const until = async condition => {
	while (!condition()) await sleep(2);
};
