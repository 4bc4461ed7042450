import fc from 'fast-check';
import { memoryFiles } from '../../contracts/source/repository-files.ts';

/** How a contract declares one member; absent: not at all. */
type Declared = 'absent' | 'optional' | 'required';

interface Member {
  readonly name: 'k1' | 'k2' | 'r1' | 'r2' | 'status' | 'n' | 'note';
  readonly declared: Declared;
}

/** What one major says. */
export interface MajorSpec {
  readonly key: readonly ('k1' | 'k2')[];
  readonly members: readonly Member[];
  readonly revision: 'r1' | 'r2' | undefined;
  readonly isCancelled: boolean;
  /** Local times of Berlin, or instants. */
  readonly isLocal: boolean;
  readonly isBounded: boolean;
  readonly hasCuts: boolean;
  /** The note is a number, or a text: of another type than in the other major. */
  readonly hasNumberedNote: boolean;
}

export interface PairSpec {
  readonly change: 'append' | 'revise';
  readonly majors: readonly [MajorSpec, MajorSpec];
  readonly messages: readonly MessageSpec[];
}

export interface MessageSpec {
  readonly major: 1 | 2;
  readonly minute: number;
  readonly values: Readonly<Record<Member['name'], string | number>>;
  /** Which optional members it has. */
  readonly has: readonly boolean[];
  readonly cuts: readonly number[];
}

const NAMES = ['k1', 'k2', 'r1', 'r2', 'status', 'n', 'note'] as const;

const majorSpec: fc.Arbitrary<MajorSpec> = fc
  .record({
    key: fc.constantFrom<MajorSpec['key']>(['k1'], ['k2'], ['k1', 'k2']),
    declared: fc.array(fc.constantFrom<Declared>('absent', 'optional', 'required'), {
      minLength: NAMES.length,
      maxLength: NAMES.length,
    }),
    revision: fc.constantFrom('r1', 'r2', undefined),
    isCancelled: fc.boolean(),
    isLocal: fc.boolean(),
    isBounded: fc.boolean(),
    hasCuts: fc.boolean(),
    hasNumberedNote: fc.boolean(),
  })
  .map(({ declared, ...spec }) => ({
    ...spec,
    members: NAMES.map((name, index): Member => {
      const drawn = declared[index] ?? 'absent';
      if (spec.key.some((one) => one === name)) return { name, declared: 'required' };
      const isNeeded = name === spec.revision || (name === 'status' && spec.isCancelled);
      return { name, declared: isNeeded && drawn === 'absent' ? 'optional' : drawn };
    }),
  }));

const messageSpec: fc.Arbitrary<MessageSpec> = fc.record({
  major: fc.constantFrom<1 | 2>(1, 2),
  minute: fc.constant(0),
  values: fc.record({
    k1: fc.constantFrom('A', 'B', 'C'),
    k2: fc.constantFrom('A', 'B'),
    r1: fc.integer({ min: 1, max: 3 }),
    r2: fc.integer({ min: 1, max: 3 }),
    status: fc.constantFrom('open', 'cancelled'),
    n: fc.integer({ min: 0, max: 9 }),
    note: fc.constantFrom('x', 'y'),
  }),
  has: fc.array(fc.boolean(), { minLength: NAMES.length, maxLength: NAMES.length }),
  cuts: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
});

export const pairSpec: fc.Arbitrary<PairSpec> = fc
  .record({
    change: fc.constantFrom<PairSpec['change']>('revise', 'revise', 'append'),
    majors: fc.tuple(majorSpec, majorSpec),
    messages: fc.array(messageSpec, { minLength: 12, maxLength: 24 }),
    order: fc.shuffledSubarray(
      Array.from({ length: 24 }, (_, index) => index),
      { minLength: 24 },
    ),
  })
  .map(({ order, messages, ...rest }) => ({
    ...rest,
    // No two events of a dataset at one time: else hashes decide, which nobody promises.
    messages: messages.map((one, index) => ({ ...one, minute: order[index] ?? index })),
  }));

