// The same handler as a bare worker: a line of JSON in, a line of JSON out.
import { handler } from './handler.mjs';

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', async (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) process.stdout.write(`${JSON.stringify(await handler(JSON.parse(line)))}\n`);
});
