// Validates with graphql-js every document below a folder: `.graphql` files, and the texts that `.ts` and `.js` modules export.
//
//   node validate.cjs GRAPHQL TYPESCRIPT [SCHEMA FOLDER]...
//
// GRAPHQL and TYPESCRIPT are folders with the packages of these names. Says as JSON, for each schema with its folder, how many
// documents there are, the name and kind of each operation, and what is wrong.
'use strict';
const { createRequire } = require('node:module');
const { existsSync, readFileSync, readdirSync, statSync } = require('node:fs');
const { basename, dirname, join, relative, resolve } = require('node:path');
const { readSchema } = require('./schema.cjs');

const [graphqlFolder, typescriptFolder, ...pairs] = process.argv.slice(2);
const graphql = createRequire(resolve(graphqlFolder, 'package.json'))('graphql');
const typescript = createRequire(resolve(typescriptFolder, 'package.json'))('typescript');

const files = (place) =>
  statSync(place).isFile()
    ? [place]
    : readdirSync(place)
        .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
        .sort()
        .flatMap((name) => files(join(place, name)));

const modules = new Map();
/** What a module exports, once its types are taken off. */
function load(file) {
  if (modules.has(file)) return modules.get(file);
  const options = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 };
  const text = readFileSync(file, 'utf8');
  const { outputText } = typescript.transpileModule(text, { fileName: file, compilerOptions: options });
  const module = { exports: {} };
  modules.set(file, module.exports);
  const sibling = (name) => {
    const stem = join(dirname(file), name).replace(/\.[jt]s$/, '');
    const found = ['.ts', '.js'].map((end) => stem + end).find((path) => existsSync(path));
    if (!found) throw new Error(`${file} imports ${name}, which is not there`);
    return load(found);
  };
  new Function('module', 'exports', 'require', outputText)(module, module.exports, sibling);
  return module.exports;
}

/** The documents below the folder, as `[where, text]`; the `.graphql` files of one folder are one document. */
function documents(folder) {
  const found = [];
  const joined = new Map();
  for (const file of files(folder)) {
    if (file.endsWith('.graphql') && basename(file) !== 'schema.graphql') {
      const texts = joined.get(dirname(file)) ?? [];
      joined.set(dirname(file), [...texts, readFileSync(file, 'utf8')]);
    } else if (/(queries|mutations|subscriptions|operations)\.[jt]s$/.test(file)) {
      for (const [name, value] of Object.entries(load(file))) {
        if (typeof value === 'string' || value instanceof String) found.push([`${relative(folder, file)}: ${name}`, `${value}`]);
      }
    }
  }
  for (const [place, texts] of joined) found.push([`${relative(folder, place)}/*.graphql`, texts.join('\n')]);
  return found;
}

function validated(schemaFile, folder) {
  const { schema, faults } = readSchema(graphql, schemaFile);
  if (!schema) return { documents: 0, operations: [], errors: [], schema: faults };
  const errors = [];
  const operations = [];
  const all = documents(folder);
  for (const [where, text] of all) {
    try {
      const document = graphql.parse(text);
      const named = document.definitions.filter((definition) => definition.kind === 'OperationDefinition');
      operations.push(...named.map((definition) => `${definition.operation} ${definition.name?.value}`));
      errors.push(...graphql.validate(schema, document).map((error) => `${where}: ${error.message}`));
    } catch (error) {
      errors.push(`${where}: ${error.message}`);
    }
  }
  return { documents: all.length, operations, errors, schema: faults };
}

const found = [];
for (let at = 0; at + 1 < pairs.length; at += 2) found.push(validated(pairs[at], pairs[at + 1]));
console.log(JSON.stringify(found));
