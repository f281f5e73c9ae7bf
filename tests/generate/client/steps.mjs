// What the scripts beside this one share: steps with names, and a client that was loaded from where the test put it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

export const given = JSON.parse(process.env.GIVEN);
export const api = await import(given.client);
export const ws = createRequire(given.packages)('ws');
export { assert, sleep };

/** Milliseconds that no step lasts, so that nothing goes well because they pass. */
export const HOUR = 3_600_000;

/** Runs a step, and says its name when all that it asserts holds. A step that does not end is a fault. */
export const step = async (name, body) => {
	const late = setTimeout(() => {
		console.error(`does not end: ${name}`);
		process.exit(1);
	}, 200_000);
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

/**
 * The timers from now on that are to wait as long as `isHeld` says. They do not go off by themselves: however slow the machine
 * is, none does before the script lets it.
 */
export const hold = isHeld => {
	const { setTimeout, clearTimeout } = globalThis;
	const held = [];
	globalThis.setTimeout = (act, ms, ...rest) => {
		if (!isHeld(ms)) return setTimeout(act, ms, ...rest);
		const timer = { ms, act };
		held.push(timer);
		return timer;
	};
	globalThis.clearTimeout = timer => {
		const at = held.indexOf(timer);
		if (at < 0) clearTimeout(timer);
		else held.splice(at, 1);
	};
	return {
		held,
		/** Lets the only one that is held go off. */
		pass() {
			assert.equal(held.length, 1);
			held.pop().act();
		},
		release: () => Object.assign(globalThis, { setTimeout, clearTimeout }),
	};
};
