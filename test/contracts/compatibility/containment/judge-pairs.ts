import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  type Containment,
  type ContainmentOptions,
  contains,
} from '../../../../contracts/compatibility/containment/contains.ts';
import { beyondDecidable } from '../../../../contracts/compatibility/containment/decidable-subset.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import type { Draft } from '../../../../contracts/source/json-schema/draft.ts';
import { isJsonObject } from '../../../../contracts/source/json-schema/json-object.ts';
import { cpuMilliseconds } from '../../../support/cpu-milliseconds.ts';
import { type RandomSource, randomSource } from '../../../support/records/random-source.ts';
import { type Accepts, generatedJudge, Unjudged } from './generated-judge.ts';
import { inOlderDraft } from './older-draft.ts';
import { changedSchema, randomDocument } from './random-schemas.ts';
import { samplePair } from './sample-pair.ts';

export interface PairReport {
  readonly counts: Record<Containment['verdict'], number>;
  readonly reasons: Map<string, number>;
  readonly drafts: Map<Draft, number>;
  readonly formats: Record<'assert' | 'annotate', number>;
  /**
   * Verdicts that an instance or a counterexample contradicts, schemas that do not contain
   * themselves however they are written, chains that break.
   */
  readonly contradictions: string[];
  /** Undecided although both schemas lie in the decidable subset. */
  readonly undecidedInside: string[];
  /** Counterexamples that ajv sees otherwise. */
  readonly ajvDiffers: string[];
  /** Values that were drawn, for every pair. */
  instances: number;
  /** Instances of a among those that were drawn for a `contained` pair: each could have contradicted it. */
  telling: number;
  /** Pairs that are not contained and whose sample says so as well. */
  refutedToo: number;
  /** Counterexamples that the generated validators confirmed, and those that ajv was asked about. */
  confirmed: number;
  ajvAsked: number;
  /** Schemas that were asked whether they contain themselves in other words; chains of three. */
  selves: number;
  chains: number;
  /** Pairs without a sample, for no validator can be generated. */
  unjudged: number;
  /** Of CPU, per pair. */
  readonly milliseconds: number[];
}

export interface PairRequest {
  readonly seed: number;
  readonly pairs: number;
  readonly instances: number;
  /** ajv is asked about one counterexample in so many: compiling is what costs. */
  readonly ajvEvery?: number;
}

const DRAFTS: readonly Draft[] = [
  '2020-12',
  '2020-12',
  '2019-09',
  'draft-07',
  'draft-06',
  'draft-04',
];

/** A pair as it is judged, and the same pair in the words of 2020-12 for the validators. */
interface Pair {
  readonly a: Json;
  readonly b: Json;
  readonly written: { readonly a: Json; readonly b: Json };
  readonly options: ContainmentOptions;
}

export function judgePairs({ seed, pairs, instances, ajvEvery = 1 }: PairRequest): PairReport {
  const random = randomSource(seed);
  const report: PairReport = {
    counts: { contained: 0, 'not-contained': 0, undecided: 0 },
    reasons: new Map(),
    drafts: new Map(),
    formats: { assert: 0, annotate: 0 },
    contradictions: [],
    undecidedInside: [],
    ajvDiffers: [],
    instances: 0,
    telling: 0,
    refutedToo: 0,
    confirmed: 0,
    ajvAsked: 0,
    selves: 0,
    chains: 0,
    unjudged: 0,
    milliseconds: [],
  };
  for (let index = 0; index < pairs; index += 1) {
    judgePair(drawPair(random), report, { random, instances, asksAjv: index % ajvEvery === 0 });
  }
  report.milliseconds.sort((x, y) => x - y);
  return report;
}

function drawPair(random: RandomSource): Pair {
  const a = randomDocument(random);
  const b = random.chance(0.5) ? changedSchema(a, random) : randomDocument(random);
  const draft = random.pick(DRAFTS);
  const older = draft === '2020-12' ? undefined : [inOlderDraft(a, draft), inOlderDraft(b, draft)];
  const [olderA, olderB] = older ?? [];
  const formats = random.chance(0.5) ? 'assert' : 'annotate';
  return olderA === undefined || olderB === undefined
    ? { a, b, written: { a, b }, options: { formats } }
    : { a, b, written: { a: olderA, b: olderB }, options: { formats, dialect: draft } };
}

interface Manner {
  readonly random: RandomSource;
  readonly instances: number;
  readonly asksAjv: boolean;
}

