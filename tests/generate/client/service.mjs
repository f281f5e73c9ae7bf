// A real-time service that does what each step wants, and clients of it.
import { api, assert, HOUR, ws } from './steps.mjs';

const { apiKey, createClient } = api;
export const QUERY = 'subscription Created { onCreate { id } }';
// As Node.js 20 has none, the one of `ws` is injected; on a newer one the global one is used.
const injected = globalThis.WebSocket ? {} : { WebSocket: ws.WebSocket };

/** A service. `behaviour` has what is done with each message; by default all is well. */
export const serve = async (behaviour = {}) => {
	const server = new ws.WebSocketServer({ port: 0, handleProtocols: () => 'graphql-ws' });
	await new Promise(resolve => server.once('listening', resolve));
	const { port } = server.address();
	const service = { connects: [], frames: [], sockets: [], closed: [] };
	server.on('connection', (socket, request) => {
		const [protocol, header] = request.headers['sec-websocket-protocol'].split(/, */);
		assert.equal(protocol, 'graphql-ws');
		assert.match(header, /^header-[\w-]+$/);
		const object = JSON.parse(Buffer.from(header.slice('header-'.length), 'base64url').toString());
		const number = service.connects.push({ path: request.url, object });
		service.sockets.push(socket);
		const send = message => socket.send(JSON.stringify(message));
		socket.on('close', code => service.closed.push(code));
		socket.on('message', text => {
			const message = JSON.parse(text);
			service.frames.push(message);
			const answer = behaviour[message.type];
			if (answer) return answer({ send, socket, number, message });
			if (message.type === 'connection_init') {
				send({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
			} else if (message.type === 'start') {
				send({ type: 'start_ack', id: message.id });
			} else {
				send({ type: 'complete', id: message.id });
			}
		});
	});
	service.host = `127.0.0.1:${port}`;
	service.endpoint = `http://${service.host}/graphql`;
	service.send = message => service.sockets.at(-1).send(JSON.stringify(message));
	service.event = (id, data) => service.send({ id, type: 'data', payload: { data } });
	/** Waits until the client has taken all that was sent: it answers a ping in its turn. */
	service.taken = () => new Promise(resolve => {
		const socket = service.sockets.at(-1);
		socket.once('pong', resolve);
		socket.ping();
	});
	service.count = type => service.frames.filter(frame => frame.type === type).length;
	service.stop = () => new Promise(resolve => {
		for (const socket of server.clients) socket.terminate();
		server.close(resolve);
	});
	return service;
};
export const clientOf = (service, auth = apiKey('da2-key'), more = {}) =>
	createClient({ endpoint: service.endpoint, auth, retry: { delayMs: 4 }, timeoutMs: HOUR, ...injected, ...more });
/** The states of a subscription, as words. */
export const watched = () => {
	const states = [];
	return { states, onState: ({ state, error }) => states.push(error ? `${state}: ${error.message}` : state) };
};
