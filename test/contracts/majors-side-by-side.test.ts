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

/** A plant whose one dataset has a major per schema. */
function files(schemas: readonly JsonObject[], profile = APPEND, properties = '') {
  const base = 'products/synthetic/piece/piece';
  const majors = schemas.map((document, index) => {
    const made = plantOf('piece', profile, document, properties);
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
  const [dataset] = plan.datasets;
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
});