function schemaOf({ members, isLocal, isBounded, hasCuts, ...spec }: MajorSpec): unknown {
  const note = spec.hasNumberedNote ? {} : { note: 'string' };
  const types = { k1: 'string', k2: 'string', status: 'string', ...note };
  const bounds = isBounded ? { minimum: 0, maximum: 100 } : {};
  const there = members.filter(({ declared }) => declared !== 'absent');
  const time = isLocal ? { type: 'string' } : { type: 'string', format: 'date-time' };
  const cut = { type: 'object', required: ['at'], properties: { at: { type: 'number' } } };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: [
      'id',
      'at',
      ...there.filter(({ declared }) => declared === 'required').map(({ name }) => name),
    ],
    properties: {
      id: { type: 'string' },
      at: time,
      ...Object.fromEntries(
        there.map(({ name }) => [
          name,
          name in types ? { type: 'string' } : { type: 'integer', ...bounds },
        ]),
      ),
      ...(hasCuts ? { cuts: { type: 'array', items: cut } } : {}),
    },
  };
}

function contractOf(
  id: string,
  major: number,
  change: string,
  spec: MajorSpec,
  older: MajorSpec | undefined,
): string {
  const hasNote = (one: MajorSpec | undefined) =>
    one?.members.some(({ name, declared }) => name === 'note' && declared !== 'absent') === true;
  const isApart =
    hasNote(spec) && hasNote(older) && spec.hasNumberedNote !== older?.hasNumberedNote;
  const apart = isApart ? '      - { name: note, physicalName: note_apart }\n' : '';
  const key = spec.key.map(
    (name, index) =>
      `      - { name: ${name}, logicalType: string, primaryKey: true, primaryKeyPosition: ${index + 1} }`,
  );
  return `apiVersion: v3.1.0
kind: DataContract
id: ${id}
version: ${major}.0.0
status: active
schema:
  - name: ${id}
    description: Major ${major} of ${id}.
    authoritativeDefinitions:
      - { type: jsonSchema, url: ./${id}.v${major}.schema.json }
    customProperties:
      - property: tundish
        value:
          class: event
          topic: plant/synthetic/{line}/${id}/v${major}
          eventKey: [id]
          eventTime: { field: at${spec.isLocal ? ', zone: Europe/Berlin' : ''} }
          change: ${change}
${change === 'revise' && spec.revision !== undefined ? `          revision: ${spec.revision}\n` : ''}${
  change === 'revise' && spec.isCancelled
    ? '          cancelled: { field: status, equals: cancelled }\n'
    : ''
}    properties:
${key.join('\n')}
${apart}`;
}

export function filesOf(pairs: readonly PairSpec[], majors: readonly (1 | 2)[]) {
  const files: Record<string, string> = {
    'plant.yaml': 'name: proof\ntimeZone: Europe/Berlin\ntopicRoot: plant\n',
  };
  for (const [index, { change, majors: specs }] of pairs.entries()) {
    const id = `p${index}`;
    const folder = `products/synthetic/${id}`;
    files[`${folder}/product.odps.yaml`] =
      `apiVersion: v1.0.0\nkind: DataProduct\nid: ${id}\nstatus: active\n`;
    for (const major of majors) {
      const spec = specs[major - 1];
      if (spec === undefined) continue;
      files[`${folder}/${id}.v${major}.odcs.yaml`] = contractOf(
        id,
        major,
        change,
        spec,
        major === 2 ? specs[0] : undefined,
      );
      files[`${folder}/${id}.v${major}.schema.json`] = JSON.stringify(schemaOf(spec));
    }
  }
  return memoryFiles(files);
}

export const START = Date.UTC(2026, 2, 1);

