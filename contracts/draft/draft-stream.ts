import type { Json } from '../source/json.ts';
import { boundedKeys } from './bounded-keys.ts';
import {
  type Candidates,
  candidatesOf,
  leavesOf,
  type Series,
  type TimeCandidate,
} from './candidates.ts';
import type { DraftContract, DraftField, Loss, ProfileEntry } from './draft-contract.ts';
import { titleOf } from './draft-names.ts';
import { draftRecord, memberProblem } from './draft-record.ts';
import { type Observation, type Observed, soleKind } from './observation.ts';
import {
  type EventTimeProposal,
  eventProfile,
  type Proposed,
  sensorProfile,
} from './stream-profile.ts';
import { tagRegister } from './tag-rows.ts';

/** What is known without the samples; the rest is proposed and asked. */
export interface StreamWishes {
  readonly id: string;
  readonly domain: string;
  readonly topicRoot: string;
  /** IANA zone of the plant, for times without an offset. */
  readonly timeZone: string;
  /** How the samples are called in messages: a file or folder. */
  readonly source: string;
  readonly class?: 'event' | 'sensor' | undefined;
  readonly topic?: string | undefined;
  readonly eventKey?: readonly string[] | undefined;
  readonly eventTime?: string | undefined;
  readonly key?: readonly string[] | undefined;
  /** UCUM codes by dotted path. */
  readonly units: ReadonlyMap<string, string>;
  readonly purpose?: string | undefined;
  /** What the source calls members, by dotted path. */
  readonly businessNames?: ReadonlyMap<string, string>;
}

export interface StreamDraft {
  readonly contract: DraftContract;
  /** JSON Schema 2020-12 of the messages. */
  readonly schema: Json;
  /** `tags.csv` of a sensor stream. */
  readonly tags?: string;
  /** The member that was taken for the event time. */
  readonly eventTime?: string;
  readonly losses: readonly Loss[];
}

/** Fewer messages than this say little about which members may be missing. */
const fewMessages = 20;

/**
 * The contract that samples of messages suggest; undefined where they are neither objects nor
 * arrays of objects, or have no member that can be a field. What the samples cannot tell for sure is proposed with a question.
 */
export function draftStream(
  { observation: messages, unseen, distinct }: Observed,
  wishes: StreamWishes,
): StreamDraft | undefined {
  const isArray = soleKind(messages) === 'array';
  const record = isArray ? messages.items : messages;
  if (record === undefined || soleKind(record) !== 'object' || messages.nulls > 0) return undefined;
  const drafted = draftRecord(record, wishes.source);
  if (drafted.fields.length === 0) return undefined;
  const candidates = candidatesOf(
    leavesOf(record, (name) => memberProblem(name) === undefined),
    (paths) => !isArray && distinct(paths),
  );
  const series = wishes.class === 'event' ? undefined : candidates.series;
  const key = wishes.key ?? (series === undefined ? candidates.key : []);
  const schemaFile = `${wishes.id}.v1.schema.json`;
  const time = eventTimeOf(series === undefined ? candidates.times : [series.time], wishes);
  const known = {
    wishes,
    key,
    // The unit of a sample's value stands in the tag register; a zone has been asked for.
    answered: new Set([
      series?.value,
      series?.tag,
      time?.value.zone === undefined ? undefined : time.value.field,
    ]),
  };
  const fields = drafted.fields.map((field) => finished(field, '', known));
  const identity =
    series === undefined
      ? [...key, ...(wishes.eventKey ?? candidates.eventKey)]
      : [series.tag, ...series.dimensions];
  const schema = boundedKeys(drafted.schema, identity);
  const many = [
    ...(unseen === 0 ? [] : [tooMany(unseen, wishes.source)]),
    ...(series !== undefined && record.members.get(series.tag)?.forgot === true
      ? [moreTags(wishes.source)]
      : []),
  ];
  return {
    contract: {
      id: wishes.id,
      name: titleOf(wishes.id),
      version: '1.0.0',
      domain: wishes.domain,
      ...(wishes.purpose === undefined ? {} : { purpose: wishes.purpose }),
      dataset: {
        name: wishes.id,
        profile:
          series === undefined
            ? eventEntries(candidates, key, time, wishes)
            : sensorEntries(series, time, wishes),
        schemaFile,
        fields,
        ask: datasetQuestions(messages, schemaFile),
      },
    },
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: schemaFile,
      title: titleOf(wishes.id),
      ...(isArray ? { type: 'array', items: schema } : schema),
    },
    ...(series === undefined ? {} : { tags: registerOf(record, series) }),
    ...(time === undefined ? {} : { eventTime: time.value.field }),
    losses: [...drafted.losses, ...many],
  };
}

function datasetQuestions(messages: Observation, schemaFile: string): readonly string[] {
  return [
    `what does one record stand for, and what does each field mean? Add description here and in ${schemaFile} (description-present)`,
    ...(messages.seen < fewMessages
      ? [
          `drawn from ${messages.seen} ${messages.seen === 1 ? 'message' : 'messages'} only: which members may be missing or null?`,
        ]
      : []),
  ];
}

