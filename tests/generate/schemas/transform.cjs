// Makes the SDL of an API from a file of models, with the transformer that Amplify itself runs. Nothing of AWS is called.
//
//   npm install --prefix DIR @aws-amplify/graphql-transformer@2.5.1 aws-cdk-lib@2 constructs@10
//   node transform.cjs DIR todo.model.graphql > todo.graphql
'use strict';
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const [folder, file] = process.argv.slice(2);
const from = createRequire(resolve(folder, 'package.json'));
const { App, Stack, NestedStack } = from('aws-cdk-lib');
const { executeTransform } = from('@aws-amplify/graphql-transformer');

const models = readFileSync(file, 'utf8');
const stack = new Stack(new App(), 'api');
/** What is written for the stack, by file name. */
const assets = new Map();
const asset = (_scope, _name, given) => {
  assets.set(given.fileName, given);
  return { assetHash: '0', httpUrl: 'https://a.invalid/0', s3BucketName: 'a', s3ObjectKey: '0', s3ObjectUrl: 's3://a/0' };
};
const table = { dbType: 'DYNAMODB', provisionStrategy: 'DEFAULT' };
const dataSourceStrategies = Object.fromEntries(
  [...models.matchAll(/^type (\w+).*@model/gm)].map(([, name]) => [name, table]),
);
executeTransform({
  schema: models,
  scope: stack,
  transformersFactoryArgs: {},
  authConfig: {
    defaultAuthentication: { authenticationType: 'API_KEY', apiKeyConfig: { apiKeyExpirationDays: 7 } },
    additionalAuthenticationProviders: [
      { authenticationType: 'AMAZON_COGNITO_USER_POOLS', userPoolConfig: { userPoolId: 'eu-central-1_pool' } },
      { authenticationType: 'AWS_IAM' },
    ],
  },
  transformParameters: {
    shouldDeepMergeDirectiveConfigDefaults: true,
    disableResolverDeduping: false,
    sandboxModeEnabled: false,
    useSubUsernameForDefaultIdentityClaim: true,
    subscriptionsInheritPrimaryAuth: false,
    populateOwnerFieldForStaticGroupAuth: true,
    suppressApiKeyGeneration: false,
    secondaryKeyAsGSI: true,
    enableAutoIndexQueryNames: true,
    respectPrimaryKeyAttributesOnConnectionField: true,
    enableSearchNodeToNodeEncryption: false,
    enableTransformerCfnOutputs: true,
    allowDestructiveGraphqlSchemaUpdates: false,
    replaceTableUponGsiUpdate: false,
    allowGen1Patterns: true,
    enableGen2Migration: false,
  },
  dataSourceStrategies,
  nestedStackProvider: { provide: (scope, name) => new NestedStack(scope, name) },
  assetProvider: { provide: asset },
  synthParameters: { amplifyEnvironmentName: 'test', apiName: 'api', userPoolId: 'eu-central-1_pool' },
  printTransformerLog: (log) => console.error(log.message),
});
// The text of the schema is an asset that is made when its address is asked for.
const schema = stack.node.findAll().find((construct) => construct.node.id === 'TransformerSchema');
stack.resolve(schema.definitionS3Location);
process.stdout.write(`${assets.get('schema.graphql').fileContent.trim()}\n`);
