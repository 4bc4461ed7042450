import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftStream, type StreamWishes } from '../../../contracts/draft/draft-stream.ts';
import { observeAll } from '../../../contracts/draft/observation.ts';
import { renderContract } from '../../../contracts/draft/render-contract.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import type { Json } from '../../../contracts/source/json.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';

const wishes: StreamWishes = {
  id: 'heat',
  domain: 'casting',
  topicRoot: 'plant',
  timeZone: 'Europe/Berlin',
  source: 'samples.json',
  units: new Map(),
};

function draft(samples: readonly Json[], more: Partial<StreamWishes> = {}) {
  const drafted = draftStream(observeAll(samples), { ...wishes, ...more });
  if (drafted === undefined) throw new Error('the samples have no records');
  return { ...drafted, text: renderContract(drafted.contract) };
}

/** What the reader and the binder say of a drafted contract in a plant of its own. */
async function errorsOf(samples: readonly Json[]) {
  const { text, schema, tags } = draft(samples);
  const folder = 'products/casting/heat';
  const { findings } = await readPlant(
    memoryFiles({
      'plant.yaml': 'name: werk\ntimeZone: Europe/Berlin\ntopicRoot: plant\n',
      [`${folder}/product.odps.yaml`]:
        'apiVersion: v1.0.0\nkind: DataProduct\nid: heat\nname: Heat\nversion: 1.0.0\nstatus: draft\ndomain: casting\nteam: { name: x, members: [{ username: x }] }\n',
      [`${folder}/heat.v1.odcs.yaml`]: text,
      [`${folder}/heat.v1.schema.json`]: JSON.stringify(schema, null, 2),
      ...(tags === undefined ? {} : { [`${folder}/tags.csv`]: tags }),
    }),
  );
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message, place }) => `${place.file}:${place.line} ${rule}: ${message}`);
}

const heats: readonly Json[] = Array.from({ length: 100 }, (_, at) => ({
  source: at % 2 === 0 ? 'l2-a' : 'l2-b',
  sequence: at + 1,
  heat_id: `H${1000 + at}`,
  cast_end: new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString(),
  weight_kg: 180_000.5 + at,
  grade: ['S235', 'S355'][at % 2] ?? '',
  remark: at % 3 === 0 ? null : 'text',
  ...(at % 4 === 0 ? { late: true } : {}),
  samples: [{ position: 'tundish', temperature: 1540.5 + at }],
}));

