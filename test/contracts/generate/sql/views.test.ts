import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../../../connectors/connector.ts';
import { postgresStore } from '../../../../connectors/postgres/postgres-store.ts';
import { planPlant } from '../../../../contracts/plan/plan-plant.ts';
import { applyPlan } from '../../../../deploy/database/apply-plan.ts';
import { describeWith, postgres15, postgres18 } from '../../../support/services/services.ts';
import { castingPlant, validators } from '../../plan/example-plant.ts';

interface Heat {
  readonly id: number;
  readonly heat: string;
  readonly revision: number;
  readonly status: string;
  readonly at: string;
  readonly samples: number;
}

const heats: readonly Heat[] = [
  { id: 1, heat: 'A', revision: 1, status: 'released', at: '2026-03-01T10:00Z', samples: 2 },
  { id: 2, heat: 'A', revision: 3, status: 'corrected', at: '2026-03-01T09:00Z', samples: 1 },
  { id: 3, heat: 'A', revision: 2, status: 'corrected', at: '2026-03-01T12:00Z', samples: 3 },
  { id: 4, heat: 'B', revision: 1, status: 'released', at: '2026-03-01T10:00Z', samples: 1 },
  { id: 5, heat: 'B', revision: 2, status: 'cancelled', at: '2026-03-01T10:00Z', samples: 1 },
  { id: 6, heat: 'C', revision: 1, status: 'released', at: '2026-03-01T10:00Z', samples: 0 },
  { id: 7, heat: 'C', revision: 1, status: 'corrected', at: '2026-03-01T10:00Z', samples: 1 },
];

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `views on ${server}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = postgresStore((await newDatabase())?.url ?? '');
      const stores = { raw: store, metrics: store, curated: store, business: store };
      const now = Date.parse('2026-03-15T12:00:00Z');
      const result = await applyPlan(planPlant(castingPlant(), validators), stores, { now });
      expect(result.kind).toBe('applied');
    });
    afterAll(() => store?.close());

    it.each([
      ['the order of sending', heats],
      ['the other order', [...heats].reverse()],
    ])('show the newest revision, whatever came first: %s', async (_, arriving) => {
      await store.query({ text: 'TRUNCATE curated.heat, curated.heat_samples' });
      for (const heat of arriving) await insertHeat(store, heat);
      const rows = await store.query({
        text: 'SELECT heat_id, id::integer AS id FROM curated.heat_v1 ORDER BY heat_id',
      });
      // A: highest revision although an older event time; B: cancelled; C: a tie, by event id.
      expect(rows).toEqual([
        { heat_id: 'A', id: 2 },
        { heat_id: 'C', id: 7 },
      ]);
      const samples = await store.query({
        text: 'SELECT heat_id, count(*)::integer AS n FROM curated.heat_samples_v1 GROUP BY 1 ORDER BY 1',
      });
      expect(samples).toEqual([
        { heat_id: 'A', n: 1 },
        { heat_id: 'C', n: 1 },
      ]);
      const history = await store.query({
        text: 'SELECT count(*)::integer AS n FROM curated.heat_history_v1',
      });
      expect(history).toEqual([{ n: 7 }]);
    });

    it('leave out samples that are no measurement', async () => {
      const samples: readonly (readonly [string, string, string | null])[] = [
        ['good', '2026-03-01T00:00:00Z', '1.5'],
        ['good', '2026-03-01T00:00:01Z', 'NaN'],
        ['good', '2026-03-01T00:00:02Z', 'Infinity'],
        ['good', '2026-03-01T00:00:03Z', null],
        ['bad', '2026-03-01T00:00:04Z', '2'],
      ];
      for (const [quality, time, value] of samples) {
        await store.query({
          text: `INSERT INTO metrics.strand (caster, tag, time, value, quality,
                   _contract_version, _event_time_basis, _received_at)
                 VALUES ('CC1', 'speed', $1, $2, $3, '1.0.0', 'source', now())`,
          values: [time, value, quality],
        });
      }
      const [row] = await store.query({
        text: `SELECT (SELECT count(*)::integer FROM metrics.strand_v1) AS good,
                      (SELECT count(*)::integer FROM metrics.strand_history_v1) AS total`,
      });
      expect(row).toEqual({ good: 1, total: 5 });
    });

    it('hide a computed row whose key is gone, and show it again when it is back', async () => {
      const revision = (at: string, speed: string | null, gone: boolean) =>
        store.query({
          text: `INSERT INTO business.heat_kpi (heat_id, speed, _committed_at, _gone)
                 VALUES ('A', $1, $2, $3)`,
          values: [speed, at, gone],
        });
      const visible = async () =>
        (
          await store.query<{ speed: string }>({
            text: 'SELECT speed::text FROM business.heat_kpi_v1',
          })
        ).map((row) => row.speed);
      await revision('2026-03-01T00:00:00Z', '1.10', false);
      expect(await visible()).toEqual(['1.10']);
      await revision('2026-03-01T00:01:00Z', null, true);
      expect(await visible()).toEqual([]);
      await revision('2026-03-01T00:02:00Z', '1.20', false);
      expect(await visible()).toEqual(['1.20']);
      await expect(revision('2026-03-01T00:03:00Z', null, false)).rejects.toMatchObject({
        sqlState: '23514',
        constraint: 'heat_kpi_speed_present',
      });
    });
  });
}

async function insertHeat(store: Store, heat: Heat): Promise<void> {
  const event = `00000000-0000-0000-0000-${String(heat.id).padStart(12, '0')}`;
  await store.query({
    text: `INSERT INTO curated.heat (id, heat_id, revision, status, cast_end, weight, chemistry_c,
             _event_id, _record, _contract_version, _event_time, _event_time_basis, _received_at)
           VALUES ($1, $2, $3, $4, $5, 100, 0.1, $6, 1, '1.0.0', $5, 'source', now())`,
    values: [heat.id, heat.heat, heat.revision, heat.status, heat.at, event],
  });
  for (let sample = 1; sample <= heat.samples; sample += 1) {
    await store.query({
      text: `INSERT INTO curated.heat_samples (heat_id, number, _event_id, _record, _ordinal_1)
             VALUES ($1, $2::integer, $3, 1, $2::integer)`,
      values: [heat.heat, sample, event],
    });
  }
}
