import type { Json } from '../source/json.ts';
import { type TextFormat, textFormat } from './text-format.ts';

type Kind = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';

/** What samples show at one place: of the message, of a member, of the items of an array. */
export interface Observation {
  /** Values, null included. */
  seen: number;
  nulls: number;
  /** How many values of each kind; null has none. */
  readonly kinds: Map<Kind, number>;
  /** Values of scalars with their counts, as long as they are few enough to remember. */
  readonly values: Map<string | number | boolean, number>;
  /** More values came than are remembered. */
  forgot: boolean;
  /** Every text or whole number so far, until one came twice or there was no room; then undefined. */
  once: Set<string | number> | undefined;
  readonly formats: Map<TextFormat, number>;
  least: number;
  most: number;
  /** Integers that a double does not carry. */
  inexact: number;
  /** Each number was greater than the one before. */
  growing: boolean;
  readonly members: Map<string, Observation>;
  items: Observation | undefined;
  longestArray: number;
  /** Objects and arrays that lay deeper than samples are followed. */
  tooDeep: number;
}

/** Bounds of an inference: what lies beyond them is counted, not looked at. */
interface Budget {
  places: number;
  /** Values that may still be remembered to tell whether all are different. */
  once: number;
  /** Members for which no place was left. */
  unseen: number;
}

const mostPlaces = 20_000;
/** Names of a series' tags are among the values, so there is room for a plant's. */
const mostValues = 5_000;
const mostOnce = 2_000_000;
const deepest = 32;

/** What samples show as a whole. */
export interface Observed {
  readonly observation: Observation;
  /** Members that were not followed because there are too many. */
  readonly unseen: number;
  /** True where no two samples agree in the values at all of the dotted paths. */
  distinct(paths: readonly string[]): boolean;
}

/** Everything that the samples show. Never fails, whatever their names, depth or size are. */
export function observeAll(samples: readonly Json[]): Observed {
  const observation = nothingSeen();
  const budget = { places: mostPlaces, once: mostOnce, unseen: 0 };
  for (const sample of samples) observe(observation, sample, 0, budget);
  return {
    observation,
    unseen: budget.unseen,
    distinct: (paths) => {
      const seen = new Set(
        samples.map((sample) => JSON.stringify(paths.map((path) => valueAt(sample, path)))),
      );
      return samples.length > 1 && seen.size === samples.length;
    },
  };
}

function valueAt(sample: Json, path: string): Json {
  let value: Json | undefined = sample;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as { readonly [name: string]: Json })[name];
  }
  return value ?? null;
}

function nothingSeen(): Observation {
  return {
    seen: 0,
    nulls: 0,
    kinds: new Map(),
    values: new Map(),
    forgot: false,
    once: new Set(),
    formats: new Map(),
    least: Number.POSITIVE_INFINITY,
    most: Number.NEGATIVE_INFINITY,
    inexact: 0,
    growing: true,
    members: new Map(),
    items: undefined,
    longestArray: 0,
    tooDeep: 0,
  };
}

function observe(into: Observation, value: Json, depth: number, budget: Budget): void {
  into.seen += 1;
  if (value === null) {
    into.nulls += 1;
    return;
  }
  const kind = kindOf(value);
  count(into.kinds, kind);
  if (typeof value !== 'object') {
    observeScalar(into, value, budget);
    return;
  }
  if (depth >= deepest) {
    into.tooDeep += 1;
  } else if (Array.isArray(value)) {
    into.longestArray = Math.max(into.longestArray, value.length);
    for (const item of value) {
      into.items ??= nothingSeen();
      observe(into.items, item, depth + 1, budget);
    }
  } else {
    for (const [name, inner] of Object.entries(value)) {
      const member = memberOf(into, name, budget);
      if (member !== undefined) observe(member, inner, depth + 1, budget);
    }
  }
}

function memberOf(into: Observation, name: string, budget: Budget): Observation | undefined {
  const known = into.members.get(name);
  if (known !== undefined) return known;
  if (budget.places === 0) {
    budget.unseen += 1;
    return undefined;
  }
  budget.places -= 1;
  const fresh = nothingSeen();
  into.members.set(name, fresh);
  return fresh;
}

function observeScalar(into: Observation, value: string | number | boolean, budget: Budget): void {
  if (typeof value === 'string') {
    const format = textFormat(value);
    if (format !== undefined) count(into.formats, format);
  }
  if (typeof value === 'number') {
    if (value <= into.most) into.growing = false;
    into.least = Math.min(into.least, value);
    into.most = Math.max(into.most, value);
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) into.inexact += 1;
  }
  noteOnce(into, value, budget);
  // Long texts are no choices; remembering them would cost what the samples weigh.
  const known = into.values.get(value);
  if (known !== undefined) into.values.set(value, known + 1);
  else if (into.values.size >= mostValues || (typeof value === 'string' && value.length > 200))
    into.forgot = true;
  else into.values.set(value, 1);
}

function noteOnce(into: Observation, value: string | number | boolean, budget: Budget): void {
  const { once } = into;
  if (once === undefined) return;
  const key =
    (typeof value === 'string' && value.length <= 200) ||
    (typeof value === 'number' && Number.isInteger(value))
      ? value
      : undefined;
  if (key !== undefined && !once.has(key) && budget.once > 0) {
    once.add(key);
    budget.once -= 1;
  } else {
    budget.once += once.size;
    into.once = undefined;
  }
}

function kindOf(value: Exclude<Json, null>): Kind {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'object';
  return typeof value as 'string' | 'boolean';
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The one kind of all values that are not null (integers among numbers are numbers). */
export function soleKind({ kinds }: Observation): Kind | undefined {
  if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return 'number';
  const [kind] = kinds.keys();
  return kinds.size === 1 ? kind : undefined;
}

/** The format that every text has. */
export function soleFormat(observation: Observation): TextFormat | undefined {
  const texts = observation.kinds.get('string') ?? 0;
  return [...observation.formats].find(([, times]) => texts > 0 && times === texts)?.[0];
}

/** No two values are the same, of at least two texts or whole numbers. */
export function isUnique({ once, seen }: Observation): boolean {
  return seen > 1 && once?.size === seen;
}
