import { isUnique, type Observation, soleFormat, soleKind } from './observation.ts';

/** One value of the record, by its dotted path. */
export interface Leaf {
  readonly path: string;
  readonly name: string;
  readonly observation: Observation;
  /** It was there, and not null, in every record. */
  readonly always: boolean;
}

/** What the samples suggest for the profile; all of it for a person to confirm. */
export interface Candidates {
  /** Members that hold a time, the likeliest event time first. */
  readonly times: readonly TimeCandidate[];
  /** Members that together tell one event from another; empty where none do. */
  readonly eventKey: readonly string[];
  /** Other members whose values are all different. */
  readonly unique: readonly string[];
  /** Members that look like the key of what the record is about. */
  readonly key: readonly string[];
  readonly revision: string | undefined;
  /** A member with a value that takes a record back. */
  readonly cancelled: { readonly field: string; readonly equals: string } | undefined;
  readonly series: Series | undefined;
}

export interface TimeCandidate {
  readonly path: string;
  /** Its texts have no offset. */
  readonly local: boolean;
}

export interface Series {
  readonly dimensions: readonly string[];
  readonly tag: string;
  readonly value: string;
  readonly quality: string | undefined;
  readonly time: TimeCandidate;
}

const deepestPath = 3;

/** The scalars of a record that a path leads to, arrays left out. */
export function leavesOf(record: Observation, usable: (name: string) => boolean): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (observation: Observation, names: readonly string[], always: boolean): void => {
    const objects = observation.kinds.get('object') ?? 0;
    for (const [name, member] of observation.members) {
      if (!usable(name)) continue;
      const path = [...names, name];
      const here = always && member.seen === objects && member.nulls === 0;
      const kind = soleKind(member);
      if (kind === 'object' && path.length < deepestPath) visit(member, path, here);
      else if (kind !== undefined && kind !== 'object' && kind !== 'array')
        leaves.push({ path: path.join('.'), name, observation: member, always: here });
    }
  };
  visit(record, [], true);
  return leaves;
}

const namesOf = {
  time: /(^|_)(event_?time|time_?stamp|time|ts|zeit|zeitpunkt|zeitstempel|datum|measured_?at|occurred_?at|created_?at)$/,
  end: /(^|_)(end|ended_?at|finish|finished|ende|bis|stop)$/,
  later: /(^|_)(sent|received|stored|inserted|updated|changed|modified)(_|$)/,
  source:
    /(^|_)(source|sender|device|gateway|machine|station|system|producer|quelle|anlage|maschine)(_?id)?$/,
  sequence:
    /(^|_)(seq|sequence|sequence_?no|sequence_?number|counter|msg_?no|message_?no|laufnummer|lfd_?nr)$/,
  eventId: /(^|_)(event|message|msg|report|record|telegram)_?(id|uuid|no|nr)$|^(id|uuid|guid)$/,
  key: /(^|_)(id|no|nr|number|nummer|key|code|kennung)$/,
  revision: /(^|_)(revision|rev|version|correction|edition)(_?(no|nr|number))?$/,
  tag: /^(tag|tag_?name|signal|signal_?name|channel|sensor|sensor_?id|point|variable|metric|messstelle|measurement)$/,
  value: /^(value|val|v|wert|messwert|reading)$/,
  quality: /^(quality|q|qual|status|state|qualitaet|qualität)$/,
} as const;

/**
 * Reads the record's members for keys, times and order.
 * @param distinct true where no two records agree in all members of the paths.
 */
export function candidatesOf(
  leaves: readonly Leaf[],
  distinct: (paths: readonly string[]) => boolean,
): Candidates {
  const times = timesAmong(leaves);
  const sequence = leaves.find(
    ({ name, always, observation }) =>
      always &&
      soleKind(observation) === 'integer' &&
      (is(name, 'sequence') || (observation.growing && isUnique(observation) && is(name, 'key'))),
  );
  const source = leaves.find(({ name, always, observation }) => {
    return always && is(name, 'source') && soleKind(observation) === 'string';
  });
  const unique = leaves
    .filter(({ always, observation }) => always && isUnique(observation) && isKeyKind(observation))
    .map(({ path }) => path);
  const ownId = leaves.find(({ path, name }) => unique.includes(path) && is(name, 'eventId'));
  const eventKey =
    sequence !== undefined && (source !== undefined || isUnique(sequence.observation))
      ? [...(source === undefined ? [] : [source.path]), sequence.path]
      : ownId !== undefined
        ? [ownId.path]
        : (distinctPair(leaves, times, distinct) ?? []);
  const revision = leaves.find(
    ({ name, always, observation }) =>
      always && is(name, 'revision') && soleKind(observation) === 'integer',
  );
  const key = leaves.find(
    ({ path, name, always, observation }) =>
      always && !eventKey.includes(path) && is(name, 'key') && isKeyKind(observation),
  );
  const isKey = key !== undefined && (revision !== undefined || isUnique(key.observation));
  return {
    times,
    eventKey,
    unique: unique.filter((path) => !eventKey.includes(path)),
    key: isKey ? [key.path] : [],
    revision: isKey ? revision?.path : undefined,
    cancelled: isKey ? cancelledAmong(leaves) : undefined,
    series: seriesAmong(leaves, times),
  };
}

