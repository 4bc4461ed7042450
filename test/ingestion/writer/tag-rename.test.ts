import { afterAll, expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { Tag } from '../../../contracts/model/tag.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { applyPlan } from '../../../deploy/database/apply-plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { DropLedger } from '../../../ingestion/writer/drop-ledger.ts';
import { metricsSink } from '../../../ingestion/writer/metrics-sink.ts';
import { readSamples } from '../../../ingestion/writer/read-samples.ts';
import { sensorRouter } from '../../../ingestion/writer/sensor-streams.ts';
import {
  contract,
  plant,
  product,
  sensorDataset,
  tag,
  validators,
} from '../../contracts/plan/example-plant.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';

const T = '2026-06-01T06:00:00Z';

const before = [tag('casting_speed', { alias: 'CS_OLD', unit: { code: 'm/min' }, maximum: '2.5' })];
const after = [
  ...before,
  tag('casting_speed', {
    alias: 'CS_NEW',
    unit: { code: 'mm/s' },
    minimum: '5',
    maximum: '42',
    validFrom: T,
  }),
];

function planOf(tags: readonly Tag[]): Plan {
  const strand = sensorDataset('strand', 1000, tags);
  const fields = strand.fields.map(({ unit: _, ...field }) => field);
  return planPlant(
    plant([product('strand', [contract('strand', 1, [{ ...strand, fields }])])]),
    validators,
  );
}

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `a gauge that gets another name, unit and range, on ${server}`, () => {
    const open: Store[] = [];
    afterAll(async () => {
      await Promise.all(open.map((store) => store.close()));
    });

    async function runningPlant() {
      const store = postgresStore((await newDatabase())?.url ?? '');
      open.push(store);
      return { store, ...(await change(store, before)) };
    }

    /** Applies a register and starts a writer with it. */
    async function change(store: Store, tags: readonly Tag[]) {
      const plan = planOf(tags);
      const stores = { raw: store, metrics: store, curated: store, business: store };
      const result = await applyPlan(plan, stores, { now: Date.parse(T) });
      expect(result.refusals).toEqual([]);
      const drops = new DropLedger();
      const sink = metricsSink({ store, worker: 'test', counters: noCounters, drops });
      const streams = plan.datasets.filter((dataset) => dataset.kind === 'sensor');
      const read = readSamples(sensorRouter(streams, () => () => null));
      const send = (alias: string, time: string, value: number) =>
        sink.write(
          read([
            {
              topic: 'plant/casting/c1/strand/v1',
              body: Buffer.from(JSON.stringify([{ caster: 'c1', tag: alias, time, value }])),
              receivedAtMs: Date.parse('2026-06-01T08:00:00Z'),
              redelivered: false,
            },
          ]),
        );
      const messages = result.additions.map(({ message }) => message);
      return { send, messages };
    }

    test('reads through under one id, and the history has unit and range of the time', async () => {
      const { store, send } = await runningPlant();
      await send('CS_OLD', '2026-06-01T05:59:58Z', 1.2);
      const recalibrated = await change(store, after);
      expect(recalibrated.messages).toContain('metrics.strand_tag: 1 row added, 1 changed');
      await recalibrated.send('CS_OLD', '2026-06-01T05:59:59Z', 1.3);
      await recalibrated.send('CS_NEW', '2026-06-01T06:00:00Z', 20);
      await recalibrated.send('CS_NEW', '2026-06-01T06:00:01Z', 2);
      expect(
        await store.query({ text: 'SELECT tag, time, value FROM metrics.strand_v1 ORDER BY time' }),
      ).toEqual([
        { tag: 'casting_speed', time: '2026-06-01T05:59:58Z', value: 1.2 },
        { tag: 'casting_speed', time: '2026-06-01T05:59:59Z', value: 1.3 },
        { tag: 'casting_speed', time: '2026-06-01T06:00:00Z', value: 20 },
      ]);
      expect(
        await store.query({
          text: `SELECT tag, alias, value, unit, minimum, maximum, quality
            FROM metrics.strand_history_v1 ORDER BY time OFFSET 1`,
        }),
      ).toEqual([
        row('CS_OLD', 1.3, 'm/min', null, '2.5', 'good'),
        row('CS_NEW', 20, 'mm/s', '5', '42', 'good'),
        row('CS_NEW', 2, 'mm/s', '5', '42', 'bad'),
      ]);
    });

    test('is not guessed where the old name comes later and the unit has changed', async () => {
      const { store } = await runningPlant();
      const { send } = await change(store, after);
      await send('CS_OLD', '2026-06-01T06:00:05Z', 1.3);
      expect(await store.query({ text: 'SELECT * FROM metrics.strand_history_v1' })).toEqual([]);
      const [held] = await store.query<{ rule: string }>({
        text: "SELECT reasons->0->>'rule' AS rule FROM metrics.quarantine",
      });
      expect(held?.rule).toBe('tag-known');
    });

    test('may keep its old name for a while where the unit stays', async () => {
      const { store } = await runningPlant();
      const renamed = after.map((one) => ({ ...one, unit: { code: 'm/min' }, minimum: '0' }));
      const { send } = await change(store, renamed);
      await send('CS_OLD', '2026-06-01T06:00:05Z', 3);
      expect(
        await store.query({
          text: 'SELECT tag, alias, value, unit, minimum, maximum, quality FROM metrics.strand_history_v1',
        }),
      ).toEqual([row('CS_NEW', 3, 'm/min', '0', '42', 'good')]);
    });

    test('is refused where a unit would change under samples that are there', async () => {
      const { store, send } = await runningPlant();
      await send('CS_OLD', '2026-06-01T05:59:58Z', 1.2);
      const stores = { raw: store, metrics: store, curated: store, business: store };
      const other = before.map((one) => ({ ...one, unit: { code: 'mm/s' } }));
      const result = await applyPlan(planOf(other), stores, { now: Date.parse(T) });
      expect(result.refusals.map(({ message }) => message)).toEqual([
        'metrics.strand_tag, tag casting_speed: the unit in the database is m/min, the plan says mm/s. Samples that are there were written in m/min and nothing converts them. Put the row with m/min back as it was; where the gauge has changed, add a row with the same id and a valid_from after the last of them.',
      ]);
    });

    test('is described in the database: the unit stands at the value while all rows agree', async () => {
      const { store } = await runningPlant();
      const comment = async () => {
        const [found] = await store.query<{ comment: string }>({
          text: `SELECT col_description('metrics.strand_v1'::regclass, attnum) AS comment
            FROM pg_attribute WHERE attrelid = 'metrics.strand_v1'::regclass AND attname = 'value'`,
        });
        return found?.comment;
      };
      expect(await comment()).toBe('What was measured. [m/min]');
      await change(store, after);
      expect(await comment()).toBe('What was measured.');
    });
  });
}

function row(
  alias: string,
  value: number,
  unit: string,
  minimum: string | null,
  maximum: string,
  quality: string,
) {
  return { tag: 'casting_speed', alias, value, unit, minimum, maximum, quality };
}