/** A valid message of its major, with what other majors declare as members of another type. */
export function payloadOf(pair: PairSpec, message: MessageSpec, index: number): string {
  const spec = pair.majors[message.major - 1];
  if (spec === undefined) throw new Error('No such major.');
  const instant = START + message.minute * 60_000;
  const local = new Date(instant + 3_600_000).toISOString().replace('Z', '');
  const members = spec.members.flatMap(({ name, declared }, position): [string, unknown][] => {
    if (declared === 'absent') return [[name, { undeclared: true }]];
    const isThere = declared === 'required' || message.has[position] === true;
    return isThere ? [[name, sentValue(spec, message, name)]] : [];
  });
  return JSON.stringify({
    id: String(index),
    at: spec.isLocal ? local : new Date(instant).toISOString(),
    ...Object.fromEntries(members),
    cuts: spec.hasCuts ? message.cuts.map((at) => ({ at })) : 'undeclared',
  });
}

function sentValue(spec: MajorSpec, message: MessageSpec, name: Member['name']): string | number {
  if (name === 'note' && spec.hasNumberedNote) return message.values.note === 'x' ? 1 : 2;
  return message.values[name];
}

export type Values = Readonly<Record<string, string | number | null>>;

export interface Fact {
  readonly values: Values;
  readonly cuts: readonly number[];
  readonly hasNumberedNote: boolean;
}

/** What a message says, by the contract of its own major. */
function factOf(pair: PairSpec, message: MessageSpec, index: number): Fact {
  const spec = pair.majors[message.major - 1];
  if (spec === undefined) throw new Error('No such major.');
  const members = spec.members.map(({ name, declared }, position) => {
    const isThere =
      declared === 'required' || (declared === 'optional' && message.has[position] === true);
    return [name, isThere ? sentValue(spec, message, name) : null] as const;
  });
  return {
    values: {
      id: String(index),
      at: START + message.minute * 60_000,
      ...Object.fromEntries(members),
    },
    cuts: spec.hasCuts ? message.cuts : [],
    hasNumberedNote: spec.hasNumberedNote,
  };
}

/** What the contract of a major promises of its views: newest rows, all rows. */
export function promised(pair: PairSpec, major: 1 | 2) {
  const spec = pair.majors[major - 1];
  if (spec === undefined) throw new Error('No such major.');
  const all = pair.messages
    .map((message, index) => factOf(pair, message, index))
    .filter(({ values }) => spec.key.every((name) => values[name] !== null));
  if (pair.change === 'append') return { spec, all, shown: all };
  const byKey = new Map<string, Fact>();
  for (const fact of all) {
    const key = JSON.stringify(spec.key.map((name) => fact.values[name]));
    const known = byKey.get(key);
    if (known === undefined || isNewer(fact, known, spec.revision)) byKey.set(key, fact);
  }
  const shown = [...byKey.values()].filter(
    ({ values }) => !(spec.isCancelled && values.status === 'cancelled'),
  );
  return { spec, all, shown };
}

/** A record without the major's revision is older than any with one. */
function isNewer(a: Fact, b: Fact, revision: string | undefined): boolean {
  const rank = ({ values }: Fact) =>
    revision === undefined ? 0 : Number(values[revision] ?? Number.NEGATIVE_INFINITY);
  if (rank(a) !== rank(b)) return rank(a) > rank(b);
  return Number(a.values.at) > Number(b.values.at);
}

export function declaredOnly({ members, ...spec }: MajorSpec, fact: Fact): Values {
  const isForeign = fact.hasNumberedNote !== spec.hasNumberedNote;
  const values = isForeign ? { ...fact.values, note: null } : fact.values;
  const names = members.filter(({ declared }) => declared !== 'absent').map(({ name }) => name);
  return Object.fromEntries(
    ['id', 'at', ...names].map((name) => [name, values[name] ?? null] as const),
  );
}

/** Elements repeat the key, but for what an older major declares outside of its own key. */
export function repeatedKey({ majors }: PairSpec, { key }: MajorSpec): MajorSpec['key'] {
  return key.filter((name) => {
    const oldest = majors.find(({ members }) =>
      members.some((member) => member.name === name && member.declared !== 'absent'),
    );
    return oldest?.key.includes(name) === true;
  });
}
