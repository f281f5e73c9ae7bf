// A relay before a server, whose connections can be cut.
import { connect, createServer } from 'node:net';

/** Listens for what is meant for a URL, and says where instead. */
export const relay = async url => {
	const target = new URL(url);
	const open = new Set();
	const server = createServer(near => {
		const far = connect(target.port, target.hostname);
		for (const [one, other] of [[near, far], [far, near]]) {
			open.add(one);
			one.pipe(other);
			one.on('error', () => {});
			one.on('close', () => {
				open.delete(one);
				other.destroy();
			});
		}
	});
	await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
	const cut = () => open.forEach(one => one.destroy());
	const close = () => {
		cut();
		return new Promise(resolve => server.close(resolve));
	};
	return { url: `http://127.0.0.1:${server.address().port}${target.pathname}`, cut, close };
};
