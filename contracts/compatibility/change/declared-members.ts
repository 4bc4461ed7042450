import type { Json } from '../../source/json.ts';
import { escapeToken, unescapeToken } from '../../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../../source/json-schema/json-object.ts';
import { listsObjects, mostMembersAsked, undeclaredAskedNames } from './asked-names.ts';
import {
  type Declared,
  DeclaredNames,
  type Group,
  isOpen,
  listOf,
  UnknownTarget,
} from './declared-names.ts';
import { exclusiveBranches } from './exclusive-branches.ts';
import { isSameData } from './same-meaning.ts';
import { joined, sealed } from './sealed-schema.ts';

/**
 * The schema of messages that hold declared members only: what a source sends that keeps to its
 * contract. Objects that name members and leave others open are closed, wherever they stand; those
 * that name none stay open, and so does what two places describe at once, as neither knows all of
 * its members. Names that are asked for count as declared, and what lists whole objects, or asks for more
 * members than are declared, stays open: closing must not leave a schema without messages. Of 2020-12, bundled: references are pointers into the document. A document in which
 * they are not comes back as it is.
 */
export function closed(document: Json): Json {
  const closing = new Closing(document);
  try {
    return closing.run();
  } catch (error) {
    if (error instanceof UnknownTarget || error instanceof TooManyParts) return document;
    throw error;
  }
}

/** Where in the document stands what stands at a pointer of its closed form. */
export function pointerBeforeClosing(pointer: string): string {
  const [, definitions, name, ...rest] = pointer.split('/');
  if (definitions !== '$defs' || name === undefined) return pointer;
  const written = unescapeToken(name);
  const start = written.indexOf(' /');
  const target = start < 0 ? '' : written.slice(start + 1);
  return [target, ...rest].join('/');
}

class TooManyParts extends Error {}

const mostParts = 2_000;
/** Conditions up to which the members that they evaluate can be told apart. */
const mostConditions = 5;

/** How the parts of a schema that speak about one and the same value are written anew. */
interface Part {
  /** Where several parts speak of the same value below: `properties/heat`, `items`. */
  readonly shared: ReadonlySet<string>;
  /** Leaves out what says that other members may be anything. */
  readonly isStripped: boolean;
}

type Mode = 'closed' | 'open' | Part;

class Closing {
  readonly #document: Json;
  readonly #declared: DeclaredNames;
  #asked: ReadonlySet<string> = new Set();
  readonly #definitions = new Map<string, Json>();
  readonly #waiting: { readonly name: string; readonly schema: Json; readonly mode: Mode }[] = [];

  constructor(document: Json) {
    this.#document = document;
    this.#declared = new DeclaredNames(document);
  }

