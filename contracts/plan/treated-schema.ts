import type { PayloadSchema } from '../model/payload-schema.ts';
import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../source/json-schema/json-object.ts';
import { dependsOnTreatment } from './depends-on-treatment.ts';
import { EVERY_ELEMENT } from './personal-fields.ts';
import type { PersonalMember } from './plan.ts';
import {
  below,
  type Container,
  containersOf,
  droppedNames,
  isOfKind,
  MOST_REFERENCES,
  memberNames,
  type Place,
  referenceTarget,
  TEXT_KEYWORDS,
  typesOf,
} from './treated-paths.ts';

/**
 * The schema of messages after treatment, which is what validators see: a dropped member need not be
 * there, a pseudonymised or encrypted one is any text (or null where null was allowed). What the
 * contract says of the original value is not checked any more: nobody has it. Every message that keeps
 * the contract keeps this schema once it is treated; where a keyword counts or refuses what depends on
 * a treated value (`oneOf`, `not`, `if`, `uniqueItems`, `maxContains`), it takes more.
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
  return new Relaxing(document).relax(document, paths, 0, 'message');
}

class Relaxing {
  readonly #document: Json;

  constructor(document: Json) {
    this.#document = document;
  }

  /** A copy of what the paths touch; a definition that others use as well stays as it is. */
  relax(schema: Json, paths: readonly PersonalMember[], references: number, place: Place): Json {
    if (!isJsonObject(schema) || paths.length === 0) return schema;
    const relaxed = new Map(Object.entries(schema));
    const also: Json[] = [];
    this.#relaxInPlace(schema, relaxed, also, paths, references, place);
    this.#relaxElements(schema, relaxed, paths, references);
    this.#relaxMembers(schema, relaxed, paths, references);
    // A list of whole values cannot hold the treated one.
    for (const keyword of ['const', 'enum'] as const) relaxed.delete(keyword);
    if (place === 'within') allowText(schema, relaxed, containersOf(paths));
    const reference = member(schema, '$ref');
    const target =
      typeof reference === 'string' ? referenceTarget(this.#document, reference) : undefined;
    if (target !== undefined && references < MOST_REFERENCES) {
      relaxed.delete('$ref');
      also.push(this.relax(target, paths, references + 1, place));
    }
    if (also.length > 0) {
      const others = relaxed.get('allOf');
      relaxed.set('allOf', [...(isJsonArray(others) ? others : []), ...also]);
    }
    return objectOf(relaxed);
  }

  /** Schemas that speak of the same value as the one that holds them. */
  #relaxInPlace(
    schema: JsonObject,
    relaxed: Map<string, Json>,
    also: Json[],
    paths: readonly PersonalMember[],
    references: number,
    place: Place,
  ): void {
    const within = (child: Json): Json => this.relax(child, paths, references, place);
    const depends = (child: Json): boolean =>
      dependsOnTreatment(this.#document, child, paths, place, references);
    for (const keyword of ['allOf', 'anyOf'] as const) {
      const list = member(schema, keyword);
      if (isJsonArray(list)) relaxed.set(keyword, list.map(within));
    }
    // Two branches may look alike once what told them apart is treated.
    const one = member(schema, 'oneOf');
    if (isJsonArray(one) && one.some(depends)) {
      relaxed.delete('oneOf');
      also.push({ anyOf: one.map(within) });
    }
    const not = member(schema, 'not');
    if (not !== undefined && depends(not)) relaxed.delete('not');
    const condition = member(schema, 'if');
    const [yes = true, no = true] = (['then', 'else'] as const).map((keyword) => {
      const child = member(schema, keyword);
      return child === undefined ? undefined : within(child);
    });
    if (condition !== undefined && depends(condition)) {
      for (const keyword of ['if', 'then', 'else']) relaxed.delete(keyword);
      also.push({ anyOf: [{ allOf: [within(condition), yes] }, no] });
    } else {
      if (relaxed.has('then')) relaxed.set('then', yes);
      if (relaxed.has('else')) relaxed.set('else', no);
    }
    const dependent = member(schema, 'dependentSchemas');
    if (isJsonObject(dependent)) {
      const dropped = droppedNames(paths);
      const entries = Object.entries(dependent).map(
        ([name, child]) => [name, within(child)] as const,
      );
      relaxed.set('dependentSchemas', objectOf(entries.filter(([name]) => !dropped.has(name))));
      // What they let pass elsewhere (unevaluatedProperties) they still do.
      for (const [name, child] of entries) {
        if (dropped.has(name)) also.push({ anyOf: [child, true] });
      }
    }
  }

  #relaxElements(
    schema: JsonObject,
    relaxed: Map<string, Json>,
    paths: readonly PersonalMember[],
    references: number,
  ): void {
    const inside = below(paths, EVERY_ELEMENT);
    if (inside.length === 0) return;
    const within = (child: Json): Json => this.relax(child, inside, references, 'within');
    const contained = member(schema, 'contains');
    if (
      contained !== undefined &&
      dependsOnTreatment(this.#document, contained, inside, 'within')
    ) {
      relaxed.delete('maxContains');
    }
    for (const keyword of ['items', 'contains', 'unevaluatedItems'] as const) {
      const child = member(schema, keyword);
      if (child !== undefined) relaxed.set(keyword, within(child));
    }
    const prefix = member(schema, 'prefixItems');
    if (isJsonArray(prefix)) relaxed.set('prefixItems', prefix.map(within));
    // A dropped member may have been the only difference; replaced values differ as the originals did.
    if (inside.some(({ treatment }) => treatment === 'drop')) relaxed.delete('uniqueItems');
  }

  #relaxMembers(
    schema: JsonObject,
    relaxed: Map<string, Json>,
    paths: readonly PersonalMember[],
    references: number,
  ): void {
    const names = memberNames(paths);
    if (names.size === 0) return;
    const treated = (name: string, child: Json): Json => {
      const own = paths.find(({ path }) => path.length === 1 && path[0] === name);
      if (own === undefined) return this.relax(child, below(paths, name), references, 'within');
      return own.treatment === 'drop' ? true : this.#text(child);
    };
    const properties = member(schema, 'properties');
    const declared = isJsonObject(properties) ? properties : {};
    const members = Object.entries(declared).map(
      ([name, child]) => [name, treated(name, child)] as const,
    );
    const patterns = member(schema, 'patternProperties');
    const others = member(schema, 'additionalProperties');
    if (isJsonObject(others)) {
      for (const name of names) {
        if (!Object.hasOwn(declared, name)) {
          members.push([name, patterns === undefined ? treated(name, others) : true]);
        }
      }
    }
    if (members.length > 0) relaxed.set('properties', objectOf(members));
    if (isJsonObject(patterns)) {
      relaxed.set(
        'patternProperties',
        objectOf(Object.keys(patterns).map((pattern) => [pattern, true])),
      );
    }
    if (isJsonObject(member(schema, 'unevaluatedProperties'))) {
      relaxed.set('unevaluatedProperties', true);
    }
    const dropped = droppedNames(paths);
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
    const target =
      typeof reference === 'string' ? referenceTarget(this.#document, reference) : undefined;
    return target === undefined || takes(target);
  }
}

/** A value of a kind that holds no treated one, where the contract takes it, is a text now. */
function allowText(
  schema: JsonObject,
  relaxed: Map<string, Json>,
  containers: ReadonlySet<Container>,
): void {
  for (const keyword of TEXT_KEYWORDS) relaxed.delete(keyword);
  const types = typesOf(schema);
  if (types === undefined || types.includes('string') || isOfKind(schema, containers)) return;
  relaxed.set('type', [...types, 'string']);
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
