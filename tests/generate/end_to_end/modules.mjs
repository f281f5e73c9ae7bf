// Loads what `generate` wrote as Node.js runs it: `./queries.js` is meant by whoever compiles `queries.ts`, which nobody does
// here, so that the types are only stripped.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

registerHooks({
	resolve: (specifier, context, next) => {
		const isOfGenerated = specifier.startsWith('./') && context.parentURL?.endsWith('.ts');
		return next(isOfGenerated ? specifier.replace(/\.js$/, '.ts') : specifier, context);
	},
});

/** The generated modules of a folder, beside their manifest: each operation with the constant that is exported for it. */
export const load = async folder => {
	const api = await import(pathToFileURL(`${folder}/index.ts`));
	const { operations, fragments } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
	const constants = Object.entries(api).filter(([, value]) => typeof value === 'string');
	const byText = new Map(constants.map(([name, text]) => [text, name]));
	if (byText.size !== operations.length) throw new Error(`${folder}: ${byText.size} constants, ${operations.length} in the manifest`);
	for (const operation of operations) {
		operation.constant = byText.get(operation.text);
		if (operation.constant === undefined) throw new Error(`${folder}: no constant has the text of ${operation.name}`);
	}
	return { api, operations, fragments: new Map(fragments.map(({ name, result }) => [name, result])) };
};