  run(): Json {
    this.#asked = undeclaredAskedNames(this.#document, this.#declared);
    const root = this.#closed(this.#document);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#definitions.set(next.name, this.#write(next.schema, next.mode));
    }
    if (!isJsonObject(root) || this.#definitions.size === 0) return root;
    return objectOf([...Object.entries(root), ['$defs', objectOf(this.#definitions)]]);
  }

  #write(schema: Json, mode: Mode): Json {
    if (mode === 'closed') return this.#closed(schema);
    return mode === 'open' ? this.#open(schema) : this.#part(schema, mode);
  }

  /** A schema that is the only one to speak of its value. */
  #closed(schema: Json): Json {
    if (!isJsonObject(schema)) return schema;
    const reference = member(schema, '$ref');
    if (typeof reference === 'string' && isOnlyReference(schema)) {
      return objectOf([...annotations(schema), ['$ref', this.#refer(reference, 'closed')]]);
    }
    const always = this.#declared.always(schema);
    const anywhere = this.#declared.anywhere(schema);
    if (listsObjects(schema, this.#declared)) return this.#open(schema);
    const isBare = anywhere.names.size + anywhere.patterns.size === 0;
    if (isBare || always.isSettled || this.#asksForMore(schema, anywhere))
      return this.#part(schema, this.#partOf(anywhere, false, isAlone(schema)));
    const speaking = always.groups.filter(({ branches }) =>
      branches.some((each) => this.#speaks(each)),
    );
    const conditions = always.conditional.filter((each) => this.#speaks(each));
    if (speaking.length === 0 && conditions.length === 0) {
      return sealed(
        this.#part(schema, this.#partOf(always, true, isAlone(schema))),
        always,
        this.#asked,
      );
    }
    const [group] = speaking;
    if (group !== undefined && speaking.length === 1 && conditions.length === 0) {
      const pushed = this.#inBranches(schema, group, always);
      if (pushed !== undefined) return pushed;
    }
    const written = this.#part(schema, this.#partOf(anywhere, true));
    const count = speaking.flatMap(({ branches }) => branches).length + conditions.length;
    if (count > mostConditions || isNested(anywhere, always, conditions)) {
      return sealed(written, anywhere, this.#asked);
    }
    if (!isJsonObject(written)) return written;
    const properties = member(written, 'properties');
    const asked = [...this.#asked].map((name): [string, Json] => [name, true]);
    const own = isJsonObject(properties) ? Object.entries(properties) : [];
    return {
      ...written,
      ...(asked.length + own.length === 0 ? {} : { properties: objectOf([...asked, ...own]) }),
      unevaluatedProperties: false,
    };
  }

  #asksForMore(schema: Json, { names, patterns }: Declared): boolean {
    if (patterns.size > 0) return false;
    const known = new Set([...names.keys(), ...this.#asked]);
    return mostMembersAsked(schema, this.#declared) > known.size;
  }

  /**
   * Of branches of which one at most can hold for an object, each is closed by itself: that says the
   * same as closing around them, and is decided more easily.
   */
  #inBranches(schema: JsonObject, group: Group, always: Declared): Json | undefined {
    if (group.owner !== schema || !exclusiveBranches(this.#declared, group.branches)) {
      return undefined;
    }
    const branches = group.branches.map((branch) => this.#declared.always(branch));
    if (branches.some(({ groups, conditional }) => groups.length + conditional.length > 0)) {
      return undefined;
    }
    const shared = new Set(
      branches.flatMap((branch) => [...this.#partOf(joined(always, branch), true).shared]),
    );
    const written = this.#part(schema, { shared, isStripped: true });
    if (!isJsonObject(written)) return undefined;
    const closedBranches = group.branches.map((branch, index) => {
      const declared = branches[index] ?? always;
      const all = joined(always, declared);
      const part = this.#part(branch, { ...this.#partOf(all, true), shared });
      return declared.isSettled ? part : sealed(part, all, this.#asked);
    });
    return objectOf([
      ...Object.entries(written).filter(([keyword]) => keyword !== group.keyword),
      [group.keyword, closedBranches],
    ]);
  }

  #speaks(schema: Json): boolean {
    return this.#declared.declaresMembers(schema);
  }

  #partOf({ names, patterns, elements }: Declared, isStripped: boolean, isAlone = false): Part {
    const shared = [...names].filter(([, schemas]) => {
      const speaking = schemas.filter((each) => this.#speaks(each));
      const [first, ...others] = speaking;
      return others.some((other) => !isSameData(first, other));
    });
    const keys = shared.map(([name]) => placeBelow('properties', name));
    const isByPattern = [...patterns.values()].flat().some((each) => this.#speaks(each));
    if (isByPattern && names.size + patterns.size > 1) {
      keys.push(
        'patternProperties',
        ...[...names.keys()].map((name) => placeBelow('properties', name)),
      );
    }
    if (elements > 1) keys.push('items');
    if (!isAlone) keys.push(...openness);
    return { shared: new Set(keys), isStripped };
  }

  /** A schema that speaks of its value together with others: only what stands in it is closed. */
  #part(schema: Json, part: Part): Json {
    // Closing makes a branch fail: of a `oneOf` whose branches overlap another one could hold instead.
    const isOverlapping =
      isJsonObject(schema) && !exclusiveBranches(this.#declared, listOf(schema, 'oneOf'));
    return this.#rewritten(schema, part, (keyword, value, name) => {
      if (keyword === 'oneOf' && isOverlapping) return this.#open(value);
      if (keyword === '$ref' && typeof value === 'string') return this.#refer(value, part);
      if (inPlace.has(keyword)) return this.#part(value, part);
      if (untouched.has(keyword)) return this.#open(value);
      return part.shared.has(placeBelow(keyword, name)) ? this.#open(value) : this.#closed(value);
    });
  }

  #open(schema: Json): Json {
    return this.#rewritten(schema, undefined, (keyword, value) =>
      keyword === '$ref' && typeof value === 'string'
        ? this.#refer(value, 'open')
        : this.#open(value),
    );
  }

  #rewritten(
    schema: Json,
    part: Part | undefined,
    inner: (keyword: string, value: Json, name?: string) => Json,
  ): Json {
    if (!isJsonObject(schema)) return schema;
    return objectOf(
      Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
        if (keyword === '$defs' || keyword === 'definitions') return [];
        if (part?.isStripped === true && openness.has(keyword) && isOpen(value)) return [];
        if (keyword === '$ref' || single.has(keyword)) return [[keyword, inner(keyword, value)]];
        if (lists.has(keyword) && isJsonArray(value)) {
          return [[keyword, value.map((each) => inner(keyword, each))]];
        }
        if (maps.has(keyword) && isJsonObject(value)) {
          const members = Object.entries(value).map(([name, each]): [string, Json] => [
            name,
            inner(keyword, each, keyword === 'properties' ? name : undefined),
          ]);
          return [[keyword, objectOf(members)]];
        }
        return [[keyword, value]];
      }),
    );
  }

  /** A reference to the target, written in this way. */
  #refer(reference: string, mode: Mode): string {
    const { pointer, schema } = this.#declared.target(reference);
    const way =
      typeof mode === 'string' ? mode : JSON.stringify([[...mode.shared].sort(), mode.isStripped]);
    const name = `${way} ${pointer}`;
    if (!this.#definitions.has(name)) {
      if (this.#definitions.size > mostParts) throw new TooManyParts();
      this.#definitions.set(name, true);
      this.#waiting.push({ name, schema, mode });
    }
    return `#/$defs/${encodeURIComponent(escapeToken(name))}`;
  }
}

const inPlace: ReadonlySet<string> = new Set([
  'allOf',
  'anyOf',
  'dependentSchemas',
  'else',
  'oneOf',
  'then',
]);
/** What closing would turn round, or what does not say what an element is. */
const untouched: ReadonlySet<string> = new Set([
  'contains',
  'contentSchema',
  'if',
  'not',
  'propertyNames',
]);
const openness: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties']);
const single: ReadonlySet<string> = new Set([
  ...untouched,
  ...openness,
  'else',
  'items',
  'then',
  'unevaluatedItems',
]);
const lists: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const maps: ReadonlySet<string> = new Set(['dependentSchemas', 'patternProperties', 'properties']);

/** Nothing beside its own keywords says what its value is. */
function isAlone(schema: JsonObject): boolean {
  return ['$ref', 'if', ...inPlace].every((keyword) => member(schema, keyword) === undefined);
}

function placeBelow(keyword: string, name: string | undefined): string {
  if (keyword === 'prefixItems' || keyword === 'unevaluatedItems') return 'items';
  return keyword === 'properties' ? `${keyword}/${name}` : keyword;
}

/** Conditions stand in conditions: more of them than are counted. */
function isNested(anywhere: Declared, always: Declared, conditions: readonly Json[]): boolean {
  return (
    anywhere.groups.length > always.groups.length ||
    anywhere.conditional.length > Math.max(always.conditional.length, conditions.length)
  );
}

const annotationKeywords: ReadonlySet<string> = new Set([
  '$comment',
  '$defs',
  '$schema',
  'default',
  'definitions',
  'deprecated',
  'description',
  'examples',
  'readOnly',
  'title',
  'writeOnly',
]);

function isOnlyReference(schema: JsonObject): boolean {
  return Object.keys(schema).every(
    (keyword) => keyword === '$ref' || annotationKeywords.has(keyword),
  );
}

function annotations(schema: JsonObject): readonly [string, Json][] {
  return Object.entries(schema).filter(
    ([keyword]) => keyword !== '$ref' && keyword !== '$defs' && keyword !== 'definitions',
  );
}
