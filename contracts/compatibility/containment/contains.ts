import type { Json } from '../../source/json.ts';
import { type Draft, draftOf } from '../../source/json-schema/draft.ts';
import {
  isJsonObject,
  type JsonObject,
  measureJson,
} from '../../source/json-schema/json-object.ts';
import { SchemaRegistry, type SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { checkSchemaShape } from '../../source/json-schema/schema-shape.ts';
import { upgradeSchema } from '../../source/json-schema/upgrade-schema.ts';
import { Budget, OutOfBudget } from './budget.ts';
import { type ExactNumbers, SchemaCompiler } from './compile-schema.ts';
import { EndlessSchema } from './evaluate-node.ts';
import { SchemaInterpreter, UnknownReference } from './interpret-schema.ts';
import { valueKey } from './json-value.ts';
import { UnsafePattern } from './pattern-match.ts';
import { rationalOfText } from './rational.ts';
import { NodePool, type SchemaNode } from './schema-node.ts';
import { no, yes } from './witness.ts';
import { WitnessSearch } from './witness-search.ts';

export type Containment =
  | { readonly verdict: 'contained' }
  | { readonly verdict: 'not-contained'; readonly counterexample: Json }
  | {
      readonly verdict: 'undecided';
      /** Into the schema that `of` names. */
      readonly pointer: string;
      readonly of?: 'a' | 'b';
      readonly reason: string;
    };

export interface ContainmentOptions {
  /** Counts where a schema names no known `$schema`; 2020-12 without it. */
  readonly dialect?: Draft;
  /** Documents for absolute URIs, in 2020-12 terms; nothing is fetched. */
  readonly resolve?: (uri: string) => Json | undefined;
  /** URIs of the two documents, against which relative references count. */
  readonly uris?: { readonly a: string; readonly b: string };
  /**
   * `assert`: texts that break a format are refused, by the same formats and in the same way as by
   * the generated payload validators. Without it formats are annotations.
   */
  readonly formats?: 'assert' | 'annotate';
  /**
   * The digits of numbers that a double does not carry, by pointer into the schema as it is written.
   * The pair is then decided twice, with these and with the nearest doubles, which is what readers of
   * JSON see; where the two differ it is undecided.
   */
  readonly digits?: { readonly a: Digits; readonly b: Digits };
  /** Steps of the search, a few hundred thousand a second; 400,000 without it. */
  readonly budget?: number;
  /** Milliseconds for the pair, which count only beside a clock; without it steps alone count. */
  readonly milliseconds?: number;
  /**
   * A validator that shares nothing with this engine, asked about each counterexample; undefined
   * where it cannot tell. What it does not confirm is undecided.
   */
  readonly examine?: (of: 'a' | 'b', value: Json) => boolean | undefined;
  /** Milliseconds since whenever; without it the verdict is the same on every machine. */
  readonly clock?: () => number;
}

export type Digits = ReadonlyMap<string, string>;

const defaultSteps = 400_000;
const LIMITS = { depth: 150, values: 200_000 };
const BASE = 'schema:///document';

/** One side, read: its site for the interpreter, its node for the search. */
interface Side {
  readonly site: SchemaSite;
  readonly node: SchemaNode;
  readonly interpreter: SchemaInterpreter;
}

/**
 * Decides whether every value that schema a accepts is accepted by schema b, for drafts 4, 6, 7,
 * 2019-09 and 2020-12. `contained` is a proof: the search for a value of a and not of b was complete. A counterexample was examined by an interpreter that shares
 * only exact fractions and equality of values with the search, and by `examine` where it is given.
 * Pure: the same pair, the same answer, unless a clock ends the search.
 */
export function contains(a: Json, b: Json, options: ContainmentOptions = {}): Containment {
  const { digits } = options;
  const asRead = decidePair(a, b, options);
  if (digits === undefined || (digits.a.size === 0 && digits.b.size === 0)) return asRead;
  if (asRead.verdict === 'undecided') return asRead;
  const asWritten = decidePair(a, b, { ...options, exactly: true });
  if (asRead.verdict === 'contained' && asWritten.verdict === 'contained') return asRead;
  // A counterexample counts for both when it survives the other's examination as well.
  if (asRead.verdict === 'not-contained' && asWritten.verdict === 'not-contained') return asWritten;
  if (asWritten.verdict === 'undecided') return asWritten;
  const reason = 'it depends on digits that readers of JSON do not keep';
  return { verdict: 'undecided', pointer: '', reason };
}

interface PairOptions extends ContainmentOptions {
  /** Numbers count as they are written. */
  readonly exactly?: boolean;
}

function decidePair(a: Json, b: Json, options: PairOptions): Containment {
  const draft = options.dialect ?? '2020-12';
  const { clock, milliseconds, budget: steps = defaultSteps } = options;
  try {
    const budget = new Budget(steps, milliseconds, clock);
    const pool = new NodePool(budget);
    const isSame = isSmall(a) && isSmall(b) && valueKey(a) === valueKey(b);
    if (isSame && options.exactly !== true) return { verdict: 'contained' };
    const first = readSide(a, 'a', draft, { pool, budget, options });
    if ('verdict' in first) return first;
    const second = readSide(b, 'b', draft, { pool, budget, options });
    if ('verdict' in second) return second;
    return examined(decide(first, second, pool, budget), options.examine);
  } catch (error) {
    if (error instanceof OutOfBudget) {
      return { verdict: 'undecided', pointer: '', reason: 'the budget of this pair is used up' };
    }
    if (error instanceof EndlessSchema) {
      const reason = 'a schema leads back to itself without going into the value';
      return { verdict: 'undecided', pointer: '', reason };
    }
    if (error instanceof UnsafePattern) {
      return { verdict: 'undecided', pointer: '', reason: error.message };
    }
    if (error instanceof RangeError) {
      return { verdict: 'undecided', pointer: '', reason: 'the schemas are nested too deep' };
    }
    throw error;
  }
}

function decide(a: Side, b: Side, pool: NodePool, budget: Budget): Containment {
  const search = new WitnessSearch(pool, budget);
  const result = search.solve([yes(a.node), no(b.node)]);
  if (result.kind === 'none') return { verdict: 'contained' };
  if (result.kind === 'unknown') {
    return { verdict: 'undecided', pointer: result.pointer, reason: result.reason };
  }
  const { value } = result;
  if (a.interpreter.accepts(a.site, value) && !b.interpreter.accepts(b.site, value)) {
    return { verdict: 'not-contained', counterexample: value };
  }
  const reason = 'the counterexample that was found did not pass its second examination';
  return { verdict: 'undecided', pointer: '', reason };
}

function examined(result: Containment, examine: ContainmentOptions['examine']): Containment {
  if (result.verdict !== 'not-contained' || examine === undefined) return result;
  const inA = examine('a', result.counterexample);
  const inB = inA === true ? examine('b', result.counterexample) : undefined;
  if (inB === false) return result;
  const reason =
    inA === false || inB === true
      ? 'the counterexample that was found is seen otherwise by a second validator'
      : 'a counterexample was found, but a second validator could not examine it';
  return { verdict: 'undecided', pointer: '', reason };
}

function readSide(
  schema: Json,
  of: 'a' | 'b',
  draft: Draft,
  {
    pool,
    budget,
    options,
  }: {
    readonly pool: NodePool;
    readonly budget: Budget;
    readonly options: PairOptions;
  },
): Side | Containment {
  const undecided = (pointer: string, reason: string): Containment => ({
    verdict: 'undecided',
    pointer,
    of,
    reason,
  });
  if (!isSmall(schema)) return undecided('', 'the schema is nested too deep or too large');
  const { document, origins } = upgradeSchema(schema, draft);
  const unread = new Map(options.exactly === true ? options.digits?.[of] : []);
  const exact =
    options.exactly === true
      ? exactNumbers(options.digits?.[of] ?? new Map(), unread, origins)
      : undefined;
  const fault = checkSchemaShape(document).find(({ severity }) => severity === 'error');
  if (fault !== undefined) return undecided(fault.pointer, `no valid schema: ${fault.message}`);
  const registry = new SchemaRegistry((uri) => {
    const root = options.resolve?.(uri);
    return root === undefined ? undefined : { uri, root };
  });
  const site = registry.add({ uri: options.uris?.[of] ?? `${BASE}-${of}`, root: document });
  if (hasOwnDialect(document)) {
    return undecided('/$schema', 'its $schema names a dialect that is not known here');
  }
  const formats = options.formats ?? 'annotate';
  const interpreter = new SchemaInterpreter(registry, formats, budget);
  const compiler = new SchemaCompiler(pool, registry, interpreter, { side: of, formats, exact });
  try {
    const node = compiler.compile(site);
    const [left] = unread.keys();
    if (left !== undefined)
      return undecided(left, 'a number that doubles do not carry stands there');
    return { site, interpreter, node };
  } catch (error) {
    if (error instanceof UnknownReference) {
      return undecided(error.pointer, 'the reference names nothing that is at hand');
    }
    throw error;
  }
}

/** What is read is taken out of `unread`; what is left there at the end was compared as a double. */
function exactNumbers(
  digits: Digits,
  unread: Map<string, string>,
  origins: ReadonlyMap<JsonObject, string>,
): ExactNumbers {
  return (schema, place) => {
    const origin = origins.get(schema);
    const pointer = `${origin}/${place}`;
    const exact = origin === undefined ? undefined : rationalOfText(digits.get(pointer) ?? '');
    if (exact !== undefined) unread.delete(pointer);
    return exact;
  };
}

function hasOwnDialect(document: Json): boolean {
  return isJsonObject(document) && Object.hasOwn(document, '$schema')
    ? draftOf(document) === undefined
    : false;
}

function isSmall(schema: Json): boolean {
  const size = measureJson(schema, LIMITS);
  return size.depth <= LIMITS.depth && size.values <= LIMITS.values;
}