describe('a contract drawn from messages', () => {
  const { schema, text } = draft(heats);

  it('has types, presence and formats as they were seen', () => {
    expect(schema).toMatchObject({
      type: 'object',
      required: expect.not.arrayContaining(['late']),
      properties: {
        sequence: { type: 'integer' },
        cast_end: { type: 'string', format: 'date-time' },
        weight_kg: { type: 'number' },
        remark: { type: ['string', 'null'] },
        late: { type: 'boolean' },
        samples: { type: 'array', items: { properties: { temperature: { type: 'number' } } } },
      },
    });
  });

  it('shows its evidence where it is read', () => {
    expect(text).toContain('- name: sequence # 100/100 messages, 1..100, growing');
    expect(text).toContain('- name: late # 25/100 messages');
    expect(text).toContain('- name: remark # 100/100 messages, 34 null, 1 different');
    expect(text).toContain('- name: heat_id # 100/100 messages, all different');
  });

  it('proposes keys, times and units, each with its question', () => {
    expect(text).toMatch(/eventKey: \[source, sequence\] # ASK: does a message that is sent twice/);
    expect(text).toMatch(/eventTime: \{ field: cast_end, skew: PT5M \} # ASK: is cast_end when/);
    expect(text).toMatch(/value: kg \}\n {8}# ASK: the name says kg/);
    expect(text).toMatch(/# ASK: is heat_id the key/);
    expect(text).toMatch(/# ASK: only these 2 were seen in 100 values: S235, S355/);
    expect(text).toMatch(/# ASK: which unit has temperature\?.*\(unit-on-measured-quantity\)/);
  });

  it('is bound without an error', async () => {
    expect(await errorsOf(heats)).toEqual([]);
  });

  it('takes what a person knows instead of asking', () => {
    const { text: known } = draft(heats, {
      topic: 'plant/casting/{caster}/heat/v1',
      eventKey: ['source', 'sequence'],
      eventTime: 'cast_end',
      key: ['heat_id'],
      units: new Map([
        ['weight_kg', 'kg'],
        ['samples.temperature', 'Cel'],
      ]),
      purpose: 'Heats.',
    });
    const asked = known.split('\n').filter((line) => line.includes('ASK'));
    expect(asked).toEqual([
      expect.stringContaining('description-present'),
      ...Array.from({ length: 3 }, () => expect.stringContaining('only these')).slice(0, 2),
    ]);
  });

  it('finds members that only together tell messages apart, and values that take one back', () => {
    const readings = Array.from({ length: 24 }, (_, at) => ({
      meter_id: `EM-${at % 4}`,
      until: new Date(Date.UTC(2026, 0, 1) + Math.floor(at / 4) * 900_000).toISOString(),
      energy: at / 2,
    }));
    expect(draft(readings).text).toContain('eventKey: [meter_id, until] # ASK: ');
    const reports = heats.map((heat, at) => ({
      ...(heat as object),
      status: at === 7 ? 'cancelled' : 'released',
    }));
    expect(draft(reports).text).toContain(
      'cancelled: { field: status, equals: cancelled } # ASK: ',
    );
  });

  it('knows a key among more messages than it remembers values', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => ({
      slab_id: `S${at}`,
      seq: at,
      x: at / 3,
    }));
    expect(draft(many).text).toMatch(/slab_id # 30000\/30000 messages, all different/);
    expect(draft([...many, { slab_id: 'S7', seq: 30_000, x: 1 }]).text).not.toContain(
      'is slab_id the key',
    );
  });

  it('asks for the zone where times have no offset', async () => {
    const local = heats.map((heat) => ({ ...(heat as object), cast_end: '2026-01-01 06:00:00' }));
    const { text: drafted } = draft(local);
    expect(drafted).toContain('eventTime: { field: cast_end, zone: Europe/Berlin, skew: PT5M }');
    expect(await errorsOf(local)).toEqual([]);
  });

  it('sees samples of sensors in records of tag, time and value', async () => {
    const samples = ['CS_PV', 'ML "PV", [mm]'].flatMap((tag) =>
      [1, 2].map((at) => ({ line: 'A', tag, value: at / 2, time: `2026-01-01T06:00:0${at}Z` })),
    );
    const { text: drafted, tags } = draft(samples);
    expect(drafted).toContain('series: { dimensions: [line], tag: tag, value: value }');
    expect(tags).toBe(
      'id,alias,description,unit,minimum,maximum,sampling,valid_from\ncs_pv,CS_PV,,,,,,\nml_pv_,"ML ""PV"", [mm]",,mm,,,,\n'.replace(
        'ml_pv_,',
        'ml_pv,',
      ),
    );
    expect(await errorsOf(samples)).toEqual([]);
  });
});

describe('hostile samples', () => {
  it('cannot write keys of the contract through names and values', async () => {
    const samples = Array.from({ length: 40 }, (_, at) =>
      JSON.parse(
        `{"__proto__": {"polluted": true}, "constructor": 1, "a.b": 1, "_x": 1, "": 1, "x: y": 1, "n\\nname: evil": 1,
          "# ASK: no": 1, "ok": "b\\n    - name: evil\\u2028", "\\u202eright": 1, "kind": "${at % 2 === 0 ? 'a # b' : 'c\\n- evil: 1'}", "ünïcode 単位": 1.5}`,
      ),
    );
    const { text, losses } = draft(samples);
    expect(text).not.toMatch(/^\s*-? ?(name: )?"?evil/m);
    expect(text).not.toContain('\u2028');
    expect(text).not.toContain('\u202e');
    expect(losses.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["member '__proto__'", "member 'a.b'", "member '_x'", "member ''"]),
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(await errorsOf(samples)).toEqual([]);
  });

  it('with 10,000 names at the root keep what a dataset can hold and count the rest', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`m${at}`, at]));
    const { contract, losses } = draft([many]);
    expect(contract.dataset.fields).toHaveLength(1_000);
    expect(losses).toContainEqual(expect.objectContaining({ what: '9000 members' }));
    expect(await errorsOf([many])).toEqual([]);
  });

  it('with 10,000 names inside are taken as data, with a question', async () => {
    const map = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`m${at}`, at]));
    const { schema, text } = draft([{ id: 1, map }]);
    expect(schema).toMatchObject({ properties: { map: { additionalProperties: true } } });
    expect(text).toContain('# ASK: 10000 different names were seen');
    expect(await errorsOf([{ id: 1, map }])).toEqual([]);
  });

  it('nested a thousand deep end where following them would', async () => {
    let deep: Json = 1;
    for (let level = 0; level < 1_000; level += 1) deep = level % 2 === 0 ? [deep] : { a: deep };
    expect(await errorsOf([{ id: 1, deep }])).toEqual([]);
  });

  it('whatever they are give a contract that is bound without an error', {
    timeout: 120_000,
  }, async () => {
    const name = fc.oneof(
      fc.constantFrom(
        '__proto__',
        'constructor',
        'a.b',
        'time',
        'value',
        'tag',
        'id',
        'Ä ö',
        'x_kg',
        'ctid',
        'select',
      ),
      fc.string({ maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const scalar = fc.oneof(
      fc.constantFrom(
        '2026-01-01T00:00:00Z',
        '2026-01-01 00:00:00',
        '2026-02-30',
        '12',
        '',
        1e300,
        -0,
        2 ** 60,
      ),
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: false }),
      ) as fc.Arbitrary<Json>,
    }));
    const record = fc
      .dictionary(name, value, { minKeys: 1, maxKeys: 6, noNullPrototype: false })
      .map((members) => ({ ...members, m: 1 }));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 4 }), async (samples) => {
        expect(await errorsOf(samples as readonly Json[])).toEqual([]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
