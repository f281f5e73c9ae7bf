// Runs Amplify's generator as `ampx generate graphql-client-code` does.
//
//   node amplify_generate.cjs PACKAGES [SCHEMA TARGET DEPTH OUT]...
//
// Writes the statement files, and for `typescript` also the types, below each OUT. Says as JSON, for each, the files and what
// failed.
'use strict';
const { createRequire } = require('node:module');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const [packages, ...runs] = process.argv.slice(2);
const from = createRequire(resolve(packages, 'package.json'));
const { generateStatements, generateTypes } = from('@aws-amplify/graphql-generator');
const { Source } = createRequire(from.resolve('@aws-amplify/graphql-generator'))('graphql');

async function generated(schemaFile, target, maxDepth, out) {
  const schema = readFileSync(schemaFile, 'utf8');
  const said = { files: [], statements: null, types: null };
  const write = (files) => {
    mkdirSync(out, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(out, name), text);
      said.files.push(name);
    }
  };
  const statements = (wanted) => generateStatements({ schema, target: wanted, maxDepth, relativeTypesPath: './API' });
  try {
    write(statements(target));
  } catch (error) {
    said.statements = error.message;
  }
  if (target === 'typescript') {
    try {
      const queries = Object.entries(statements('graphql')).map(([name, text]) => new Source(text, name));
      write(await generateTypes({ schema, target, queries }));
    } catch (error) {
      said.types = error.message;
    }
  }
  return said;
}

async function main() {
  const log = console.log;
  console.log = console.error;
  const all = [];
  for (let at = 0; at + 3 < runs.length; at += 4) {
    all.push(await generated(runs[at], runs[at + 1], Number(runs[at + 2]), runs[at + 3]));
  }
  log(JSON.stringify(all));
}
main();
