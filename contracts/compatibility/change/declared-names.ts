import type { Json } from '../../source/json.ts';
import { pointerTokens } from '../../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';

/** Thrown where a reference leads out of the document, or to nothing. */
export class UnknownTarget extends Error {}

/** `oneOf` or `anyOf`, and the schema at whose side it stands. */
export interface Group {
  readonly owner: JsonObject;
  readonly keyword: 'oneOf' | 'anyOf';
  readonly branches: readonly Json[];
}

/** What a schema, and all that holds with it about the same value, says of the members of an object. */
export interface Declared {
  /** By name, the schemas of the member: more than one where several places speak of it. */
  readonly names: ReadonlyMap<string, readonly Json[]>;
  readonly patterns: ReadonlyMap<string, readonly Json[]>;
  readonly required: ReadonlySet<string>;
  /** It says itself what becomes of other members: they are forbidden, or described. */
  readonly isSettled: boolean;
  readonly groups: readonly Group[];
  /** What holds under a condition only, beside the groups. */
  readonly conditional: readonly Json[];
  /** How many places describe the elements of an array. */
  readonly elements: number;
  /** JSON types; undefined where none is named. */
  readonly types: ReadonlySet<string> | undefined;
}

/** Reads what schemas of one bundled document of 2020-12 declare. */
export class DeclaredNames {
  readonly #document: Json;

  constructor(document: Json) {
    this.#document = document;
  }

  /** Through `$ref` and `allOf`, which hold whatever the value. */
  always(schema: Json): Declared {
    return this.#collect(schema, false);
  }

  /** Through everything that may hold for the same value. */
  anywhere(schema: Json): Declared {
    return this.#collect(schema, true);
  }

  declaresMembers(schema: Json): boolean {
    const { names, patterns } = this.anywhere(schema);
    return names.size + patterns.size > 0;
  }

  /** The schema that a reference names. */
  target(reference: string): { readonly pointer: string; readonly schema: Json } {
    const pointer = reference.startsWith('#') ? decoded(reference.slice(1)) : undefined;
    const tokens = pointer === undefined ? undefined : pointerTokens(pointer);
    if (pointer === undefined || tokens === undefined) throw new UnknownTarget(reference);
    let schema: Json | undefined = this.#document;
    for (const token of tokens) {
      if (isJsonArray(schema)) schema = schema[Number(token)];
      else schema = isJsonObject(schema) ? member(schema, token) : undefined;
      if (schema === undefined) throw new UnknownTarget(reference);
    }
    return { pointer, schema };
  }

  #collect(schema: Json, isConditionalToo: boolean): Declared {
    const names = new Map<string, Json[]>();
    const patterns = new Map<string, Json[]>();
    const required = new Set<string>();
    const groups: Group[] = [];
    const conditional: Json[] = [];
    let elements = 0;
    let isSettled = false;
    let types: ReadonlySet<string> | undefined;
    const seen = new Set<Json>();
    const waiting: Json[] = [schema];
    // The list grows while it is walked.
    for (const part of waiting) {
      if (!isJsonObject(part) || seen.has(part)) continue;
      seen.add(part);
      gather(names, member(part, 'properties'));
      gather(patterns, member(part, 'patternProperties'));
      const needed = member(part, 'required');
      if (isJsonArray(needed)) for (const name of needed) required.add(String(name));
      if (['items', 'prefixItems'].some((keyword) => member(part, keyword) !== undefined)) {
        elements += 1;
      }
      isSettled ||= ['additionalProperties', 'unevaluatedProperties'].some(
        (keyword) => !isOpen(member(part, keyword)),
      );
      const stated = typesOf(part);
      if (stated !== undefined) types = types === undefined ? stated : intersection(types, stated);
      const reference = member(part, '$ref');
      if (typeof reference === 'string') waiting.push(this.target(reference).schema);
      waiting.push(...listOf(part, 'allOf'));
      for (const keyword of ['oneOf', 'anyOf'] as const) {
        const branches = listOf(part, keyword);
        if (branches.length > 0) groups.push({ owner: part, keyword, branches });
      }
      conditional.push(...conditionalParts(part));
      if (!isConditionalToo) continue;
      waiting.push(...listOf(part, 'oneOf'), ...listOf(part, 'anyOf'), ...conditionalParts(part));
    }
    return { names, patterns, required, isSettled, groups, conditional, elements, types };
  }
}

/** Nothing is said of other members, or that they may be anything. */
export function isOpen(additional: Json | undefined): boolean {
  if (additional === undefined || additional === true) return true;
  return isJsonObject(additional) && Object.keys(additional).length === 0;
}

export function listOf(schema: JsonObject, keyword: string): readonly Json[] {
  const list = member(schema, keyword);
  return isJsonArray(list) ? list : [];
}

function conditionalParts(schema: JsonObject): readonly Json[] {
  const parts = ['if', 'then', 'else'].flatMap((keyword) => member(schema, keyword) ?? []);
  const dependent = member(schema, 'dependentSchemas');
  return isJsonObject(dependent) ? [...parts, ...Object.values(dependent)] : parts;
}

function gather(into: Map<string, Json[]>, map: Json | undefined): void {
  if (!isJsonObject(map)) return;
  for (const [name, schema] of Object.entries(map)) {
    const known = into.get(name);
    if (known === undefined) into.set(name, [schema]);
    else known.push(schema);
  }
}

function typesOf(schema: JsonObject): ReadonlySet<string> | undefined {
  const type = member(schema, 'type');
  if (typeof type === 'string') return new Set([type]);
  if (isJsonArray(type)) return new Set(type.map(String));
  const values = member(schema, 'const') === undefined ? undefined : [member(schema, 'const')];
  const listed =
    values ?? (isJsonArray(member(schema, 'enum')) ? listOf(schema, 'enum') : undefined);
  if (listed === undefined) return undefined;
  return new Set(listed.map((value) => (isJsonObject(value) ? 'object' : 'no object')));
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((type) => b.has(type)));
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
