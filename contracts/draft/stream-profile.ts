import type { ProfileEntry } from './draft-contract.ts';
import { yamlList, yamlScalar, yamlText } from './yaml-text.ts';

/** A proposal, and what has to be asked about it. */
export interface Proposed<Value> {
  readonly value: Value;
  readonly ask?: string;
}

export interface EventTimeProposal {
  readonly field: string;
  /** IANA zone of times without an offset. */
  readonly zone?: string;
}

interface Common {
  readonly topic: Proposed<string>;
  readonly eventTime: Proposed<EventTimeProposal> | undefined;
}

/** The `tundish` entry of an event stream; a question stands at the entry that it is about. */
export function eventProfile(
  stream: Common & {
    /** No members: the bytes of the payload are the key. */
    readonly eventKey: Proposed<readonly string[]>;
    /** With a key, records revise each other. */
    readonly revise: boolean;
    readonly revision?: string;
    readonly cancelled?: Proposed<{ readonly field: string; readonly equals: string }>;
  },
): readonly ProfileEntry[] {
  const { eventKey, eventTime } = stream;
  const noTime =
    'no member holds a time that can be the event time: which one says when it happened? (event-time-declared)';
  return [
    { key: 'class', value: 'event', ...(eventTime === undefined ? { ask: noTime } : {}) },
    entry('topic', stream.topic, yamlText),
    entry('eventKey', eventKey, (names) => (names.length === 0 ? 'payload' : yamlList(names))),
    ...(eventTime === undefined ? [] : [entry('eventTime', eventTime, timeText)]),
    ...(stream.revise ? [{ key: 'change', value: 'revise' }] : []),
    ...(stream.revision === undefined
      ? []
      : [{ key: 'revision', value: yamlScalar(stream.revision) }]),
    ...(stream.cancelled === undefined
      ? []
      : [
          entry('cancelled', stream.cancelled, ({ field, equals }) => {
            return `{ field: ${yamlScalar(field)}, equals: ${yamlScalar(equals)} }`;
          }),
        ]),
    { key: 'compatibility', value: 'BACKWARD_TRANSITIVE' },
    { key: 'drift', value: 'quarantine' },
  ];
}

/** The `tundish` entry of a sensor stream. */
export function sensorProfile(
  stream: Common & {
    readonly series: Proposed<{
      readonly dimensions: readonly string[];
      readonly tag: string;
      readonly value: string;
      readonly quality?: string | undefined;
    }>;
    readonly sampling: Proposed<string> | undefined;
    readonly tags: boolean;
    /** Where there is no register yet. */
    readonly tagsAsk?: string;
  },
): readonly ProfileEntry[] {
  const { eventTime, sampling, tagsAsk } = stream;
  return [
    { key: 'class', value: 'sensor', ...(tagsAsk === undefined ? {} : { ask: tagsAsk }) },
    entry('topic', stream.topic, yamlText),
    entry('series', stream.series, ({ dimensions, tag, value, quality }) => {
      const parts = [
        ...(dimensions.length === 0 ? [] : [`dimensions: ${yamlList(dimensions)}`]),
        `tag: ${yamlScalar(tag)}`,
        `value: ${yamlScalar(value)}`,
        ...(quality === undefined ? [] : [`quality: ${yamlScalar(quality)}`]),
      ];
      return `{ ${parts.join(', ')} }`;
    }),
    ...(eventTime === undefined ? [] : [entry('eventTime', eventTime, timeText)]),
    ...(sampling === undefined ? [] : [entry('sampling', sampling, yamlScalar)]),
    ...(stream.tags ? [{ key: 'tags', value: 'tags.csv' }] : []),
    { key: 'compatibility', value: 'BACKWARD_TRANSITIVE' },
    { key: 'drift', value: 'quarantine' },
  ];
}

function entry<Value>(
  key: string,
  proposed: Proposed<Value>,
  text: (value: Value) => string,
): ProfileEntry {
  return {
    key,
    value: text(proposed.value),
    ...(proposed.ask === undefined ? {} : { ask: proposed.ask }),
  };
}

function timeText({ field, zone }: EventTimeProposal): string {
  return `{ field: ${yamlScalar(field)}${zone === undefined ? '' : `, zone: ${yamlScalar(zone)}`}, skew: PT5M }`;
}
