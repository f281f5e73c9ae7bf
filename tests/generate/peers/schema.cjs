// Reads a schema as AppSync takes it: what AppSync knows by itself is added where the text does not define it.
'use strict';
const { readFileSync } = require('node:fs');

const PRELUDE = `
${['Date', 'Time', 'DateTime', 'Timestamp', 'Email', 'JSON', 'URL', 'Phone', 'IPAddress'].map((name) => `scalar AWS${name}`).join('\n')}
directive @aws_api_key on OBJECT | FIELD_DEFINITION | INTERFACE | UNION | ENUM | INPUT_OBJECT
directive @aws_iam on OBJECT | FIELD_DEFINITION | INTERFACE | UNION | ENUM | INPUT_OBJECT
directive @aws_oidc on OBJECT | FIELD_DEFINITION | INTERFACE | UNION | ENUM | INPUT_OBJECT
directive @aws_lambda on OBJECT | FIELD_DEFINITION | INTERFACE | UNION | ENUM | INPUT_OBJECT
directive @aws_cognito_user_pools(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION | INTERFACE | UNION | ENUM | INPUT_OBJECT
directive @aws_auth(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION
directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
directive @oneOf on INPUT_OBJECT
`;

/** Writes `implements A, B` and `implements A B` as `implements A & B`. */
function withAmpersands(graphql, text) {
  const lexer = new graphql.Lexer(new graphql.Source(text));
  const gaps = [];
  let inside = false;
  let last;
  for (let token = lexer.advance(); token.kind !== '<EOF>'; token = lexer.advance()) {
    if (token.kind !== 'Name' && token.kind !== '&') inside = false;
    if (inside && token.kind === 'Name' && last.kind === 'Name' && last.value !== 'implements') gaps.push(last.end);
    if (token.kind === 'Name' && token.value === 'implements' && last?.kind === 'Name') inside = true;
    last = token;
  }
  return gaps.reduceRight((whole, at) => `${whole.slice(0, at)} &${whole.slice(at)}`, text);
}

/** The schema in a file of SDL or introspection JSON, unless graphql-js cannot read it, and what it has against it. */
function readSchema(graphql, file) {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('{')) {
    const json = JSON.parse(text);
    return { schema: graphql.buildClientSchema(json.data ?? json), faults: [] };
  }
  const own = graphql.parse(withAmpersands(graphql, text));
  const key = (definition) => `${definition.kind} ${definition.name?.value}`;
  const known = new Set(own.definitions.map(key));
  const missing = graphql.parse(PRELUDE).definitions.filter((definition) => !known.has(key(definition)));
  const document = { kind: own.kind, definitions: [...missing, ...own.definitions] };
  let schema;
  try {
    schema = graphql.buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  } catch (error) {
    return { faults: [error.message] };
  }
  const strict = () => {
    try {
      return graphql.validateSchema(graphql.buildASTSchema(document)).map((error) => error.message);
    } catch (error) {
      return error.message.split('\n\n');
    }
  };
  return { schema, faults: strict() };
}

module.exports = { readSchema };