function judgePair(pair: Pair, report: PairReport, { random, instances, asksAjv }: Manner): void {
  const { a, b, written, options } = pair;
  const { dialect = '2020-12', formats = 'annotate' } = options;
  const tell = (what: string, ...more: readonly Json[]) =>
    report.contradictions.push(
      [what, formats, dialect, ...[a, b, ...more].map((each) => JSON.stringify(each))].join(' '),
    );
  const started = cpuMilliseconds();
  const result = contains(written.a, written.b, options);
  report.milliseconds.push(cpuMilliseconds() - started);
  const { verdict } = result;
  report.counts[verdict] += 1;
  report.formats[formats] += 1;
  report.drafts.set(dialect, (report.drafts.get(dialect) ?? 0) + 1);
  if (result.verdict === 'undecided') {
    report.reasons.set(result.reason, (report.reasons.get(result.reason) ?? 0) + 1);
    if (isInside(a) && isInside(b)) {
      report.undecidedInside.push(JSON.stringify({ a, b, formats, reason: result.reason }));
    }
  }
  const judges = { a: generatedJudge(a, formats), b: generatedJudge(b, formats) };
  if (judges.a === undefined || judges.b === undefined) report.unjudged += 1;
  else {
    const sample = samplePair({ a, b, count: instances }, { a: judges.a, b: judges.b }, random);
    report.instances += sample.drawn;
    if (verdict === 'contained') report.telling += sample.ofA;
    if (sample.refutes !== undefined) {
      if (verdict === 'contained') tell('contained, but not', sample.refutes.value);
      if (verdict === 'not-contained') report.refutedToo += 1;
    }
    if (result.verdict === 'not-contained') {
      if (isCounterexample(result.counterexample, judges.a, judges.b)) report.confirmed += 1;
      else tell('no counterexample', result.counterexample);
    }
  }
  if (result.verdict === 'not-contained' && asksAjv && formats === 'annotate') {
    const value = result.counterexample;
    const seen = [ajvSays(a, value), ajvSays(b, value)];
    report.ajvAsked += 1;
    if (seen[0] === false || seen[1] === true) {
      report.ajvDiffers.push(JSON.stringify({ a, b, value, seen }));
    }
  }
  judgeSelf(pair, report, tell);
  if (verdict === 'contained') judgeChain(pair, report, random, tell);
}

function isCounterexample(value: Json, inA: Accepts, inB: Accepts): boolean {
  try {
    return inA(value) && !inB(value);
  } catch (error) {
    if (error instanceof Unjudged) return true;
    throw error;
  }
}

type Tell = (what: string, ...more: readonly Json[]) => void;

/** As it is, and in other words, so that the search itself must find the proof. */
function judgeSelf({ a, written, options }: Pair, report: PairReport, tell: Tell): void {
  if (contains(written.a, written.a, options).verdict !== 'contained') tell('a is not in a');
  if (isJsonObject(a) && JSON.stringify(a).includes('"$ref"')) return;
  const { formats } = options;
  const other: Json = { oneOf: [{ if: true, [THEN]: a, else: false }, false] };
  report.selves += 1;
  if (
    contains(a, other, { ...(formats === undefined ? {} : { formats }) }).verdict ===
    'not-contained'
  ) {
    tell('a is not in a otherwise written');
  }
  if (written.a === a) return;
  // The older draft and 2020-12 side by side: each names itself.
  const old = isJsonObject(written.a)
    ? { $schema: SCHEMA_URIS[options.dialect ?? '2020-12'], ...written.a }
    : written.a;
  const both = [
    contains(old, a, { ...(formats === undefined ? {} : { formats }) }),
    contains(a, old, { ...(formats === undefined ? {} : { formats }) }),
  ];
  if (both.some(({ verdict }) => verdict === 'not-contained')) {
    tell('drafts differ', old);
  }
}

function judgeChain(
  { b, a, options }: Pair,
  report: PairReport,
  random: RandomSource,
  tell: Tell,
): void {
  const c = changedSchema(b, random);
  const inNewest = { ...options, dialect: '2020-12' } as const;
  if (contains(b, c, inNewest).verdict !== 'contained') return;
  report.chains += 1;
  if (contains(a, c, inNewest).verdict === 'not-contained') tell('not transitive', c);
}

/** An object with a member of that name in its text looks like a promise to the linter. */
const THEN = 'then';

const SCHEMA_URIS: Readonly<Record<Draft, string>> = {
  'draft-04': 'http://json-schema.org/draft-04/schema#',
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

function isInside(schema: Json): boolean {
  return beyondDecidable(schema).length === 0 && contains(schema, true).verdict === 'contained';
}

const ajv = () =>
  new Ajv2020({
    strict: false,
    ownProperties: true,
    unicodeRegExp: true,
    validateFormats: false,
    validateSchema: false,
    multipleOfPrecision: 9,
    addUsedSchema: false,
    logger: false,
  });
let shared = ajv();
let compiled = 0;

/** Undefined where ajv does not compile the schema or fails in it. */
export function ajvSays(schema: Json, value: Json): boolean | undefined {
  try {
    // A new instance compiles its metaschemas; one that is kept remembers every schema.
    compiled += 1;
    if (compiled % 500 === 0) shared = ajv();
    return shared.validate(schema as object, value);
  } catch {
    return undefined;
  }
}

export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** One paragraph of figures. */
export function pairFigures(report: PairReport): string {
  const { counts, milliseconds, reasons, drafts, formats } = report;
  const figures = [
    `${counts.contained} contained, ${counts['not-contained']} not contained, ${counts.undecided} undecided`,
    `${[...drafts].map(([draft, count]) => `${draft} ${count}`).join(', ')}; formats asserted ${formats.assert}, annotated ${formats.annotate}`,
    `${report.instances} values drawn, ${report.telling} of them instances of a contained a; ${report.unjudged} pairs without a sample`,
    `${report.confirmed} counterexamples confirmed by generated validators, ${report.ajvAsked} shown to ajv as well; ${report.refutedToo} pairs refuted by their sample too`,
    `${report.selves} schemas in other words, ${report.chains} chains of three`,
    `${report.undecidedInside.length} undecided inside the decidable subset`,
    `${report.contradictions.length} contradictions, ${report.ajvDiffers.length} counterexamples that ajv sees otherwise`,
    `median ${percentile(milliseconds, 0.5).toFixed(3)} ms, p99 ${percentile(milliseconds, 0.99).toFixed(2)} ms, most ${percentile(milliseconds, 1).toFixed(0)} ms`,
    ...[...reasons].map(([reason, count]) => `  undecided ${count} times: ${reason}`),
  ];
  return figures.join('\n');
}
