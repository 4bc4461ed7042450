import type { PayloadSchema } from '../model/payload-schema.ts';
import type { Json } from '../source/json.ts';
import { pointerTokens } from '../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../source/json-schema/json-object.ts';
import { EVERY_ELEMENT } from './personal-fields.ts';
import type { PersonalMember } from './plan.ts';

/**
 * The schema of messages after treatment, which is what validators see: a dropped member need not be
 * there, a pseudonymised or encrypted one is any text (or null where null was allowed). What the
 * contract says of the original value is not checked any more: nobody has it.
 */
export function treatedSchema(
  { document, records }: PayloadSchema,
  personal: readonly PersonalMember[],
): Json {
  if (personal.length === 0) return document;
  const paths = personal.map(({ path, treatment }) => ({
    path: records === 'array' ? [EVERY_ELEMENT, ...path] : path,
    treatment,
  }));
  return new Relaxing(document).relax(document, paths, 0);
}

/** References to references; a message's own nesting is bounded by its paths. */
const MOST_REFERENCES = 50;

/** Schemas that speak of the same value as the one that holds them. */
const IN_PLACE_LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const IN_PLACE = ['if', 'then', 'else'] as const;
const ELEMENTS = ['items', 'contains', 'unevaluatedItems'] as const;

class Relaxing {
  readonly #document: Json;

  constructor(document: Json) {
    this.#document = document;
  }

  /** A copy of what the paths touch; a definition that others use as well stays as it is. */
  relax(schema: Json, paths: readonly PersonalMember[], references: number): Json {
    if (!isJsonObject(schema) || paths.length === 0) return schema;
    const relaxed = new Map(Object.entries(schema));
    const within = (child: Json): Json => this.relax(child, paths, references);
    for (const keyword of IN_PLACE_LISTS) {
      const list = member(schema, keyword);
      if (isJsonArray(list)) relaxed.set(keyword, list.map(within));
    }
    for (const keyword of IN_PLACE) {
      const child = member(schema, keyword);
      if (child !== undefined) relaxed.set(keyword, within(child));
    }
    const dependent = member(schema, 'dependentSchemas');
    if (isJsonObject(dependent)) {
      relaxed.set(
        'dependentSchemas',
        objectOf(Object.entries(dependent).map(([name, child]) => [name, within(child)])),
      );
    }
    this.#relaxElements(schema, relaxed, paths, references);
    this.#relaxMembers(schema, relaxed, paths, references);
    // A list of whole values cannot hold the treated one.
    for (const keyword of ['const', 'enum'] as const) relaxed.delete(keyword);
    const reference = member(schema, '$ref');
    const target = typeof reference === 'string' ? this.#target(reference) : undefined;
    if (target !== undefined && references < MOST_REFERENCES) {
      const others = relaxed.get('allOf');
      relaxed.delete('$ref');
      relaxed.set('allOf', [
        ...(isJsonArray(others) ? others : []),
        this.relax(target, paths, references + 1),
      ]);
    }
    return objectOf(relaxed);
  }

  #relaxElements(
    schema: JsonObject,
    relaxed: Map<string, Json>,
    paths: readonly PersonalMember[],
    references: number,
  ): void {
    const inside = below(paths, EVERY_ELEMENT);
    if (inside.length === 0) return;
    const within = (child: Json): Json => this.relax(child, inside, references);
    for (const keyword of ELEMENTS) {
      const child = member(schema, keyword);
      if (child !== undefined) relaxed.set(keyword, within(child));
    }
    const prefix = member(schema, 'prefixItems');
    if (isJsonArray(prefix)) relaxed.set('prefixItems', prefix.map(within));
  }

  #relaxMembers(
    schema: JsonObject,
    relaxed: Map<string, Json>,
    paths: readonly PersonalMember[],
    references: number,
  ): void {
    const properties = member(schema, 'properties');
    if (isJsonObject(properties)) {
      relaxed.set(
        'properties',
        objectOf(
          Object.entries(properties).map(([name, child]) => {
            const own = paths.find(({ path }) => path.length === 1 && path[0] === name);
            if (own === undefined) return [name, this.relax(child, below(paths, name), references)];
            return [name, own.treatment === 'drop' ? true : this.#text(child)];
          }),
        ),
      );
    }
    const dropped = new Set(
      paths.flatMap(({ path: [name, ...more], treatment }) =>
        treatment === 'drop' && name !== undefined && more.length === 0 ? [name] : [],
      ),
    );
    if (dropped.size > 0) allowAbsence(schema, relaxed, dropped);
  }

  #text(original: Json): Json {
    return { type: this.#takesNull(original, 0) ? ['string', 'null'] : 'string' };
  }

  #takesNull(schema: Json, references: number): boolean {
    if (!isJsonObject(schema)) return schema === true;
    if (references > MOST_REFERENCES) return false;
    const takes = (child: Json): boolean => this.#takesNull(child, references + 1);
    const type = member(schema, 'type');
    if (type !== undefined && type !== 'null' && !(isJsonArray(type) && type.includes('null'))) {
      return false;
    }
    const values = member(schema, 'enum');
    if (isJsonArray(values) && !values.includes(null)) return false;
    const only = member(schema, 'const');
    if (only !== undefined && only !== null) return false;
    const all = member(schema, 'allOf');
    if (isJsonArray(all) && !all.every(takes)) return false;
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const some = member(schema, keyword);
      if (isJsonArray(some) && !some.some(takes)) return false;
    }
    const reference = member(schema, '$ref');
    const target = typeof reference === 'string' ? this.#target(reference) : undefined;
    return target === undefined || takes(target);
  }

  /** Every reference of a bundled document is a pointer into it. */
  #target(reference: string): Json | undefined {
    const tokens = reference.startsWith('#')
      ? pointerTokens(decodeURIComponent(reference.slice(1)))
      : undefined;
    let found: Json | undefined = tokens === undefined ? undefined : this.#document;
    for (const token of tokens ?? []) {
      if (isJsonArray(found)) found = found[Number(token)];
      else found = isJsonObject(found) ? member(found, token) : undefined;
    }
    return found;
  }
}

function below(paths: readonly PersonalMember[], name: string): readonly PersonalMember[] {
  return paths.flatMap(({ path: [first, ...more], treatment }) =>
    first === name && more.length > 0 ? [{ path: more, treatment }] : [],
  );
}

/** No count or dependency may ask for a member that is dropped. */
function allowAbsence(
  schema: JsonObject,
  relaxed: Map<string, Json>,
  dropped: ReadonlySet<string>,
): void {
  const without = (names: Json): Json =>
    isJsonArray(names)
      ? names.filter((name) => typeof name !== 'string' || !dropped.has(name))
      : names;
  const required = member(schema, 'required');
  if (required !== undefined) relaxed.set('required', without(required));
  const dependent = member(schema, 'dependentRequired');
  if (isJsonObject(dependent)) {
    relaxed.set(
      'dependentRequired',
      objectOf(Object.entries(dependent).map(([name, names]) => [name, without(names)])),
    );
  }
  const least = member(schema, 'minProperties');
  if (typeof least === 'number') {
    relaxed.set('minProperties', Math.max(0, least - dropped.size));
  }
}
