// Serves an API with API_KEY on npm `@aws-amplify/amplify-appsync-simulator`: the folder of the packages, the port.
import { createRequire } from 'node:module';

const [, , packages, port] = process.argv;
const { AmplifyAppSyncSimulator } = createRequire(`${packages}/`)('@aws-amplify/amplify-appsync-simulator');
const simulator = new AmplifyAppSyncSimulator({ port: Number(port), wsPort: 0 });
await simulator.start();
simulator.init({
  schema: { content: 'type Query { getEvent(id: ID!): Event }\ntype Event { id: ID! name: String }\n' },
  resolvers: [],
  dataSources: [],
  appSync: {
    name: 'bench',
    apiKey: 'da2-bench',
    defaultAuthenticationType: { authenticationType: 'API_KEY' },
    additionalAuthenticationProviders: [],
  },
});
console.log(simulator.url);