function eventEntries(
  candidates: Candidates,
  key: readonly string[],
  eventTime: Proposed<EventTimeProposal> | undefined,
  wishes: StreamWishes,
): readonly ProfileEntry[] {
  const { revision, cancelled } = candidates;
  const isKnown = key.length > 0;
  return eventProfile({
    topic: topicOf(wishes),
    eventKey: eventKeyOf(candidates, wishes),
    eventTime,
    revise: isKnown,
    ...(revision === undefined || !isKnown ? {} : { revision }),
    ...(cancelled === undefined || !isKnown
      ? {}
      : {
          cancelled: {
            value: cancelled,
            ask: `does ${cancelled.equals} take the record back, so that views hide it?`,
          },
        }),
  });
}

function sensorEntries(
  series: Series,
  eventTime: Proposed<EventTimeProposal> | undefined,
  wishes: StreamWishes,
): readonly ProfileEntry[] {
  return sensorProfile({
    topic: topicOf(wishes),
    series: {
      value: series,
      ask:
        wishes.class === 'sensor'
          ? 'which members tell one series from another?'
          : 'the records look like samples of sensors, where bounded loss is accepted; is that right? Else import again with --class event',
    },
    eventTime,
    sampling: undefined,
    tags: true,
  });
}

function topicOf({ topic, topicRoot, domain, id }: StreamWishes): Proposed<string> {
  if (topic !== undefined) return { value: topic };
  return {
    value: `${topicRoot}/${domain}/${id}/v1`,
    ask: 'on which topic do the messages arrive? {name} stands for a level that varies',
  };
}

function eventKeyOf(
  { eventKey, unique }: Candidates,
  wishes: StreamWishes,
): Proposed<readonly string[]> {
  if (wishes.eventKey !== undefined) return { value: wishes.eventKey };
  const others = unique.slice(0, 4);
  if (eventKey.length > 0) {
    const also = others.length === 0 ? '' : ` All different as well: ${others.join(', ')}`;
    return {
      value: eventKey,
      ask: `does a message that is sent twice repeat exactly these members?${also}`,
    };
  }
  return {
    value: [],
    ask: `which members does a message that is sent twice repeat, such as source and sequence?${others.length === 0 ? '' : ` All different are: ${others.join(', ')}.`} payload stands for the bytes as a whole`,
  };
}

function eventTimeOf(
  times: readonly TimeCandidate[],
  wishes: StreamWishes,
): Proposed<EventTimeProposal> | undefined {
  const named = wishes.eventTime;
  const time =
    named === undefined
      ? times[0]
      : (times.find(({ path }) => path === named) ?? { path: named, local: false });
  if (time === undefined) return undefined;
  const value = { field: time.path, ...(time.local ? { zone: wishes.timeZone } : {}) };
  const others = [...new Set(times.map(({ path }) => path))].filter((path) => path !== time.path);
  const questions = [
    ...(named === undefined
      ? [
          `is ${time.path} when it happened?${others.length === 0 ? '' : ` Times are also: ${others.slice(0, 5).join(', ')}`}`,
        ]
      : []),
    ...(time.local ? [`do the source's clocks run in ${wishes.timeZone}?`] : []),
  ];
  return { value, ...(questions.length === 0 ? {} : { ask: questions.join(' ') }) };
}

interface Known {
  readonly wishes: StreamWishes;
  readonly key: readonly string[];
  /** Paths about which nothing is left to ask. */
  readonly answered: ReadonlySet<string | undefined>;
}

/** Lays what is known over a drafted field: its unit, its name for people, its place in the key. */
function finished(field: DraftField, prefix: string, known: Known): DraftField {
  const { wishes, key, answered } = known;
  const path = `${prefix}${field.name}`;
  const unit = wishes.units.get(path);
  const businessName = wishes.businessNames?.get(path);
  const position = key.indexOf(path) + 1;
  const asked = answered.has(path) ? [] : field.ask;
  const ask =
    unit === undefined ? asked : asked.filter((each) => !/which unit|is that the unit/.test(each));
  const keyAsk = `is ${path} the key of what the record is about? Then a record with the same ${path} replaces the older one`;
  return {
    ...field,
    ...(businessName === undefined ? {} : { businessName }),
    ...(unit === undefined ? {} : { unit }),
    ...(position === 0 ? {} : { keyPosition: position }),
    ask: position > 0 && wishes.key === undefined ? [...ask, keyAsk] : ask,
    fields: field.fields.map((each) => finished(each, `${path}.`, known)),
  };
}

function registerOf(record: Observation, series: Series): string {
  const values = record.members.get(series.tag)?.values ?? new Map<string, number>();
  const aliases = [...values.keys()].filter((value) => typeof value === 'string' && value !== '');
  return tagRegister(aliases.map((alias) => ({ alias: String(alias) })));
}

function moreTags(source: string): Loss {
  return {
    what: 'some tags',
    where: source,
    became: 'samples without a register',
    why: 'there are more different names than are remembered; import the instrument list',
  };
}

function tooMany(unseen: number, source: string): Loss {
  return {
    what: `${unseen} members`,
    where: source,
    became: 'in raw only',
    why: 'the samples hold more different names than are looked at',
  };
}
