// Runs Amplify's generator as `ampx generate graphql-client-code` does.
//
//   node amplify_generate.cjs PACKAGES SCHEMA TARGET DEPTH OUT
//
// Writes the statement files, and for the targets with types also those, below OUT. Says as JSON the files, and what failed.
'use strict';
const { createRequire } = require('node:module');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const [packages, schemaFile, target, depth, out] = process.argv.slice(2);
const { generateStatements, generateTypes } = createRequire(resolve(packages, 'package.json'))('@aws-amplify/graphql-generator');
const schema = readFileSync(schemaFile, 'utf8');
const said = { files: [], statements: null, types: null };

function write(files) {
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(out, name), text);
    said.files.push(name);
  }
}

const statements = (wanted) =>
  generateStatements({ schema, target: wanted, maxDepth: Number(depth), relativeTypesPath: './API' });

async function main() {
  const log = console.log;
  console.log = console.error;
  try {
    write(statements(target));
  } catch (error) {
    said.statements = error.message;
  }
  if (target === 'typescript') {
    try {
      const { Source } = createRequire(createRequire(resolve(packages, 'package.json')).resolve('@aws-amplify/graphql-generator'))('graphql');
      const queries = Object.entries(statements('graphql')).map(([name, text]) => new Source(text, name));
      write(await generateTypes({ schema, target, queries }));
    } catch (error) {
      said.types = error.message;
    }
  }
  log(JSON.stringify(said));
}
main();
