// Imports each TypeScript file of a folder as it is, and says what it exports at run time.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const found = {};
for (const file of readdirSync(folder).sort()) {
  if (file.endsWith(".ts")) {
    found[file] = Object.keys(await import(pathToFileURL(join(folder, file)).href));
  }
}
console.log(JSON.stringify(found));
