import type { Contract } from '../../model/contract.ts';
import type { StreamSource } from '../../model/dataset.ts';
import type { PayloadSchema } from '../../model/payload-schema.ts';
import type { Json } from '../../source/json.ts';
import { type Containment, type ContainmentOptions, contains } from '../containment/contains.ts';
import type { ChangeFact, FactOf } from './change-fact.ts';
import { type ContractPair, type DatasetPair, datasetSubject } from './compared.ts';
import { placeInProfile } from './contract-place.ts';
import { closed, pointerBeforeClosing } from './declared-members.ts';
import { isSameData } from './same-meaning.ts';
import { stated } from './stated-fact.ts';
import { spotAt, spotOf } from './written-place.ts';

type PayloadBody = Pick<FactOf<'payload-changed'>, 'backward' | 'forward' | 'undeclared'>;

/** Validators of the plant assert formats, as they become types of columns. */
const formats = 'assert';

/** For one question to the engine, where there is a clock. */
const milliseconds = 2_000;

type Means = Pick<ContractPair, 'examine' | 'clock'>;

function limits({ clock }: Means): ContainmentOptions {
  return clock === undefined ? { formats } : { formats, clock, milliseconds };
}

/** `a` against `b`, each counterexample examined where somebody can. */
function decided(a: Json, b: Json, means: Means): Containment {
  const { examine } = means;
  return contains(a, b, {
    ...limits(means),
    ...(examine === undefined
      ? {}
      : { examine: (of, value) => examine(of === 'a' ? a : b, value) }),
  });
}

/** What the payload schemas of a stream accept, where their documents differ. */
export function payloadFacts(pair: DatasetPair): readonly ChangeFact[] {
  const { previous, current } = pair;
  if (previous.source.kind !== 'stream' || current.source.kind !== 'stream') return [];
  const body = compare(previous.source.payload, current.source.payload, pair.contracts);
  return body === undefined ? [] : [payloadFact(pair, current.source, body)];
}

/**
 * The same against versions before the previous one that are still promised, oldest first: each step
 * may keep a promise that they break together.
 */
export function earlierPayloadFacts(
  pair: ContractPair,
  earlier: readonly Contract[],
): readonly ChangeFact[] {
  return pair.current.datasets.flatMap((current) => {
    if (current.source.kind !== 'stream' || !current.compatibility.endsWith('_TRANSITIVE'))
      return [];
    const { source } = current;
    const known: Json[] = [
      documentIn(pair.previous, current.name),
      source.payload.document,
    ].flatMap((document) => (document === undefined ? [] : [document]));
    return earlier.flatMap((contract): readonly ChangeFact[] => {
      const previous = contract.datasets.find(({ name }) => name === current.name);
      if (previous?.source.kind !== 'stream') return [];
      const { payload } = previous.source;
      if (known.some((document) => isSameData(document, payload.document))) return [];
      known.push(payload.document);
      const body = compare(payload, source.payload, pair);
      if (body === undefined) return [];
      const contracts = { ...pair, previous: contract, before: undefined };
      const compared = { contracts, previous, current };
      return [{ ...payloadFact(compared, source, body), since: contract.version } as ChangeFact];
    });
  });
}

function documentIn(contract: Contract, dataset: string): Json | undefined {
  const source = contract.datasets.find(({ name }) => name === dataset)?.source;
  return source?.kind === 'stream' ? source.payload.document : undefined;
}

function compare(
  before: PayloadSchema,
  after: PayloadSchema,
  means: Means,
): PayloadBody | undefined {
  if (isSameData(before.document, after.document)) return undefined;
  const backward = declaredContains(before.document, after.document, means);
  const forward = declaredContains(after.document, before.document, means);
  const undeclared = {
    ...example('backward', backward, [before.document, after.document], means),
    ...example('forward', forward, [after.document, before.document], means),
  };
  const isQuiet = Object.keys(undeclared).length === 0;
  if (backward.verdict === 'contained' && forward.verdict === 'contained' && isQuiet) {
    return undefined;
  }
  return { backward, forward, ...(isQuiet ? {} : { undeclared }) };
}

/** Is every message of `a` with declared members only a message of `b`? */
function declaredContains(a: Json, b: Json, means: Means): Containment {
  const part = closed(a);
  const result = decided(part, b, means);
  if (result.verdict === 'contained' && part !== a) {
    // Of no messages everything is true: where closing leaves none, all messages are asked about.
    const isEmpty = (schema: Json) =>
      contains(schema, false, limits(means)).verdict === 'contained';
    return isEmpty(part) && !isEmpty(a) ? decided(a, b, means) : result;
  }
  if (result.verdict !== 'undecided') return result;
  // Closing can leave what the engine decides; what holds for all messages holds for these as well.
  const whole = decided(a, b, means);
  if (whole.verdict === 'contained') return whole;
  if (whole.verdict === 'not-contained') {
    const { verdict } = contains({ const: whole.counterexample }, part, limits(means));
    if (verdict === 'contained') return whole;
  }
  if (result.of !== 'a') return result;
  return { ...result, pointer: pointerBeforeClosing(result.pointer) };
}

/** A message with undeclared members that only `a` takes, where there is none without. */
function example(
  way: 'backward' | 'forward',
  verdict: Containment,
  [a, b]: readonly [Json, Json],
  means: Means,
) {
  if (verdict.verdict !== 'contained') return {};
  const open = decided(a, b, means);
  return open.verdict === 'not-contained' ? { [way]: open.counterexample } : {};
}

function payloadFact(pair: DatasetPair, source: StreamSource, body: PayloadBody): ChangeFact {
  const { contracts, previous, current } = pair;
  const at =
    spotOf(contracts.after, source.payload.path, '') ??
    placeInProfile(contracts.after, contracts.current, current.name, undefined) ??
    spotAt(contracts.after, current.place);
  const before = previous.source.kind === 'stream' ? previous.source.payload.path : '';
  const previousPlace = spotOf(contracts.before, before, '')?.place ?? previous.place;
  return stated(datasetSubject(pair), at, { kind: 'payload-changed', ...body }, previousPlace);
}
