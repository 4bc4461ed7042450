import type { Message } from '../../connectors/connector.ts';
import { pointerTo } from '../../contracts/source/json-pointer.ts';
import { eventTime } from '../event-time.ts';
import { decodeJson } from '../json/decode-json.ts';
import type { Stage } from '../pump/stage.ts';
import { platformReason, type Reason, withoutFound } from '../quarantine/reason.ts';
import { readMember } from '../read-member.ts';
import { compileOpenSamples, type OpenSamples } from './open-samples.ts';
import { samplesIn } from './samples-in.ts';
import type { KnownSensorRoute, SensorRoute } from './sensor-streams.ts';

/** One row of a sample table. */
export interface Sample {
  readonly tag: string;
  readonly timeMs: number;
  readonly timeBasis: string;
  /** Null where the source sent no value. */
  readonly value: number | null;
  readonly quality: string;
  /** As text, in the order of the table's dimensions. */
  readonly dimensions: readonly string[];
}

/** A message of samples: those that hold, and why the others do not. */
export interface SensorMessage {
  readonly message: Message;
  readonly route: SensorRoute | undefined;
  readonly samples: readonly Sample[];
  readonly refused: number;
  readonly reasons: readonly Reason[];
  /** It was encrypted whole: quarantine shows nothing of it. */
  readonly hidden?: boolean;
}

/**
 * Reads and judges the samples of each message; one bad sample does not take others with it. `open` is
 * for those that a reader with an earlier plan has encrypted whole.
 */
export function readSamples(
  routeOf: (topic: string) => SensorRoute | undefined,
  open: OpenSamples = openNone,
): Stage<Message, SensorMessage> {
  return (batch) => batch.map((message) => readMessage(message, routeOf(message.topic), open));
}

function readMessage(
  message: Message,
  route: SensorRoute | undefined,
  open: OpenSamples,
): SensorMessage {
  if (route?.kind !== 'known') return unjudged(message, route);
  const opened = open(message.body, route, (topic) => topic === message.topic);
  if (opened.kind === 'waits') return waiting(message, route, opened.rule);
  if (opened.kind === 'refused') {
    return refusedWhole(message, route, [platformReason(opened.rule)]);
  }
  const judged = judgeSamples({ ...message, body: opened.body }, route);
  return opened.sealed ? hide(judged) : judged;
}

const openNone = compileOpenSamples([], undefined);

/** Without what was found. */
export function hide(item: SensorMessage): SensorMessage {
  return { ...item, reasons: item.reasons.map(withoutFound), hidden: true };
}

/** Held under its major until a process has its key. */
function waiting(
  message: Message,
  { stream, major }: KnownSensorRoute,
  rule: 'personal-sealed' | 'personal-key-other',
): SensorMessage {
  const route = { kind: 'held', stream, version: String(major.major) } as const;
  return {
    message,
    route,
    samples: [],
    refused: samplesIn(message.body),
    reasons: [platformReason(rule)],
  };
}

function refusedWhole(
  message: Message,
  route: SensorRoute,
  reasons: readonly Reason[],
  refused = 1,
): SensorMessage {
  return { message, route, samples: [], refused, reasons };
}

/** A message whose reading is at fault: refused as a whole. */
export function unreadSamples(message: Message, route: SensorRoute | undefined): SensorMessage {
  return {
    message,
    route,
    samples: [],
    refused: route === undefined ? 0 : samplesIn(message.body),
    reasons: [platformReason('platform-fault')],
  };
}

function unjudged(
  message: Message,
  route: Exclude<SensorRoute, KnownSensorRoute> | undefined,
): SensorMessage {
  if (route === undefined) {
    return { message, route, samples: [], refused: 0, reasons: [] };
  }
  const reasons = [platformReason('contract-version-unknown')];
  return { message, route, samples: [], refused: samplesIn(message.body), reasons };
}

