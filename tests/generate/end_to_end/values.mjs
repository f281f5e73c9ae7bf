// Variables for operations, and what their results must look like, by the types of a schema.
import assert from 'node:assert/strict';

const WORDS = {
	ID: name => `the-${name}`,
	String: name => `${name} "é" \u2028 \\ 😀`,
	// One item a page, so that there are more.
	Int: name => (name === 'limit' ? 1 : 7),
	// A number without a fraction is a Float, too.
	Float: name => (name.length % 2 ? 3 : 0.25),
	Boolean: name => name.length % 2 === 0,
	AWSDate: () => '2030-01-31',
	AWSTime: () => '12:30:24.500Z',
	AWSDateTime: () => '2030-01-31T12:30:24.500Z',
	AWSTimestamp: () => 1_900_000_000,
	AWSEmail: () => 'ada@example.com',
	AWSJSON: name => JSON.stringify({ [name]: [1, null, 'a"b'] }),
	AWSPhone: () => '+12065550123',
	AWSURL: () => 'https://example.com/a?b=c',
	AWSIPAddress: () => '192.0.2.7',
};

/** `[[Int!]!]!` without its outermost sign, and whether it had one. */
const strip = type => (type.endsWith('!') ? [type.slice(0, -1), true] : [type, false]);
const printed = ({ kind, name, ofType }) =>
	kind === 'NON_NULL' ? `${printed(ofType)}!` : kind === 'LIST' ? `[${printed(ofType)}]` : name;

export class Types {
	constructor({ __schema }) {
		this.all = new Map(__schema.types.map(type => [type.name, type]));
	}

	/** A value of an input type; `full` with all that may be left out, as far as an input object does not contain itself. */
	value(type, name, full, above = []) {
		const [bare] = strip(type);
		if (bare.startsWith('[')) {
			const item = () => this.value(bare.slice(1, -1), name, full, above);
			return full ? [item(), item()] : [];
		}
		const { kind, enumValues, inputFields } = this.all.get(bare);
		if (kind === 'ENUM') return enumValues[name.length % enumValues.length].name;
		if (kind === 'SCALAR') return (WORDS[bare] ?? WORDS.String)(name);
		const wanted = inputFields.filter(field => {
			const of = printed(field.type);
			const isRequired = of.endsWith('!') && field.defaultValue === null;
			return isRequired || (full && !above.concat(bare).includes(of.replace(/[[\]!]/g, '')));
		});
		return Object.fromEntries(
			wanted.map(field => [field.name, this.value(printed(field.type), field.name, full, [...above, bare])]),
		);
	}

	/** Variables for an operation of a manifest. A token for the next page comes from a page only. */
	variables({ variables }, full) {
		const wanted = variables.filter(({ name, optional }) => name !== 'nextToken' && (full || !optional));
		return Object.fromEntries(wanted.map(({ name, type }) => [name, this.value(type, name, full)]));
	}

	/** Asserts that data is as a manifest says, and gives the leaves that it has. */
	check(data, result, fragments) {
		const leaves = new Set();
		const object = (value, shape, path) => {
			assert.equal(typeof value, 'object', path);
			if (shape.fragment) return object(value, fragments.get(shape.fragment), path);
			if (!shape.members) return members(value, shape.fields, shape.type, path);
			const possible = this.all.get(shape.type).possibleTypes.map(({ name }) => name);
			assert.ok(possible.includes(value.__typename), `${path}: ${value.__typename}`);
			const of = shape.members.find(({ types }) => types.includes(value.__typename)) ?? shape.other;
			return members(value, of.fields, value.__typename, path);
		};
		const members = (value, fields, type, path) => {
			const absent = fields.filter(({ key, optional }) => optional && !(key in value)).map(({ key }) => key);
			const keys = fields.map(({ key }) => key).filter(key => !absent.includes(key));
			assert.deepEqual(Object.keys(value).sort(), keys.sort(), path);
			for (const field of fields.filter(({ key }) => !absent.includes(key))) {
				any(value[field.key], field.type, field, `${path}/${type}.${field.field}`);
			}
		};
		const any = (value, type, field, path) => {
			const [bare, isRequired] = strip(type);
			if (value === null) return assert.ok(!isRequired, `${path} is null`);
			if (bare.startsWith('[')) {
				assert.ok(Array.isArray(value), path);
				return value.forEach(item => any(item, bare.slice(1, -1), field, path));
			}
			if (field.result) return object(value, field.result, path);
			leaves.add(path);
			this.leaf(value, bare, path);
		};
		members(data, result.fields, result.type, '');
		return leaves;
	}

	leaf(value, type, path) {
		const { kind, enumValues } = this.all.get(type);
		const is = {
			Int: Number.isInteger(value),
			AWSTimestamp: Number.isInteger(value),
			Float: Number.isFinite(value),
			Boolean: typeof value === 'boolean',
		}[type];
		const isKnown = kind !== 'ENUM' || enumValues.some(({ name }) => name === value);
		assert.ok(isKnown && (is ?? typeof value === 'string'), `${path}: ${JSON.stringify(value)}`);
		if (type === 'AWSJSON') JSON.parse(value);
	}
}

/** Every leaf that a manifest selects: its path of types and fields, with that of types and keys, which may be aliases. */
export const leavesOf = (result, fragments) => {
	const leaves = new Map();
	const visit = (shape, byField, byKey) => {
		if (shape.fragment) return visit(fragments.get(shape.fragment), byField, byKey);
		const all = shape.members?.flatMap(({ types, fields }) => types.map(type => ({ type, fields }))) ?? [shape];
		for (const { type, fields } of all) {
			for (const { field, key, result: below } of fields) {
				const at = [`${byField}/${type}.${field}`, `${byKey}/${type}.${key}`];
				if (below) visit(below, ...at);
				else leaves.set(...at);
			}
		}
	};
	visit(result, '', '');
	return leaves;
};
