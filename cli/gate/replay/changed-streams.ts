import type {
  EventDatasetPlan,
  Plan,
  SensorDatasetPlan,
  StreamMajor,
} from '../../../contracts/plan/plan.ts';
import {
  type DecodedRow,
  decodeRawRow,
  type RawRow,
} from '../../../ingestion/etl/decode-raw-row.ts';
import { compileJudge, type JudgeRow } from '../../../ingestion/etl/judge-row.ts';
import type { PersonalKeys } from '../../../ingestion/personal/personal-keys.ts';
import {
  type CompiledValidator,
  compileValidator,
  SchemaNotCompiled,
} from './compile-validator.ts';

/** An event stream whose stored messages may be seen otherwise than before. */
export interface ChangedStream {
  /** As it is stored now. */
  readonly stored: EventDatasetPlan;
  readonly before: JudgeRow;
  readonly after: JudgeRow;
  /** Names of members that one of the two contracts declares, anywhere in a message. */
  readonly declared: ReadonlySet<string>;
}

/** The streams to judge, and what of the others a person should know. */
export interface ChangedStreams {
  readonly streams: readonly ChangedStream[];
  readonly unchecked: readonly string[];
}

/** Pairs each stored event stream with its proposed contract, where that judges otherwise. */
export function changedStreams(
  previous: Plan,
  current: Plan,
  keys: PersonalKeys | undefined,
): ChangedStreams {
  const streams: ChangedStream[] = [];
  const unchecked: string[] = [];
  for (const stored of previous.datasets) {
    if (stored.kind !== 'event' && stored.kind !== 'sensor') continue;
    const proposed = current.datasets.find(({ id }) => id === stored.id);
    if (proposed === undefined) continue;
    if (proposed.kind !== stored.kind) {
      unchecked.push(
        `${stored.id}: its messages are ${stored.kind}s in the store and ${proposed.kind} in the proposed contract; they were not judged again`,
      );
    } else if (stored.kind === 'sensor' && proposed.kind === 'sensor') {
      if (!samePayloads(stored, proposed)) {
        unchecked.push(
          `${stored.id}: its messages are not kept as they came, so its payload schema was not tried on them; the ranges of its tags were`,
        );
      }
    } else if (stored.kind === 'event' && proposed.kind === 'event') {
      try {
        const changed = changedStream(stored, proposed, keys);
        if (changed !== undefined) streams.push(changed);
      } catch (error) {
        if (!(error instanceof SchemaNotCompiled)) throw error;
        unchecked.push(
          `${stored.id}: its stored messages were not judged again, because ${error.message}`,
        );
      }
    }
  }
  return { streams, unchecked };
}

function samePayloads(stored: SensorDatasetPlan, proposed: SensorDatasetPlan): boolean {
  const hashes = ({ majors }: SensorDatasetPlan): string =>
    majors.map(({ major, validator }) => `${major} ${validator.sha256}`).join('\n');
  return hashes(stored) === hashes(proposed);
}

function changedStream(
  stored: EventDatasetPlan,
  proposed: EventDatasetPlan,
  keys: PersonalKeys | undefined,
): ChangedStream | undefined {
  // What is stored was treated as the contract of then said, whatever the proposed one says.
  const treated: EventDatasetPlan = {
    ...proposed,
    majors: proposed.majors.map((major) => treatedAs(stored, major)),
  };
  const before = validatorsOf(stored);
  const after = validatorsOf(treated);
  if (sameJudgement(stored, before, treated, after)) return undefined;
  const decode = decodeOnce();
  const judge = (plan: EventDatasetPlan, by: typeof before): JudgeRow =>
    compileJudge(plan, (major) => by.get(major)?.validate, keys, undefined, decode);
  return {
    stored,
    before: judge(stored, before),
    after: judge(treated, after),
    declared: declaredNames([...stored.majors, ...proposed.majors]),
  };
}

/** Both judges look at the same row in turn; parsing it is most of their work. */
function decodeOnce(): typeof decodeRawRow {
  let last: RawRow | undefined;
  let decoded: DecodedRow | undefined;
  return (row) => {
    if (row !== last || decoded === undefined) {
      decoded = decodeRawRow(row);
      last = row;
    }
    return decoded;
  };
}

function treatedAs(stored: EventDatasetPlan, major: StreamMajor): StreamMajor {
  const before = stored.majors.find((each) => each.major === major.major);
  if (before === undefined) return major;
  const { personal: _, ...rest } = major;
  return before.personal === undefined ? rest : { ...rest, personal: before.personal };
}

function validatorsOf({ majors }: EventDatasetPlan): ReadonlyMap<number, CompiledValidator> {
  return new Map(
    majors.map((major) => [major.major, compileValidator(major, major.personal ?? [])]),
  );
}

function sameJudgement(
  stored: EventDatasetPlan,
  before: ReadonlyMap<number, CompiledValidator>,
  proposed: EventDatasetPlan,
  after: ReadonlyMap<number, CompiledValidator>,
): boolean {
  return (
    stored.majors.length === proposed.majors.length &&
    stored.majors.every((major) => {
      const other = proposed.majors.find((each) => each.major === major.major);
      return (
        other !== undefined &&
        before.get(major.major)?.source === after.get(major.major)?.source &&
        major.payload.records === other.payload.records &&
        versionPointer(major) === versionPointer(other)
      );
    })
  );
}

function versionPointer({ stream }: StreamMajor): string | undefined {
  return stream.class === 'event' ? stream.versionPointer : undefined;
}

function declaredNames(majors: readonly StreamMajor[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if ((key === 'properties' || key === 'required') && typeof child === 'object') {
        const named = Array.isArray(child) ? child.map(String) : Object.keys(child ?? {});
        for (const name of named) names.add(name);
      }
      visit(child);
    }
  };
  for (const { payload } of majors) visit(payload.document);
  return names;
}
