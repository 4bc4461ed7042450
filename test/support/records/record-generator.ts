import type { Json } from '../../../contracts/source/json.ts';
import { pointerTokens } from '../../../contracts/source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../../contracts/source/json-schema/json-object.ts';
import { integerText, isInRange, numberText } from './number-text.ts';
import { patternText } from './pattern-text.ts';
import { type RandomSource, randomSource } from './random-source.ts';
import { formattedText, unicodeText } from './text-value.ts';

/** A valid message: its text with all digits, and what JSON.parse makes of it. */
export interface GeneratedRecord {
  readonly text: string;
  readonly value: Json;
}

/**
 * An endless, seeded sequence of valid instances of a bundled payload schema, made of what the
 * mapping to tables knows: objects, arrays, scalars with bounds, formats and patterns, enums,
 * nullable and optional members, unions, `allOf` of objects, recursion, pattern and additional
 * properties. Throws where a schema is beyond that.
 */
export function recordGenerator(document: Json, seed: number): () => GeneratedRecord {
  const random = randomSource(seed);
  const generator = new Generator(document, random);
  return () => {
    const text = generator.instance(document, 0);
    return { text, value: JSON.parse(text) as Json };
  };
}

type Bounded = JsonObject;

class Generator {
  private readonly document: Json;
  private readonly random: RandomSource;

  constructor(document: Json, random: RandomSource) {
    this.document = document;
    this.random = random;
  }

