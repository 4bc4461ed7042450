import { expect, it } from 'vitest';
import { buildPlant } from '../../cli/runtime/built-plant.ts';
import type { Store } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { JsonObject } from '../../contracts/source/json-schema/json-object.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { curateEvents, loadedValidator } from '../prove/schema-to-table/curate-events.ts';
import { writtenEvents } from '../prove/schema-to-table/sent-events.ts';
import { plantOf } from '../prove/schema-to-table/synthetic-plant.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';

const APPEND = 'eventKey: [id], eventTime: { field: at }, change: append';

/** A payload schema with an id, a time and these members. */
function schema(more: JsonObject, required: readonly string[] = []): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['id', 'at', ...required],
    properties: { id: { type: 'string' }, at: { type: 'string', format: 'date-time' }, ...more },
  };
}

/** A plant whose one dataset has a major per schema; texts are those of all majors, or one each. */
function files(
  schemas: readonly JsonObject[],
  profile: string | readonly string[] = APPEND,
  properties: string | readonly string[] = '',
) {
  const of = (texts: string | readonly string[], index: number) =>
    typeof texts === 'string' ? texts : (texts[index] ?? '');
  const base = 'products/synthetic/piece/piece';
  const majors = schemas.map((document, index) => {
    const made = plantOf('piece', of(profile, index), document, of(properties, index));
    const contract = (made[`${base}.v1.odcs.yaml`] ?? '')
      .replace('version: 1.0.0', `version: ${index + 1}.0.0`)
      .replaceAll(/(?<=[./])v1(?=[."])/g, `v${index + 1}`);
    return {
      ...made,
      [`${base}.v${index + 1}.odcs.yaml`]: contract,
      [`${base}.v${index + 1}.schema.json`]: JSON.stringify(document),
    };
  });
  return Object.assign({}, ...majors.reverse()) as Readonly<Record<string, string>>;
}

type Sent = readonly [major: number, payload: JsonObject];

const at = '2026-03-01T00:00:00Z';

/** Stores and curates the messages in a new database, and hands it to `look`. */
async function send<R>(
  contents: Readonly<Record<string, string>>,
  messages: readonly Sent[],
  look: (store: Store) => Promise<R>,
): Promise<R> {
  const { plan } = await buildPlant(memoryFiles(contents));
  const dataset = plan.datasets.find(({ product }) => product === 'piece');
  if (dataset?.kind !== 'event') throw new Error('The plan has no event dataset.');
  const store = postgresStore((await postgres15())?.url ?? '');
  try {
    const stores = { raw: store, metrics: store, curated: store, business: store };
    const applied = await applyPlan(plan, stores, { now: Date.UTC(2026, 2, 1) });
    expect(applied.refusals).toEqual([]);
    const validators = new Map(
      await Promise.all(
        dataset.majors.map(async (major) => [major.major, await loadedValidator(major)] as const),
      ),
    );
    const events = messages.flatMap(([number, payload]) => {
      const major = dataset.majors.find((one) => one.major === number);
      if (major === undefined) throw new Error(`The plan has no major ${number}.`);
      return writtenEvents(dataset, major, [JSON.stringify({ at, ...payload })]);
    });
    await curateEvents(
      store,
      dataset,
      (major) => validators.get(major),
      events.map(({ event }) => event),
    );
    return await look(store);
  } finally {
    await store.close();
  }
}

const SEQUENCE = 'eventKey: [id, sequence], eventTime: { field: at }, change: revise';
const LOT =
  '    properties:\n      - { name: lot, logicalType: string, primaryKey: true, primaryKeyPosition: 1 }\n';

const incidents = (store: Store) =>
  store.query({ text: 'SELECT contract_version, reasons, sample FROM curated.quarantine' });

describeWith('PostgreSQL 15', 'two majors of one contract, side by side', () => {
  const branch = (kind: string, member: string) => ({
    type: 'object',
    properties: { kind: { const: kind }, [member]: { type: 'number' } },
    required: ['kind', member],
  });
  const union = schema({ shape: { oneOf: [branch('slab', 'width'), branch('bloom', 'side')] } }, [
    'shape',
  ]);
  const plain = schema(
    {
      shape: {
        type: 'object',
        required: ['kind'],
        properties: {
          kind: { type: 'string' },
          width: { type: 'number' },
          side: { type: 'number' },
        },
      },
    },
    ['shape'],
  );

  it('a union of one major neither judges nor shapes the records of the other', async () => {
    const undeclared = 'text, as a slab declares no side';
    const messages: readonly Sent[] = [
      [1, { id: '1', shape: { kind: 'slab', width: 1, side: undeclared } }],
      [1, { id: '2', shape: { kind: 'bloom', side: 2 } }],
      [2, { id: '3', shape: { kind: 'slab', side: 3 } }],
      [2, { id: '4', shape: { kind: 'rod' } }],
    ];
    const rows = await send(files([union, plain]), messages, async (store) => {
      expect(await incidents(store)).toEqual([]);
      return store.query({
        text: 'SELECT id, shape_kind, shape_width, shape_side FROM curated.piece ORDER BY id',
      });
    });
    expect(rows).toEqual([
      { id: '1', shape_kind: 'slab', shape_width: '1', shape_side: null },
      { id: '2', shape_kind: 'bloom', shape_width: null, shape_side: '2' },
      { id: '3', shape_kind: 'slab', shape_width: null, shape_side: '3' },
      { id: '4', shape_kind: 'rod', shape_width: null, shape_side: null },
    ]);
  });

  it('an array is rows where the major of its message declares it, and only there', async () => {
    const samples = {
      type: 'array',
      items: { type: 'object', required: ['t'], properties: { t: { type: 'number' } } },
    };
    const messages: readonly Sent[] = [
      [1, { id: '1', samples: [{ t: 1520 }, { t: 1519 }] }],
      [2, { id: '2', samples: [{ t: 'undeclared' }, 'of any kind'] }],
    ];
    const rows = await send(files([schema({ samples }), schema({})]), messages, async (store) => {
      expect(await incidents(store)).toEqual([]);
      return store.query({
        text: 'SELECT id FROM curated.piece UNION ALL SELECT t::text FROM curated.piece_samples_v1',
      });
    });
    expect(rows.map(({ id }) => id).sort()).toEqual(['1', '1519', '1520', '2']);
  });

  it('of two records of one key and time, the one with the higher sequence is the newest', async () => {
    const document = schema({ lot: { type: 'string' }, sequence: { type: 'integer' } }, [
      'lot',
      'sequence',
    ]);
    const messages = Array.from({ length: 20 }, (_, index): Sent => {
      const lot = String(index >> 1);
      return [1, { id: `${index}`, lot, sequence: 100 - index }];
    });
    const rows = await send(files([document], SEQUENCE, LOT), messages, (store) =>
      store.query({
        text: 'SELECT count(*)::integer AS newest FROM curated.piece_v1 WHERE sequence % 2 = 0',
      }),
    );
    expect(rows).toEqual([{ newest: 10 }]);
  });

  const first = schema(
    {
      lot: { type: 'string' },
      sequence: { type: 'integer' },
      width: { type: 'number' },
      note: { type: 'string', maxLength: 40 },
    },
    ['lot', 'sequence', 'width'],
  );
  const cuts = {
    type: 'array',
    items: { type: 'object', required: ['at'], properties: { at: { type: 'number' } } },
  };
  const second = schema(
    {
      lot: { type: 'string' },
      sequence: { type: 'integer' },
      width: { type: 'number' },
      grade: { type: 'string' },
      cuts,
    },
    ['lot', 'sequence', 'width', 'grade'],
  );

  it('each major shows every lot as its own contract says it, whichever major reported it', async () => {
    const messages: readonly Sent[] = [
      [1, { id: 'a1', lot: 'A', sequence: 1, width: 1000, note: 'hot' }],
      [
        2,
        {
          id: 'a2',
          lot: 'A',
          sequence: 2,
          width: 1001,
          grade: 'S235',
          cuts: [{ at: 4 }, { at: 8 }],
        },
      ],
      [1, { id: 'b1', lot: 'B', sequence: 3, width: 1200, note: 'cold', grade: 7 }],
      [
        2,
        { id: 'c1', lot: 'C', sequence: 4, width: 900, grade: 'S355', note: 7, cuts: [{ at: 2 }] },
      ],
      [1, { id: 'c2', lot: 'C', sequence: 5, width: 901, cuts: 'none' }],
    ];
    await send(files([first, second], SEQUENCE, LOT), messages, async (store) => {
      expect(await incidents(store)).toEqual([]);
      const rows = (text: string) => store.query({ text });
      expect(
        await rows(
          'SELECT lot, width, note, _contract_version AS by FROM curated.piece_v1 ORDER BY lot',
        ),
      ).toEqual([
        { lot: 'A', width: '1001', note: null, by: '2.0.0' },
        { lot: 'B', width: '1200', note: 'cold', by: '1.0.0' },
        { lot: 'C', width: '901', note: null, by: '1.0.0' },
      ]);
      expect(await rows('SELECT lot, width, grade FROM curated.piece_v2 ORDER BY lot')).toEqual([
        { lot: 'A', width: '1001', grade: 'S235' },
        { lot: 'B', width: '1200', grade: null },
        { lot: 'C', width: '901', grade: null },
      ]);
      expect(await rows('SELECT lot, at FROM curated.piece_cuts_v2 ORDER BY at')).toEqual([
        { lot: 'A', at: '4' },
        { lot: 'A', at: '8' },
      ]);
      expect(
        await rows('SELECT count(*)::integer AS n FROM curated.piece_cuts_history_v2'),
      ).toEqual([{ n: 3 }]);
      const columns = (view: string) =>
        rows(
          `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'curated' AND table_name = '${view}' AND column_name NOT LIKE E'\\\\_%' ORDER BY ordinal_position`,
        );
      expect((await columns('piece_v1')).map(({ name }) => name)).toEqual([
        'id',
        'at',
        'lot',
        'sequence',
        'width',
        'note',
      ]);
      expect((await columns('piece_v2')).map(({ name }) => name)).toEqual([
        'id',
        'at',
        'lot',
        'sequence',
        'width',
        'grade',
      ]);
      expect(await rows(`SELECT to_regclass('curated.piece_cuts_v1')::text AS name`)).toEqual([
        { name: null },
      ]);
    });
  });

  it('the genealogy has the derivations of both, each once, whichever major reported it last', async () => {
    const parts = {
      type: 'array',
      items: {
        type: 'object',
        required: ['heat', 'share'],
        properties: { heat: { type: 'string' }, share: { type: 'number' } },
      },
    };
    const document = (name: string) =>
      schema({ lot: { type: 'string' }, sequence: { type: 'integer' }, [name]: parts }, [
        'lot',
        'sequence',
        name,
      ]);
    const profile = (name: string) =>
      `${SEQUENCE}, derives: [{ parent: ${name}.heat, child: lot, share: ${name}.share }]`;
    const identifier = (kind: string) =>
      `customProperties: [{ property: identifier, value: ${kind} }]`;
    const properties = (name: string) => `    properties:
      - { name: lot, logicalType: string, primaryKey: true, primaryKeyPosition: 1, ${identifier('slab')} }
      - { name: ${name}, logicalType: array, items: { logicalType: object, properties: [{ name: heat, logicalType: string, ${identifier('heat')} }] } }
`;
    const messages: readonly Sent[] = [
      [1, { id: 'a1', lot: 'A', sequence: 1, heats: [{ heat: 'H1', share: 1 }] }],
      [2, { id: 'b1', lot: 'B', sequence: 2, sources: [{ heat: 'H2', share: 1 }] }],
      [1, { id: 'c1', lot: 'C', sequence: 3, heats: [{ heat: 'H3', share: 1 }] }],
      [
        2,
        {
          id: 'c2',
          lot: 'C',
          sequence: 4,
          sources: [
            { heat: 'H3', share: 0.4 },
            { heat: 'H4', share: 0.6 },
          ],
        },
      ],
      [2, { id: 'd1', lot: 'D', sequence: 5, sources: [{ heat: 'H5', share: 1 }] }],
      [1, { id: 'd2', lot: 'D', sequence: 6, heats: [{ heat: 'H6', share: 1 }] }],
    ];
    const names = ['heats', 'sources'];
    const made = files(names.map(document), names.map(profile), names.map(properties));
    const rows = await send(made, messages, async (store) => {
      expect(await incidents(store)).toEqual([]);
      return store.query({
        text: 'SELECT child, parent, share FROM curated.genealogy_v1 ORDER BY child, parent',
      });
    });
    expect(rows).toEqual([
      { child: 'A', parent: 'H1', share: '1' },
      { child: 'B', parent: 'H2', share: '1' },
      { child: 'C', parent: 'H3', share: '0.4' },
      { child: 'C', parent: 'H4', share: '0.6' },
      { child: 'D', parent: 'H6', share: '1' },
    ]);
  });

  it('a new major is added beside the applied one, or refused by name and nothing is changed', async () => {
    const store = postgresStore((await postgres15())?.url ?? '');
    const stores = { raw: store, metrics: store, curated: store, business: store };
    const apply = async (...schemas: readonly JsonObject[]) => {
      const { plan } = await buildPlant(memoryFiles(files(schemas, SEQUENCE, LOT)));
      const { kind, refusals } = await applyPlan(plan, stores, { now: Date.UTC(2026, 2, 1) });
      return { kind, refused: refusals.map(({ object }) => object) };
    };
    const names = async () =>
      (
        await store.query<{ name: string }>({
          text: `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace IN ('raw'::regnamespace, 'curated'::regnamespace) ORDER BY 1`,
        })
      ).map(({ name }) => name);
    try {
      const counted = (bounds: JsonObject) =>
        schema(
          {
            lot: { type: 'string' },
            sequence: { type: 'integer' },
            note: { type: 'string', maxLength: 40 },
            pieces: { type: 'integer', ...bounds },
          },
          ['lot', 'sequence'],
        );
      const bounded = counted({ minimum: 0, maximum: 99 });
      expect(await apply(bounded)).toEqual({ kind: 'applied', refused: [] });
      const before = await names();
      const { kind, refused } = await apply(bounded, counted({}));
      expect(kind).toBe('refused');
      expect(refused).toContain('curated.piece.pieces');
      expect(await names()).toEqual(before);
      expect(await apply(bounded, second)).toEqual({ kind: 'applied', refused: [] });
      expect(await names()).toEqual(
        expect.arrayContaining(['curated.piece_v1', 'curated.piece_v2', 'curated.piece_cuts_v2']),
      );
      expect(await apply(bounded, second)).toEqual({ kind: 'applied', refused: [] });
    } finally {
      await store.close();
    }
  });
});
