// Imports each TypeScript file of a folder, whose imports are named `.js`, and says what it exports at run time.
import { readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

registerHooks({
  resolve(specifier, context, next) {
    return next(specifier.replace(/^(\..*)\.js$/, "$1.ts"), context);
  },
});

const folder = process.argv[2];
const found = {};
for (const file of readdirSync(folder).sort()) {
  if (file.endsWith(".ts")) {
    found[file] = Object.keys(await import(pathToFileURL(join(folder, file)).href));
  }
}
console.log(JSON.stringify(found));
