// Runs a Lambda handler file on Node.js over the Lambda Runtime API. It is given to `node -` on standard input, so that
// no file is left behind, with two arguments: the handler file (absolute) and the name of its export; and two more where
// there are pipes: the descriptors to read from and to write to.
//
// The behaviour follows AWS's runtime interface clients for Node.js (npm aws-lambda-ric 3.3 and 4.0). What differs, and
// why: a bare socket or pipes instead of `node:http`, an answer and the request for the next event in one write (speed); a
// value returned without a promise counts, with a warning, whatever the version of Node.js.
'use strict';
(() => {
  const net = require('node:net');
  const path = require('node:path');
  const Module = require('node:module');
  const { pathToFileURL } = require('node:url');

  // `node -` makes these global, where no module of a deployed function would see them.
  for (const name of ['require', 'module', 'exports', '__filename', '__dirname']) delete globalThis[name];

  // What a handler prints comes before its answer, in order, and none of it waits in memory.
  for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);

  const [file, exportName, toRead, toWrite] = process.argv.slice(2);
  process.argv.splice(1, Infinity, file);
  process.env.AWS_EXECUTION_ENV ??= `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`;
  const address = process.env.AWS_LAMBDA_RUNTIME_API;
  const base = '/2018-06-01/runtime/';
  const next = `GET ${base}invocation/next HTTP/1.1\r\nhost: ${address}\r\n\r\n`;

  let handler;          // the user's function, once loaded
  let current = null;   // the invocation in flight
  let warned = false;
  let lastTrace;
  let onReceipt = () => {};

  // ── the connection ────────────────────────────────────────────────────────────────────────────────────────────────────

  const onread = {
    buffer: Buffer.allocUnsafe(65536),
    callback: (size, buffer) => {
      receive(buffer.subarray(0, size));
      return true;
    },
  };
  const connect = () => {
    const [host, port] = address.split(':');
    const socket = net.connect({ host, port: Number(port), noDelay: true, onread });
    return [socket, socket];
  };
  const open = () => [
    new net.Socket({ fd: Number(toRead), readable: true, writable: false, onread }).resume(),
    new net.Socket({ fd: Number(toWrite), readable: false, writable: true }),
  ];
  const [input, output] = toRead === undefined ? connect() : open();
  // Whoever started this process is gone, or done with it.
  for (const name of ['error', 'end', 'close']) input.on(name, () => process.exit(0));
  output.on('error', () => process.exit(0));
  // Only the user's code keeps the event loop alive while it loads and while an event is handled, so that `beforeExit`
  // tells when nothing more can come.
  input.unref();
  output.unref();

  let held = [];        // parts of an unfinished message
  let heldBytes = 0;
  let wantedBytes = 0;  // how long that message is, once its head is read

  function receive(chunk) {
    if (heldBytes > 0) {
      held.push(Buffer.from(chunk));
      heldBytes += chunk.length;
      if (heldBytes < wantedBytes) return;
      chunk = Buffer.concat(held, heldBytes);
      held = [];
      heldBytes = wantedBytes = 0;
    }
    while (chunk.length > 0) {
      const end = chunk.indexOf('\r\n\r\n');
      const head = end < 0 ? '' : chunk.latin1Slice(0, end);
      const total = end < 0 ? 0 : end + 4 + Number(header(head, 'content-length') ?? 0);
      if (end < 0 || chunk.length < total) {
        held.push(Buffer.from(chunk));
        heldBytes = chunk.length;
        wantedBytes = total;
        return;
      }
      const id = header(head, 'lambda-runtime-aws-request-id');
      const body = id === undefined ? '' : chunk.utf8Slice(end + 4, total);
      chunk = chunk.subarray(total);
      // Without an id it is the receipt for an answer.
      if (id === undefined) onReceipt();
      else begin(id, head, body);
    }
  }

  const patterns = new Map();
  function header(head, name) {
    let pattern = patterns.get(name);
    if (pattern === undefined) patterns.set(name, (pattern = new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i')));
    return pattern.exec(head)?.[1];
  }

  function post(route, body, more) {
    return `POST ${base}${route} HTTP/1.1\r\nhost: ${address}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
  }

  function typeHeader(error) {
    return `lambda-runtime-function-error-type: ${String(error.errorType).replace(/[^\x20-\x7e]/g, '?')}\r\n`;
  }

  // ── one invocation ────────────────────────────────────────────────────────────────────────────────────────────────

  // Read once: each look into `process.env` goes through the C library.
  const given = { ...process.env };

  class Context {
    constructor(id, deadline, arn) {
      this.callbackWaitsForEmptyEventLoop = true;
      this.functionName = given.AWS_LAMBDA_FUNCTION_NAME;
      this.functionVersion = given.AWS_LAMBDA_FUNCTION_VERSION;
      this.memoryLimitInMB = given.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
      this.logGroupName = given.AWS_LAMBDA_LOG_GROUP_NAME;
      this.logStreamName = given.AWS_LAMBDA_LOG_STREAM_NAME;
      this.invokedFunctionArn = arn;
      this.awsRequestId = id;
      this.getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    }
  }

  function begin(id, head, body) {
    const invocation = { id, called: false, whenIdle: () => succeed(invocation, null) };
    current = invocation;
    input.unref();
    const trace = header(head, 'lambda-runtime-trace-id');
    // The environment never frees an old value.
    if (trace !== lastTrace) process.env._X_AMZN_TRACE_ID = lastTrace = trace;
    const context = new Context(
      id, Number(header(head, 'lambda-runtime-deadline-ms')), header(head, 'lambda-runtime-invoked-function-arn'));
    const isFailure = (error) => error !== undefined && error !== null;
    const callback = (error, result) => {
      if (invocation.called) return;
      invocation.called = true;
      if (isFailure(error)) fail(invocation, error);
      else if (!context.callbackWaitsForEmptyEventLoop) succeed(invocation, result);
      else invocation.whenIdle = () => succeed(invocation, result);
    };
    context.done = (error, result) => {
      if (invocation.called) return;
      invocation.called = true;
      if (isFailure(error)) fail(invocation, error);
      else succeed(invocation, result);
    };
    context.succeed = (result) => context.done(null, result);
    context.fail = (error) => context.done(isFailure(error) ? error : 'handled');
    try {
      const result = handler(JSON.parse(body), context, callback);
      if (typeof result?.then === 'function') {
        result.then(context.succeed, context.fail);
      } else if (result !== undefined && handler.length < 3 && !invocation.called) {
        warnOfPlainReturn();
        context.succeed(result);
      }
    } catch (error) {
      context.fail(error);
    }
  }

  function warnOfPlainReturn() {
    if (warned) return;
    warned = true;
    process.stderr.write('appsync-auth: the handler returned a value without a promise; ' +
      'on Lambda, Node.js 22 and older ignore it and answer null: make the handler async\n');
  }

  function succeed(invocation, result) {
    let body;
    try {
      // A function or a symbol has no JSON either: Lambda sends the text that it gets, none.
      body = JSON.stringify(result === undefined ? null : result) ?? '';
    } catch {
      const error = new Error('Unable to stringify response body');
      error.name = 'Runtime.MarshalError';
      return fail(invocation, error);
    }
    finish(invocation, 'response', body, '');
  }

  function fail(invocation, reason) {
    const error = errorObject(reason);
    finish(invocation, 'error', JSON.stringify(error), typeHeader(error));
  }

  function finish(invocation, route, body, more) {
    if (current !== invocation) return;
    current = null;
    input.ref();
    // The header says that the request for the next event is in the same write, so that the receipt may wait for it.
    output.write(post(`invocation/${invocation.id}/${route}`, body, `${more}x-appsync-auth-pipelined: 1\r\n`) + next);
  }

  // ── errors ────────────────────────────────────────────────────────────────────────────────────────────────────────

  function errorObject(error) {
    try {
      if (error instanceof Error || typeof error?.stack === 'string') {
        return { errorType: error.name, errorMessage: error.message, trace: stackLines(error) };
      }
      return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
    } catch {
      return {
        errorType: 'handled',
        errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      };
    }
  }

  // Up to our own frames, which have no file.
  function stackLines(error) {
    const lines = error.stack.split('\n');
    const own = lines.findIndex((line) => line.includes('[stdin]:'));
    return own < 0 ? lines : lines.slice(0, own);
  }

  // What nobody caught ends the process, as on Lambda: first it is told, to whomever it concerns.
  // Only Node.js itself knows the place of a syntax error, and it prints it when nobody catches it: `uncaught`.
  function die(error, code, uncaught) {
    const body = JSON.stringify(error);
    const exit = () => {
      if (uncaught === undefined) process.exit(code);
      process.removeAllListeners('uncaughtException');
      throw uncaught;
    };
    if (current !== null || handler === undefined) {
      const route = current === null ? 'init/error' : `invocation/${current.id}/error`;
      // A connection that closes before the receipt may take the message with it.
      onReceipt = exit;
      setTimeout(exit, 2000);
      input.ref();
      output.write(post(route, body, typeHeader(error)));
    } else {
      process.stderr.write(`${(error.trace?.length ? error.trace : [error.errorMessage]).join('\n')}\n`);
      exit();
    }
    current = null;
  }

  process.on('uncaughtException', (error) => die(errorObject(error), 129));
  process.on('unhandledRejection', (reason) => {
    let message;
    try {
      message = String(reason);
    } catch {
      message = 'a reason without a text';
    }
    const trace = typeof reason?.stack === 'string' ? stackLines(reason) : [];
    die({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: message, trace }, 128);
  });
  process.on('beforeExit', () => {
    if (current !== null) {
      current.whenIdle();
    } else if (handler === undefined) {
      die(fault('Runtime.ImportModuleError', 'the module waits for something that never comes (a top-level await)'), 13);
    }
  });

  // ── loading ───────────────────────────────────────────────────────────────────────────────────────────────────────

  function fault(errorType, errorMessage, more) {
    return { errorType, errorMessage, trace: [], ...more };
  }

  // A module of the user's project, seen from the handler file.
  const fromHandler = Module.createRequire(file);
  function find(name) {
    try {
      return fromHandler.resolve(name);
    } catch {
      return undefined;
    }
  }

  async function load() {
    if (!/\.[mc]?ts$/i.test(file)) return import(pathToFileURL(file));
    process.setSourceMapsEnabled(true);
    const tsx = find('tsx');
    if (find('esbuild') !== undefined) {
      try {
        return bundle(fromHandler('esbuild'));
      } catch (error) {
        // CommonJS, the only form that can be run without a file, has no top-level `await`.
        const another = tsx !== undefined || process.features.typescript;
        if (!another || !/top-level await/i.test(error?.message)) throw error;
      }
    }
    // What `node --import tsx` does.
    if (tsx !== undefined) await import(pathToFileURL(tsx));
    else if (!process.features.typescript) throw fault('AppsyncAuth.NoTypeScript', process.version);
    return import(pathToFileURL(file));
  }

  // The handler as one CommonJS module in memory. It has the handler's own file name, so that what it requires is found
  // from there.
  function bundle(esbuild) {
    const url = '__appsyncAuthImportMetaUrl';
    const build = (packages) => esbuild.buildSync({
      absWorkingDir: path.dirname(file),
      entryPoints: [file],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      target: `node${process.versions.node}`,
      packages,
      sourcemap: 'inline',
      logLevel: 'silent',
      define: { 'import.meta.url': url },
      banner: { js: `const ${url} = require('url').pathToFileURL(__filename).href;` },
    }).outputFiles[0].text;
    const run = (code) => {
      const module = new Module(file);
      module.filename = file;
      module.paths = Module._nodeModulePaths(path.dirname(file));
      module._compile(code, file);
      return module.exports;
    };
    try {
      return run(build('external'));
    } catch (error) {
      // A package of ES modules only, required by an older Node.js.
      if (error?.code !== 'ERR_REQUIRE_ESM') throw error;
      return run(build(undefined));
    }
  }

  function loadFault(error) {
    if (error?.errorType !== undefined) return error;
    const told = errorObject(error);
    if (Array.isArray(error?.errors) && typeof error.errors[0]?.text === 'string') {
      const missing = error.errors.every(({ text }) => text.startsWith('Could not resolve'));
      const place = (at) => (at ? `${at.file}:${at.line}:${at.column + 1}: ` : '');
      return fault(missing ? 'Runtime.ImportModuleError' : 'Runtime.UserCodeSyntaxError',
        error.errors.map(({ text, location }) => `${place(location)}${text}`).join('\n'));
    }
    if (error instanceof SyntaxError) {
      return fault('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    }
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error?.code)) {
      return { ...told, errorType: 'Runtime.ImportModuleError', errorMessage: `Error: ${error.message}` };
    }
    return told;
  }

  const member = (object, name) => name.split('.').reduce((nested, key) => nested?.[key], object);

  load().then((module) => {
    const found = member(module, exportName) ?? member(module.default, exportName);
    if (typeof found !== 'function') {
      const names = new Set([...Object.keys(module), ...Object.keys(Object(module.default))]);
      const exports = [...names].filter((name) => typeof (module[name] ?? module.default?.[name]) === 'function');
      const problem = found === undefined ? 'is undefined or not exported' : 'is not a function';
      die(fault('Runtime.HandlerNotFound', `${exportName} ${problem}`, { exports }), 1);
      return;
    }
    handler = found;
    input.ref();
    output.write(next);
  }).catch((error) => die(loadFault(error), 1, error instanceof SyntaxError ? error : undefined));
})();
