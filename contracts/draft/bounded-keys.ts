import type { Json } from '../source/json.ts';

type Schema = { readonly [name: string]: Json };

/** Far beyond any number or name that a plant gives, and short enough for an index. */
const longestKey = 200;

/**
 * The schema with a limit on each text of the paths that has none: they become keys, and an index
 * holds no text of any length.
 */
export function boundedKeys(schema: Schema, paths: readonly string[]): Schema {
  return paths.reduce((bounded, path) => boundedAt(bounded, path.split('.')), schema);
}

function boundedAt(schema: Schema, path: readonly string[]): Schema {
  const [name, ...rest] = path;
  if (name === undefined) return isOpenText(schema) ? { ...schema, maxLength: longestKey } : schema;
  const { properties } = schema;
  if (!isObject(properties) || !Object.hasOwn(properties, name)) return schema;
  const member = properties[name];
  if (!isObject(member)) return schema;
  return { ...schema, properties: { ...properties, [name]: boundedAt(member, rest) } };
}

function isOpenText({ type, format, enum: values, maxLength }: Schema): boolean {
  return type === 'string' && [format, values, maxLength].every((each) => each === undefined);
}

function isObject(value: Json | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