/** Two members that only together tell records apart, as a meter and the end of its interval. */
function distinctPair(
  leaves: readonly Leaf[],
  times: readonly TimeCandidate[],
  distinct: (paths: readonly string[]) => boolean,
): readonly string[] | undefined {
  const always = leaves.filter((leaf) => leaf.always && isKeyKind(leaf.observation));
  const who = always.filter(({ name }) => is(name, 'key') || is(name, 'source'));
  const which = [
    ...always.filter(({ observation }) => soleKind(observation) === 'integer'),
    ...leaves.filter(
      ({ path, always: isThere }) => isThere && times.some((time) => time.path === path),
    ),
    ...who,
  ];
  for (const { path: first } of who.slice(0, 6)) {
    const second = which.slice(0, 12).find(({ path }) => path !== first && distinct([first, path]));
    if (second !== undefined) return [first, second.path];
  }
  return undefined;
}

function cancelledAmong(leaves: readonly Leaf[]): Candidates['cancelled'] {
  for (const { path, observation } of leaves) {
    if (soleKind(observation) !== 'string' || observation.values.size > 12) continue;
    const value = [...observation.values.keys()].find((each) => {
      return /^(cancell?ed|void(ed)?|deleted|withdrawn|storniert|gel(oe|ö)scht)$/i.test(
        String(each),
      );
    });
    if (value !== undefined) return { field: path, equals: String(value) };
  }
  return undefined;
}

function is(name: string, what: keyof typeof namesOf): boolean {
  return namesOf[what].test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase());
}

function isKeyKind(observation: Observation): boolean {
  const kind = soleKind(observation);
  const format = soleFormat(observation);
  const isTime = format === 'date-time' || format === 'local-date-time' || format === 'date';
  return kind === 'integer' || (kind === 'string' && !isTime);
}

function timesAmong(leaves: readonly Leaf[]): readonly TimeCandidate[] {
  const scored = leaves.flatMap(({ path, name, always, observation }) => {
    const format = soleFormat(observation);
    const isTime = format === 'date-time' || format === 'local-date-time';
    if (soleKind(observation) !== 'string' || !isTime) return [];
    const score =
      (is(name, 'time') ? 4 : 0) +
      (is(name, 'end') ? 3 : 0) +
      (always ? 2 : 0) -
      (is(name, 'later') ? 3 : 0);
    return [{ path, local: format === 'local-date-time', score }];
  });
  return scored.sort((a, b) => b.score - a.score).map(({ path, local }) => ({ path, local }));
}

function seriesAmong(leaves: readonly Leaf[], times: readonly TimeCandidate[]): Series | undefined {
  const kind = (what: 'tag' | 'value' | 'quality', kinds: readonly string[]) =>
    leaves.find(
      ({ name, observation }) => is(name, what) && kinds.includes(soleKind(observation) ?? ''),
    );
  const tag = kind('tag', ['string']);
  const value = kind('value', ['number', 'integer']);
  const [time] = times;
  if (tag === undefined || value === undefined || time === undefined || !tag.always)
    return undefined;
  const quality = kind('quality', ['string']);
  const rest = leaves.filter(
    ({ path, always, observation }) =>
      always &&
      isKeyKind(observation) &&
      !isUnique(observation) &&
      path !== tag.path &&
      path !== value.path &&
      path !== quality?.path &&
      path !== time.path,
  );
  return {
    dimensions: rest.slice(0, 16).map(({ path }) => path),
    tag: tag.path,
    value: value.path,
    quality: quality?.path,
    time,
  };
}
