import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';
import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import type { Compilation, DynamicScope } from './compilation.ts';
import { resolved } from './types-of.ts';

/**
 * The member whose constant tells the branches apart: every branch takes objects only, requires the
 * member and fixes it to a string of its own.
 */
export function discriminatorOf(
  compilation: Compilation,
  scope: DynamicScope,
  branches: readonly SchemaSite[],
): { readonly name: string; readonly values: readonly string[] } | undefined {
  if (branches.length < 2) return undefined;
  const objects: JsonObject[] = [];
  for (const branch of branches) {
    const keywords = compilation.keywords(resolved(compilation, branch, scope));
    if (keywords === undefined || member(keywords, 'type') !== 'object') return undefined;
    objects.push(keywords);
  }
  const first = objects[0];
  const candidates = first === undefined ? undefined : member(first, 'properties');
  if (!isJsonObject(candidates)) return undefined;
  for (const name of Object.keys(candidates)) {
    const values = objects.map((object) => constantOf(object, name));
    const strings = values.filter((value) => typeof value === 'string');
    if (strings.length === objects.length && new Set(strings).size === strings.length) {
      return { name, values: strings };
    }
  }
  return undefined;
}

function constantOf(object: JsonObject, name: string): string | undefined {
  const required = member(object, 'required') ?? null;
  if (!isJsonArray(required) || !required.includes(name)) return undefined;
  const properties = member(object, 'properties');
  const schema = isJsonObject(properties) ? member(properties, name) : undefined;
  if (!isJsonObject(schema)) return undefined;
  const constant = member(schema, 'const');
  if (typeof constant === 'string') return constant;
  const values = member(schema, 'enum') ?? null;
  const only = isJsonArray(values) && values.length === 1 ? values[0] : undefined;
  return typeof only === 'string' ? only : undefined;
}
