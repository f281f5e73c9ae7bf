// The same handler through npm `lambda-local`, in its own process: node peer_lambda_local.mjs PACKAGES COUNT
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { handler } from './handler.mjs';

const [packages, count] = process.argv.slice(2);
const lambdaLocal = createRequire(`${packages}/`)('lambda-local');
lambdaLocal.setLogger({ log() {}, error() {}, warn() {}, info() {}, transports: [] });
const event = JSON.parse(readFileSync(new URL('event.json', import.meta.url), 'utf8'));
for (let left = Number(count); left > 0; left -= 1) {
  const answer = await lambdaLocal.execute({ event, lambdaFunc: { handler }, timeoutMs: 10000, verboseLevel: 0 });
  if (answer.isAuthorized !== true) throw new Error('not authorized');
}