/** Judges the samples of a message by its contract. */
export function judgeSamples(message: Message, route: KnownSensorRoute): SensorMessage {
  const refuseAll = (reasons: readonly Reason[], refused?: number): SensorMessage =>
    refusedWhole(message, route, reasons, refused);
  const decoded = decodeJson(message.body);
  if (decoded.kind === 'unreadable') return refuseAll([platformReason(decoded.reason)]);
  // A number beyond every double is stored as infinite, of bad quality; the rest would be a guess.
  const { defect } = decoded;
  if (defect !== undefined && defect.rule !== 'number-range') {
    return refuseAll([platformReason(defect.rule, defect.pointer)]);
  }
  const records = recordsOf(decoded.value, route);
  if (records.length === 0) return refuseAll([platformReason('no-record')]);
  const violations = route.validate(decoded.value);
  const badRecords = violations === null ? undefined : recordsNamed(violations, route);
  if (badRecords === 'all') return refuseAll(violations ?? [], records.length);

  const samples: Sample[] = [];
  const reasons: Reason[] = violations === null ? [] : [...violations];
  let refused = 0;
  for (const [index, record] of records.entries()) {
    if (badRecords?.has(index) === true) {
      refused += 1;
      continue;
    }
    const sample = readSample(record, route, message.receivedAtMs);
    if ('rule' in sample) {
      refused += 1;
      const place = route.records === 'array' ? `/${index}` : '';
      reasons.push({ ...sample, pointer: `${place}${sample.pointer}` });
    } else {
      samples.push(sample);
    }
  }
  return { message, route, samples, refused, reasons };
}

function recordsOf(value: unknown, { records }: KnownSensorRoute): readonly unknown[] {
  if (records === 'one') return [value];
  return Array.isArray(value) ? value : [];
}

/** The positions of the records that violations point into; `all` where one points at no record. */
function recordsNamed(
  violations: readonly Reason[],
  { records }: KnownSensorRoute,
): ReadonlySet<number> | 'all' {
  if (records === 'one') return 'all';
  const named = new Set<number>();
  for (const { pointer } of violations) {
    const index = /^\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
    if (index === undefined) return 'all';
    named.add(Number(index));
  }
  return named;
}

function readSample(
  record: unknown,
  route: KnownSensorRoute,
  receivedAtMs: number,
): Sample | Reason {
  const alias = readMember(record, route.tagPath);
  if (typeof alias !== 'string') return missing(route.tagPath, 'tag');
  const { ms, basis } = eventTime(readMember(record, route.time.path), route.time, receivedAtMs);
  const tag = route.tags(alias, ms);
  if (tag === undefined) {
    return {
      pointer: pointerOf(route.tagPath),
      rule: 'tag-known',
      message: 'The tag register has no tag of this name at the time of the sample.',
      found: alias.slice(0, 120),
      hint: 'Add a row to tags.csv and apply it, then replay.',
    };
  }
  const dimensions: string[] = [];
  for (const { path } of route.table.dimensions) {
    const value = readMember(record, path);
    if (value === undefined || value === null || typeof value === 'object') {
      return missing(path, 'dimension');
    }
    dimensions.push(String(value));
  }
  const value = numberOf(readMember(record, route.valuePath));
  return {
    tag: tag.id,
    timeMs: ms,
    timeBasis: basis,
    value,
    quality: qualityOf(
      record,
      route,
      value !== null && value >= tag.minimum && value <= tag.maximum,
    ),
    dimensions,
  };
}

/** NaN, infinite and absent values are samples too: of bad quality. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return null;
}

/** A range only lowers the source's own judgement. */
function qualityOf(record: unknown, { qualityPath }: KnownSensorRoute, plausible: boolean): string {
  const written = qualityPath === undefined ? 'good' : readMember(record, qualityPath);
  const quality = typeof written === 'string' ? written : String(written ?? 'uncertain');
  return plausible || quality !== 'good' ? quality : 'bad';
}

function missing(path: readonly string[], what: string): Reason {
  return {
    pointer: pointerOf(path),
    rule: 'series-complete',
    message: `The sample names no ${what}, so it belongs to no series.`,
  };
}

function pointerOf(path: readonly string[]): string {
  return path.reduce<string>(pointerTo, '');
}
