import { expect, it } from 'vitest';
import { buildPlant } from '../../cli/runtime/built-plant.ts';
import type { Store } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { compareViews } from '../prove/schema-to-table/compare-views.ts';
import { curateEvents, loadedValidator } from '../prove/schema-to-table/curate-events.ts';
import { writtenEvents } from '../prove/schema-to-table/sent-events.ts';
import { plantOf } from '../prove/schema-to-table/synthetic-plant.ts';
import { describeWith, postgres15, postgres18 } from '../support/services/services.ts';

const variant = (kind: string, properties: object, required: readonly string[]) => ({
  properties: { kind: { const: kind }, ...properties },
  required: ['kind', ...required],
});

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, note: { type: 'string' } },
  oneOf: [
    variant(
      'slab',
      {
        width: { type: 'number' },
        cuts: { type: 'array', items: { type: 'object', properties: { at: { type: 'number' } } } },
      },
      ['width'],
    ),
    variant('bloom', { side: { type: 'number' }, grade: { type: 'string' } }, ['side', 'note']),
    variant('strip', { grade: { type: 'string' } }, []),
  ],
};

const texts = [
  '{"id":"1","kind":"slab","width":1.50,"cuts":[{"at":1},{"at":2.25}]}',
  '{"id":"2","kind":"slab","width":2,"note":"n","side":"a text, as a slab declares no side"}',
  '{"id":"3","kind":"bloom","side":0.1,"note":"n","grade":"S355"}',
  '{"id":"4","kind":"strip","width":true,"cuts":{},"grade":"S235"}',
];

for (const [service, database] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(service, `records of several kinds on ${service}`, () => {
    it.each([
      ['open', schema],
      ['closed', { ...schema, unevaluatedProperties: false }],
    ])('are typed rows, and the table refuses a mixture: %s', async (kind, document) => {
      const files = plantOf('piece', 'eventKey: [id], change: append', document);
      const { plan } = await buildPlant(memoryFiles(files));
      const [dataset] = plan.datasets;
      const major = dataset?.kind === 'event' ? dataset.majors[0] : undefined;
      if (dataset?.kind !== 'event' || major === undefined)
        throw new Error('The plan has no event.');
      const store = postgresStore((await database())?.url ?? '');
      try {
        const stores = { raw: store, metrics: store, curated: store, business: store };
        await applyPlan(plan, stores, { now: Date.UTC(2026, 0, 1) });
        const sent = writtenEvents(dataset, major, texts);
        const validate = await loadedValidator(major);
        await curateEvents(
          store,
          dataset,
          () => validate,
          sent.map(({ event }) => event),
        );
        const refused = kind === 'open' ? 0 : 2;
        expect(await quarantined(store)).toBe(refused);
        if (kind === 'open') {
          expect((await compareViews(store, dataset, 1, sent)).examples).toEqual([]);
        }
        expect(await rows(store)).toEqual(
          [
            { id: '1', kind: 'slab', width: '1.50', side: null, grade: null },
            { id: '2', kind: 'slab', width: '2', side: null, grade: null },
            { id: '3', kind: 'bloom', width: null, side: '0.1', grade: 'S355' },
            { id: '4', kind: 'strip', width: null, side: null, grade: 'S235' },
          ].filter(({ id }) => kind === 'open' || id === '1' || id === '3'),
        );
        const change = (assignment: string) =>
          store.query({ text: `UPDATE curated.piece SET ${assignment} WHERE id = '3'` });
        await expect(change('width = 1')).rejects.toMatchObject({ sqlState: '23514' });
        await expect(change('note = NULL')).rejects.toMatchObject({ sqlState: '23514' });
        await expect(change(`kind = 'strip'`)).rejects.toMatchObject({ sqlState: '23514' });
        await change(`kind = 'strip', side = NULL, note = NULL`);
      } finally {
        await store.close();
      }
    });
  });
}

function rows(store: Store) {
  return store.query({
    text: 'SELECT id, kind, width, side, grade FROM curated.piece_v1 ORDER BY id',
  });
}

async function quarantined(store: Store): Promise<unknown> {
  const [row] = await store.query({
    text: 'SELECT count(*)::integer AS n FROM curated.quarantine',
  });
  return row?.n;
}
