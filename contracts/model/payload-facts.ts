import type { Json } from '../source/json.ts';
import { pointerTo, pointerTokens } from '../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../source/json-schema/json-object.ts';

/** A schema and the pointer to it in the bundled document. */
export interface Site {
  readonly schema: Json;
  readonly pointer: string;
}

/** A keyword's value and where it stands. */
interface Stated<Value> {
  readonly value: Value;
  readonly pointer: string;
}

/** What a schema and everything that holds with it (`$ref`, `allOf`) say together. */
export interface Facts {
  /** JSON types that are possible; undefined where none is named. */
  readonly types: ReadonlySet<string> | undefined;
  /** Allowed values (`enum`, `const`); undefined where none are named. */
  readonly values: readonly Stated<Json>[] | undefined;
  readonly properties: ReadonlyMap<string, readonly Site[]>;
  readonly required: ReadonlySet<string>;
  readonly items: readonly Site[];
  readonly isTuple: boolean;
  readonly hasOpenNames: 'pattern-properties' | 'additional-properties' | undefined;
  /** One list of branches for each `oneOf` and `anyOf`. */
  readonly alternatives: readonly (readonly Site[])[];
  /** The first value of any other keyword. */
  readonly first: (keyword: string) => Stated<Json> | undefined;
  /** All values of a keyword. */
  readonly all: (keyword: string) => readonly Stated<Json>[];
  /** The schema leads back to one that it stands in. */
  readonly recursive: boolean;
  /** `false` stands somewhere: no value is valid. */
  readonly never: boolean;
}

/** Thrown where a schema refers to so much, so often, that following it would take too long. */
export class TooManyVisits extends Error {}

/** A bundled document, and how many schemas may still be looked at in it. */
export interface VisitedSchema {
  readonly document: Json;
  visits: number;
}

/** Schemas that the binding of one payload may look at, repeats counted. */
export const mostVisits = 30_000;

function visit(schema: VisitedSchema): void {
  schema.visits -= 1;
  if (schema.visits < 0) throw new TooManyVisits();
}

/**
 * Collects the facts of sites that hold together. `open` are the pointers of the schemas around
 * them; a reference to one of those is recursion.
 */
export function factsOf(
  within: VisitedSchema,
  sites: readonly Site[],
  open: ReadonlySet<string>,
): Facts {
  const parts: (Site & { readonly schema: JsonObject })[] = [];
  const seen = new Set<string>();
  let recursive = false;
  let never = false;
  const waiting = [...sites];
  // `$ref` and `allOf` are followed in the order in which they stand, so that the outer text wins.
  // The list grows while it is walked; shifting it would move all that waits, each time.
  for (const site of waiting) {
    visit(within);
    if (site.schema === false) never = true;
    if (!isJsonObject(site.schema) || seen.has(site.pointer)) continue;
    seen.add(site.pointer);
    parts.push({ schema: site.schema, pointer: site.pointer });
    const target = referenceOf(site.schema);
    if (target !== undefined) {
      if (open.has(target)) recursive = true;
      else waiting.push({ schema: valueAt(within.document, target), pointer: target });
    }
    waiting.push(...sitesIn(site, 'allOf'));
  }
  const all = (keyword: string) =>
    parts.flatMap((part) => {
      const value = member(part.schema, keyword);
      return value === undefined ? [] : [{ value, pointer: pointerTo(part.pointer, keyword) }];
    });
  const properties = new Map<string, Site[]>();
  for (const { value, pointer } of all('properties')) {
    if (!isJsonObject(value)) continue;
    for (const [name, schema] of Object.entries(value)) {
      const at = { schema, pointer: pointerTo(pointer, name) };
      properties.set(name, [...(properties.get(name) ?? []), at]);
    }
  }
  return {
    types: typesOf(all('type')),
    values: valuesOf([...all('const').map(asList), ...all('enum')]),
    properties,
    required: new Set(all('required').flatMap(({ value }) => namesIn(value))),
    items: all('items').map(({ value, pointer }) => ({ schema: value, pointer })),
    isTuple: all('prefixItems').length > 0,
    hasOpenNames: openNames(all),
    alternatives: parts.flatMap((part) =>
      ['oneOf', 'anyOf'].map((keyword) => sitesIn(part, keyword)).filter((list) => list.length > 0),
    ),
    first: (keyword) => all(keyword)[0],
    all,
    recursive,
    never,
  };
}

