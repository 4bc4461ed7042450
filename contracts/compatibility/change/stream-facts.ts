import type { Dataset } from '../../model/dataset.ts';
import type { EventTime, Stream } from '../../model/stream.ts';
import { type FactBody, textOr } from './stated-fact.ts';

/** A fact and the key of the profile that says it. */
export type ProfileFact = readonly [body: FactBody, key: string];

/** What differs in how two datasets arrive; nothing where one of them does not arrive. */
export function streamFacts(previous: Dataset, current: Dataset): readonly ProfileFact[] {
  if (previous.source.kind !== 'stream' || current.source.kind !== 'stream') return [];
  const before = previous.source.stream;
  const after = current.source.stream;
  const facts: ProfileFact[] = [];
  if (before.topic !== after.topic) {
    facts.push([{ kind: 'topic-changed', before: before.topic, after: after.topic }, 'topic']);
  }
  facts.push(...timeFacts(before.eventTime, after.eventTime));
  if (before.class === 'event' && after.class === 'event') {
    const keys = { before: eventKey(before), after: eventKey(after) };
    if (keys.before !== keys.after)
      facts.push([{ kind: 'event-key-changed', ...keys }, 'eventKey']);
    if (before.versionPointer !== after.versionPointer) {
      const texts = {
        before: textOr(before.versionPointer),
        after: textOr(after.versionPointer),
      };
      facts.push([{ kind: 'version-pointer-changed', ...texts }, 'versionPointer']);
    }
  }
  if (before.class === 'sensor' && after.class === 'sensor') {
    const series = { before: seriesText(before), after: seriesText(after) };
    if (series.before !== series.after)
      facts.push([{ kind: 'series-changed', ...series }, 'series']);
    facts.push(...samplingFacts(before.samplingMs, after.samplingMs));
  }
  return facts;
}

function eventKey({ eventKey: key }: Extract<Stream, { readonly class: 'event' }>): string {
  return key === 'payload' ? 'the whole payload' : key.join(', ');
}

function seriesText({ series }: Extract<Stream, { readonly class: 'sensor' }>): string {
  const { dimensions, tag, value, quality } = series;
  return [
    `dimensions ${textOr(dimensions.join(', '), 'none')}`,
    `tag ${tag}`,
    `value ${value}`,
    `quality ${textOr(quality)}`,
  ].join('; ');
}

function timeFacts(
  before: EventTime | undefined,
  after: EventTime | undefined,
): readonly ProfileFact[] {
  const facts: ProfileFact[] = [];
  const compare = (what: 'field' | 'zone' | 'skew', text: (time?: EventTime) => string) => {
    const texts = { before: text(before), after: text(after) };
    if (texts.before === texts.after) return;
    facts.push([{ kind: 'event-time-changed', what, ...texts }, `eventTime`]);
  };
  compare('field', (time) => textOr(time?.field, 'when it arrives'));
  compare('zone', (time) => textOr(time?.zone, 'the offset in the text'));
  compare('skew', (time) => millisecondsText(time?.skewMs));
  return facts;
}

function samplingFacts(
  before: number | undefined,
  after: number | undefined,
): readonly ProfileFact[] {
  return before === after ? [] : [[samplingFact(before, after), 'sampling']];
}

/** How the spacing of samples moved; none is promised where none is named. */
export function samplingFact(before: number | undefined, after: number | undefined) {
  const isDenser = (after ?? Number.POSITIVE_INFINITY) < (before ?? Number.POSITIVE_INFINITY);
  const texts = { before: millisecondsText(before), after: millisecondsText(after) };
  const change = isDenser ? 'denser' : 'sparser';
  return { kind: 'sampling-changed', change, ...texts } as const;
}

/** `500 ms`, `1 s`, `5 min`. */
function millisecondsText(ms: number | undefined): string {
  if (ms === undefined) return 'nothing';
  if (ms % 60_000 === 0 && ms > 0) return `${ms / 60_000} min`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}
