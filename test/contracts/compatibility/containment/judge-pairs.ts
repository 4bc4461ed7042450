import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  type Containment,
  contains,
} from '../../../../contracts/compatibility/containment/contains.ts';
import { beyondDecidable } from '../../../../contracts/compatibility/containment/decidable-subset.ts';
import { EndlessSchema } from '../../../../contracts/compatibility/containment/evaluate-node.ts';
import {
  SchemaInterpreter,
  UnknownReference,
} from '../../../../contracts/compatibility/containment/interpret-schema.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { SchemaRegistry } from '../../../../contracts/source/json-schema/schema-registry.ts';
import { randomSource } from '../../../support/records/random-source.ts';
import { drawInstance } from './draw-instance.ts';
import { changedSchema, randomDocument, randomValue } from './random-schemas.ts';

export interface PairReport {
  readonly counts: Record<Containment['verdict'], number>;
  readonly reasons: Map<string, number>;
  /** Verdicts that an instance contradicts, schemas that do not contain themselves, broken chains. */
  readonly contradictions: string[];
  /** Undecided although both schemas lie in the decidable subset. */
  readonly undecidedInside: string[];
  /** Counterexamples that ajv sees otherwise. */
  readonly ajvDiffers: string[];
  readonly instances: number;
  /** Instances of a among those that were drawn for a `contained` pair. */
  readonly telling: number;
  readonly milliseconds: readonly number[];
}

export interface PairRequest {
  readonly seed: number;
  readonly pairs: number;
  readonly instances: number;
  /** ajv is asked about one counterexample in so many: compiling is what costs. */
  readonly ajvEvery?: number;
}

export function judgePairs({ seed, pairs, instances, ajvEvery = 1 }: PairRequest): PairReport {
  const random = randomSource(seed);
  const counts = { contained: 0, 'not-contained': 0, undecided: 0 };
  const reasons = new Map<string, number>();
  const contradictions: string[] = [];
  const ajvDiffers: string[] = [];
  const undecidedInside: string[] = [];
  const milliseconds: number[] = [];
  let drawn = 0;
  let telling = 0;
  const tell = (what: string, ...schemas: readonly Json[]) =>
    contradictions.push([what, ...schemas.map((each) => JSON.stringify(each))].join(' '));
  for (let index = 0; index < pairs; index += 1) {
    const a = randomDocument(random);
    const b = random.chance(0.5) ? changedSchema(a, random) : randomDocument(random);
    const started = performance.now();
    const result = contains(a, b);
    milliseconds.push(performance.now() - started);
    counts[result.verdict] += 1;
    if (result.verdict === 'undecided') {
      reasons.set(result.reason, (reasons.get(result.reason) ?? 0) + 1);
      if (isInside(a) && isInside(b)) {
        undecidedInside.push(JSON.stringify({ a, b, reason: result.reason }));
      }
    }
    if (contains(a, a).verdict !== 'contained') tell('a does not contain itself', a);
    if (result.verdict === 'not-contained' && index % ajvEvery === 0) {
      const value = result.counterexample;
      const seen = [ajvSays(a, value), ajvSays(b, value)];
      if (seen[0] === false || seen[1] === true) {
        ajvDiffers.push(JSON.stringify({ a, b, value, seen }));
      }
    }
    const [isA, isB] = [acceptor(a), acceptor(b)];
    // An instance can contradict nothing but `contained`; a counterexample was examined above.
    const draws = result.verdict === 'contained' ? instances : 0;
    for (let draw = 0; draw < draws; draw += 1) {
      const value = random.chance(0.3)
        ? randomValue(random)
        : drawInstance(random.chance(0.7) ? a : b, random);
      drawn += 1;
      if (isA(value) !== true) continue;
      telling += 1;
      if (isB(value) === false) tell('contained, but not', a, b, value);
    }
    if (result.verdict === 'contained') {
      const c = changedSchema(b, random);
      if (contains(b, c).verdict === 'contained') {
        if (contains(a, c).verdict === 'not-contained') tell('not transitive', a, b, c);
      }
    }
  }
  milliseconds.sort((x, y) => x - y);
  return {
    counts,
    reasons,
    contradictions,
    ajvDiffers,
    undecidedInside,
    instances: drawn,
    telling,
    milliseconds,
  };
}

function isInside(schema: Json): boolean {
  return beyondDecidable(schema).length === 0 && contains(schema, true).verdict === 'contained';
}

/** Undefined where the schema has no meaning: a reference that names nothing, or an endless one. */
function acceptor(schema: Json): (value: Json) => boolean | undefined {
  const registry = new SchemaRegistry(() => undefined);
  const site = registry.add({ uri: 'schema:///pair', root: schema });
  const interpreter = new SchemaInterpreter(registry);
  return (value) => {
    try {
      return interpreter.accepts(site, value);
    } catch (error) {
      if (error instanceof EndlessSchema || error instanceof UnknownReference) return undefined;
      throw error;
    }
  };
}

/** Undefined where ajv does not compile the schema or fails in it. */
export function ajvSays(schema: Json, value: Json): boolean | undefined {
  try {
    const ajv = new Ajv2020({
      strict: false,
      ownProperties: true,
      unicodeRegExp: true,
      validateFormats: false,
      validateSchema: false,
      multipleOfPrecision: 9,
      logger: false,
    });
    return ajv.validate(schema as object, value);
  } catch {
    return undefined;
  }
}

export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** One paragraph of figures. */
export function pairFigures(report: PairReport): string {
  const { counts, milliseconds, reasons } = report;
  const figures = [
    `${counts.contained} contained, ${counts['not-contained']} not contained, ${counts.undecided} undecided`,
    `${report.instances} instances drawn, ${report.telling} of them instances of a contained a`,
    `${report.undecidedInside.length} undecided inside the decidable subset`,
    `${report.contradictions.length} contradictions, ${report.ajvDiffers.length} counterexamples that ajv sees otherwise`,
    `median ${percentile(milliseconds, 0.5).toFixed(3)} ms, p99 ${percentile(milliseconds, 0.99).toFixed(2)} ms, most ${percentile(milliseconds, 1).toFixed(0)} ms`,
    ...[...reasons].map(([reason, count]) => `  undecided ${count} times: ${reason}`),
  ];
  return figures.join('\n');
}