  /** JSON text of a valid instance; beyond some levels only what must be there. */
  instance(schema: Json, level: number): string {
    if (level > 40) throw new Error('The schema has no finite instance that this generator finds.');
    if (!isJsonObject(schema)) {
      if (schema === true) return this.anything(0);
      throw new Error('The schema allows no value.');
    }
    const whole = this.flattened(schema);
    const constant = member(whole, 'const');
    if (constant !== undefined) return JSON.stringify(constant);
    const values = member(whole, 'enum');
    if (values !== undefined && isJsonArray(values))
      return JSON.stringify(this.random.pick(values));
    for (const keyword of ['oneOf', 'anyOf']) {
      const branches = member(whole, keyword);
      if (branches === undefined || !isJsonArray(branches)) continue;
      const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== keyword));
      return this.instance(merged([rest, this.resolved(this.branch(branches, level))]), level + 1);
    }
    return this.typed(whole, this.typeOf(whole, level), level);
  }

  /** Deep inside, the branch with the shortest text ends recursion. */
  private branch(branches: readonly Json[], level: number): Json {
    if (level < 8) return this.random.pick(branches);
    return (
      [...branches].sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)[0] ?? false
    );
  }

  private typed(schema: Bounded, type: string, level: number): string {
    switch (type) {
      case 'null':
        return 'null';
      case 'boolean':
        return String(this.random.chance(0.5));
      case 'integer':
        return this.number(schema, integerText);
      case 'number':
        return this.random.chance(0.2) && canBeWhole(schema)
          ? this.number(schema, integerText)
          : this.number(schema, numberText);
      case 'string':
        return JSON.stringify(this.string(schema));
      case 'array':
        return this.array(schema, level);
      case 'object':
        return this.object(schema, level);
      default:
        return this.anything(0);
    }
  }

  private typeOf(schema: Bounded, level: number): string {
    const type = member(schema, 'type');
    if (typeof type === 'string') return type;
    if (type !== undefined && isJsonArray(type)) {
      const names = type.map(String);
      if (level > 8 && names.includes('null')) return 'null';
      return this.random.pick(names);
    }
    if (Object.hasOwn(schema, 'properties')) return 'object';
    if (Object.hasOwn(schema, 'items') || Object.hasOwn(schema, 'prefixItems')) return 'array';
    return 'any';
  }

  private number(
    schema: Bounded,
    write: (random: RandomSource, range: Parameters<typeof numberText>[1]) => string,
  ): string {
    const bound = (keyword: string) => {
      const value = member(schema, keyword);
      return typeof value === 'number' ? value : undefined;
    };
    const range = {
      minimum: bound('minimum'),
      maximum: bound('maximum'),
      exclusiveMinimum: bound('exclusiveMinimum'),
      exclusiveMaximum: bound('exclusiveMaximum'),
    };
    const step = bound('multipleOf');
    if (step === undefined) return write(this.random, range);
    const low = Math.max(range.minimum ?? -1000 * step, range.exclusiveMinimum ?? -1000 * step);
    const high = Math.min(
      range.maximum ?? low + 2000 * step,
      range.exclusiveMaximum ?? low + 2000 * step,
    );
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const count = this.random.whole(Math.ceil(low / step), Math.floor(high / step));
      const text = timesStep(count, step);
      if (isInRange(Number(text), range)) return text;
    }
    throw new Error('No multiple lies between the bounds.');
  }

  private string(schema: Bounded): string {
    const least = numberOr(member(schema, 'minLength'), 0);
    const most = numberOr(member(schema, 'maxLength'), least + 40);
    const pattern = member(schema, 'pattern');
    const format = member(schema, 'format');
    if (typeof pattern === 'string') return patternText(this.random, pattern);
    const formatted = typeof format === 'string' ? formattedText(this.random, format) : undefined;
    return formatted ?? unicodeText(this.random, least, most);
  }

  private array(schema: Bounded, level: number): string {
    const prefix = member(schema, 'prefixItems') ?? [];
    const fixed = isJsonArray(prefix) ? prefix.map((item) => this.instance(item, level + 1)) : [];
    const items = member(schema, 'items') ?? true;
    const least = Math.max(0, numberOr(member(schema, 'minItems'), 0) - fixed.length);
    const wanted = level > 8 ? least : least + this.random.whole(0, 3);
    const room = numberOr(member(schema, 'maxItems'), Number.POSITIVE_INFINITY) - fixed.length;
    const count = items === false ? 0 : Math.max(least, Math.min(wanted, room));
    const texts = new Set<string>();
    const list: string[] = [...fixed];
    for (let attempt = 0; list.length < fixed.length + count && attempt < 100; attempt += 1) {
      const text = this.instance(items, level + 1);
      if (member(schema, 'uniqueItems') === true) {
        const parsed = JSON.stringify(JSON.parse(text), inNameOrder);
        if (texts.has(parsed)) continue;
        texts.add(parsed);
      }
      list.push(text);
    }
    return `[${list.join(this.random.pick([',', ', ']))}]`;
  }

  private object(schema: Bounded, level: number): string {
    const properties = objectOf(member(schema, 'properties'));
    const required = new Set(namesOf(member(schema, 'required')));
    const texts = new Map<string, string>();
    for (const [name, inner] of Object.entries(properties)) {
      if (inner === false) continue;
      const wanted = level > 6 ? false : this.random.chance(0.75);
      if (required.has(name) || wanted) texts.set(name, this.instance(inner, level + 1));
    }
    for (const name of required) if (!texts.has(name)) texts.set(name, this.anything(1));
    const names = member(schema, 'dependentRequired');
    for (const [name, needed] of Object.entries(objectOf(names))) {
      if (!texts.has(name)) continue;
      for (const other of namesOf(needed)) {
        if (!texts.has(other))
          texts.set(other, this.instance(properties[other] ?? true, level + 1));
      }
    }
    this.otherMembers(schema, texts, level);
    const entries = [...texts];
    // Members come in any order.
    if (this.random.chance(0.5)) entries.sort(() => this.random.next() - 0.5);
    return `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
  }

  private otherMembers(schema: Bounded, texts: Map<string, string>, level: number): void {
    const patterns = Object.entries(objectOf(member(schema, 'patternProperties')));
    const properties = objectOf(member(schema, 'properties'));
    for (const [pattern, inner] of patterns) {
      if (level > 6 || !this.random.chance(0.7)) continue;
      const name = patternText(this.random, pattern);
      if (!Object.hasOwn(properties, name)) texts.set(name, this.instance(inner, level + 1));
    }
    const additional =
      member(schema, 'additionalProperties') ?? member(schema, 'unevaluatedProperties');
    if (additional === false || level > 6 || !this.random.chance(0.3)) return;
    const name = this.random.pick(['extra', 'zusätzlich', 'x-1', 'toString', 'a.b/c~d', '']);
    const claimed = patterns.some(([pattern]) => new RegExp(pattern, 'u').test(name));
    if (claimed || Object.hasOwn(properties, name)) return;
    texts.set(name, this.instance(additional ?? true, level + 1));
  }

  private anything(level: number): string {
    const kind = this.random.whole(0, level > 1 ? 3 : 5);
    switch (kind) {
      case 0:
        return 'null';
      case 1:
        return String(this.random.chance(0.5));
      case 2:
        return numberText(this.random, {});
      case 3:
        return JSON.stringify(unicodeText(this.random, 0, 12));
      case 4:
        return `[${this.anything(level + 1)},${this.anything(level + 1)}]`;
      default:
        return `{"k":${this.anything(level + 1)}}`;
    }
  }

  /** The schema with its references followed and its `allOf` branches merged in. */
  private flattened(schema: JsonObject): JsonObject {
    const whole = this.resolved(schema);
    const branches = member(whole, 'allOf');
    if (branches === undefined || !isJsonArray(branches)) return whole;
    const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'allOf'));
    const parts = branches.filter(isJsonObject).map((branch) => this.flattened(branch));
    return merged([rest, ...parts]);
  }

  private resolved(schema: Json): JsonObject {
    if (!isJsonObject(schema)) return {};
    const reference = member(schema, '$ref');
    if (typeof reference !== 'string') return schema;
    let target: Json | undefined = this.document;
    for (const token of pointerTokens(decodeURIComponent(reference.slice(1))) ?? []) {
      if (target !== undefined && isJsonArray(target)) target = target[Number(token)];
      else target = isJsonObject(target) ? member(target, token) : undefined;
    }
    if (!isJsonObject(target)) throw new Error(`The reference ${reference} leads to no object.`);
    const rest = Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$ref'));
    return merged([rest, this.resolved(target)]);
  }
}

/** Merges schemas that all hold: members and required names join, the tighter bound stays. */
function merged(schemas: readonly JsonObject[]): JsonObject {
  const result: { [name: string]: Json } = {};
  for (const schema of schemas) {
    for (const [keyword, value] of Object.entries(schema)) {
      const known = member(result, keyword);
      if (known === undefined) result[keyword] = value;
      else if (isJsonObject(known) && isJsonObject(value)) result[keyword] = { ...known, ...value };
      else if (keyword === 'required') result[keyword] = [...namesOf(known), ...namesOf(value)];
      else if (typeof known === 'number' && typeof value === 'number') {
        result[keyword] = /^min|^exclusiveMin/.test(keyword)
          ? Math.max(known, value)
          : Math.min(known, value);
      }
    }
  }
  return result;
}

/** Equal values get equal texts whatever the order of their members. */
function inNameOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function canBeWhole(schema: JsonObject): boolean {
  const low = numberOr(
    member(schema, 'minimum'),
    numberOr(member(schema, 'exclusiveMinimum'), -10),
  );
  const high = numberOr(
    member(schema, 'maximum'),
    numberOr(member(schema, 'exclusiveMaximum'), low + 10),
  );
  return Math.floor(high) - Math.ceil(low) > 2;
}

/** The exact decimal text of a multiple. */
function timesStep(count: number, step: number): string {
  const [whole = '0', fraction = ''] = step.toFixed(12).replace(/0+$/, '').split('.');
  const scaled = (BigInt(whole + fraction) * BigInt(count)).toString();
  if (fraction === '') return scaled;
  const digits = scaled.replace('-', '').padStart(fraction.length + 1, '0');
  const sign = scaled.startsWith('-') ? '-' : '';
  return `${sign}${digits.slice(0, -fraction.length)}.${digits.slice(-fraction.length)}`;
}

function numberOr(value: Json | undefined, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function namesOf(value: Json | undefined): readonly string[] {
  return value !== undefined && isJsonArray(value)
    ? value.filter((name) => typeof name === 'string')
    : [];
}