/** The pointers of the sites and of all that they refer to: what recursion would lead back to. */
export function openedBy(
  within: VisitedSchema,
  sites: readonly Site[],
  open: ReadonlySet<string>,
): ReadonlySet<string> {
  const opened = new Set(open);
  const waiting = [...sites];
  for (const site of waiting) {
    visit(within);
    if (opened.has(site.pointer) || !isJsonObject(site.schema)) continue;
    opened.add(site.pointer);
    const target = referenceOf(site.schema);
    if (target !== undefined) {
      waiting.push({ schema: valueAt(within.document, target), pointer: target });
    }
    waiting.push(...sitesIn(site, 'allOf'));
  }
  return opened;
}

function asList(stated: Stated<Json>): Stated<Json> {
  return { value: [stated.value], pointer: stated.pointer };
}

/** The items of an array-valued keyword as sites. */
function sitesIn(site: Site, keyword: string): readonly Site[] {
  const list = isJsonObject(site.schema) ? member(site.schema, keyword) : undefined;
  if (!isJsonArray(list)) return [];
  return list.map((schema, index) => ({
    schema,
    pointer: pointerTo(pointerTo(site.pointer, keyword), index),
  }));
}

/** The pointer that a `$ref` of the bundle names; the bundler leaves only pointers into itself. */
export function referenceOf(schema: JsonObject): string | undefined {
  const reference = member(schema, '$ref');
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return undefined;
  }
}

/** The value at a pointer of the bundle; `true` where there is none. */
export function valueAt(document: Json, pointer: string): Json {
  let value: Json | undefined = document;
  for (const token of pointerTokens(pointer) ?? []) {
    if (isJsonArray(value)) value = value[Number(token)];
    else value = isJsonObject(value) ? member(value, token) : undefined;
  }
  return value ?? true;
}

function typesOf(stated: readonly Stated<Json>[]): ReadonlySet<string> | undefined {
  let types: ReadonlySet<string> | undefined;
  for (const { value } of stated) {
    const named = new Set(typeof value === 'string' ? [value] : namesIn(value));
    if (named.has('number')) named.add('integer');
    types = types === undefined ? named : new Set([...types].filter((type) => named.has(type)));
  }
  return types;
}

function valuesOf(stated: readonly Stated<Json>[]): readonly Stated<Json>[] | undefined {
  let values: readonly Stated<Json>[] | undefined;
  for (const { value, pointer } of stated) {
    const isConstant = pointer.endsWith('/const');
    const named = (isJsonArray(value) ? value : []).map((each, index) => ({
      value: each,
      pointer: isConstant ? pointer : pointerTo(pointer, index),
    }));
    const spelled = new Set(named.map((each) => JSON.stringify(each.value)));
    values =
      values === undefined
        ? named
        : values.filter((each) => spelled.has(JSON.stringify(each.value)));
  }
  return values;
}

function namesIn(value: Json): readonly string[] {
  return isJsonArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function openNames(all: Facts['all']): Facts['hasOpenNames'] {
  const allows = (schema: Json) => isJsonObject(schema) && Object.keys(schema).length > 0;
  const patterns = all('patternProperties').some(
    ({ value }) => isJsonObject(value) && Object.values(value).some((schema) => schema !== false),
  );
  if (patterns) return 'pattern-properties';
  const additional = [...all('additionalProperties'), ...all('unevaluatedProperties')];
  return additional.some(({ value }) => allows(value)) ? 'additional-properties' : undefined;
}

/** What holds where both hold: a schema and one of its alternatives. */
export function joinedFacts(a: Facts, b: Facts): Facts {
  const properties = new Map<string, readonly Site[]>(a.properties);
  for (const [name, sites] of b.properties) {
    properties.set(name, [...(properties.get(name) ?? []), ...sites]);
  }
  const all: Facts['all'] = (keyword) => [...a.all(keyword), ...b.all(keyword)];
  return {
    types: typesOf(all('type')),
    values: valuesOf([...all('const').map(asList), ...all('enum')]),
    properties,
    required: new Set([...a.required, ...b.required]),
    items: [...a.items, ...b.items],
    isTuple: a.isTuple || b.isTuple,
    hasOpenNames: a.hasOpenNames ?? b.hasOpenNames,
    alternatives: b.alternatives,
    first: (keyword) => all(keyword)[0],
    all,
    recursive: b.recursive,
    never: a.never || b.never,
  };
}
