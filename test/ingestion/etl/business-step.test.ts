import { expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import type { ComputedDatasetPlan } from '../../../contracts/plan/plan.ts';
import { computedInOrder } from '../../../ingestion/etl/dependency-order.ts';
import { describeWith } from '../../support/services/services.ts';
import { casterPlan, computedPlan, kpiPlan, plantPlan } from './support/heat-plan.ts';
import { closeStore, emptyPlant, heat, openStore, receive } from './support/plant.ts';
import { compute, curate, drain } from './support/steps.ts';

async function viewRows(store: Store, dataset: ComputedDatasetPlan): Promise<readonly unknown[]> {
  return store.query({
    text: `SELECT ${resultColumns(dataset)} FROM business.${dataset.dataset}_v1 t ORDER BY 1`,
  });
}

async function recomputed(store: Store, dataset: ComputedDatasetPlan): Promise<readonly unknown[]> {
  return store.query({
    text: `SELECT ${resultColumns(dataset)} FROM (${dataset.transform.sql}\n) t ORDER BY 1`,
  });
}

function resultColumns(dataset: ComputedDatasetPlan): string {
  const columns = dataset.tables[0]?.columns ?? [];
  return columns
    .flatMap(({ name, source }) => (source.kind === 'result' ? [`t.${name}`] : []))
    .join(', ');
}

async function sample(store: Store, caster: number, minute: number, value: number): Promise<void> {
  await store.query({
    text: `INSERT INTO metrics.strand (caster, tag, time, value, quality)
VALUES ($1, 'speed', timestamptz '2026-03-01 00:00Z' + $2 * interval '1 minute', $3, 'good') ON CONFLICT DO NOTHING`,
    values: [caster, minute, value],
  });
}

function minute(at: number): string {
  return new Date(Date.UTC(2026, 2, 1, 0, at)).toISOString();
}

/** xorshift32: the same numbers for the same seed on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describeWith('PostgreSQL 15', 'computing a business dataset', () => {
  test('a lab correction changes the figure and says what caused it', async () => {
    const { store } = await emptyPlant();
    const steps = [curate(store), compute(store, kpiPlan)];
    await drain(...steps);
    await receive(store, [{ payload: heat({ heat_id: 'H1', samples: [{ temperature: 1520 }] }) }]);
    await drain(...steps);
    await receive(store, [
      { payload: heat({ heat_id: 'H1', revision: 2, chemistry: { c: 0.15 }, samples: [] }) },
    ]);
    await drain(...steps);
    const rows = await store.query({
      text: `SELECT heat_id, carbon, samples, temperature_max, _cause->>'reason' AS reason, _cause->>'dataset' AS dataset,
jsonb_array_length(_cause->'event_ids') AS events FROM business.heat_kpi_history_v1 ORDER BY _committed_at`,
    });
    expect(rows).toEqual([
      {
        heat_id: 'H1',
        carbon: '0.12',
        samples: '1',
        temperature_max: '1520',
        reason: 'new',
        dataset: 'heat.heat',
        events: 1,
      },
      {
        heat_id: 'H1',
        carbon: '0.15',
        samples: '0',
        temperature_max: null,
        reason: 'revision',
        dataset: 'heat.heat',
        events: 1,
      },
    ]);
  });

  test('another formula computes every row again; the history keeps what was known', async () => {
    const { store } = await emptyPlant();
    await receive(
      store,
      ['H1', 'H2'].map((heat_id) => ({ payload: heat({ heat_id, samples: [] }) })),
    );
    await drain(curate(store), compute(store, kpiPlan));
    const doubled: ComputedDatasetPlan = {
      ...kpiPlan,
      transform: {
        ...kpiPlan.transform,
        sql: kpiPlan.transform.sql.replace('s.samples,', 's.samples + 100 AS samples,'),
      },
    };
    expect(doubled.transform.sql).not.toBe(kpiPlan.transform.sql);
    await drain(compute(store, doubled));
    expect(await viewRows(store, doubled)).toEqual(await recomputed(store, doubled));
    const known = await store.query({
      text: `SELECT heat_id, _cause->>'reason' AS reason FROM business.${kpiPlan.dataset}_history_v1 ORDER BY 1, _committed_at`,
    });
    expect(known).toMatchObject([
      { heat_id: 'H1', reason: 'new' },
      { heat_id: 'H1', reason: 'recompute' },
      { heat_id: 'H2', reason: 'new' },
      { heat_id: 'H2', reason: 'recompute' },
    ]);
    expect(await compute(store, doubled).runOnce()).toEqual({ outcome: 'idle' });
  });

  test('a cancelled heat leaves the view, stays in the history and comes back when revived', async () => {
    const { store } = await emptyPlant();
    const steps = [curate(store), compute(store, kpiPlan), compute(store, casterPlan)];
    await drain(...steps);
    await receive(store, [
      { payload: heat({ heat_id: 'H1' }) },
      { payload: heat({ heat_id: 'H2' }) },
    ]);
    await drain(...steps);
    await receive(store, [{ payload: heat({ heat_id: 'H1', revision: 2, status: 'cancelled' }) }]);
    await drain(...steps);
    expect(await viewRows(store, kpiPlan)).toMatchObject([{ heat_id: 'H2' }]);
    expect(await viewRows(store, casterPlan)).toEqual([
      { caster: '1', heats: '1', carbon_sum: '0.12' },
    ]);
    await receive(store, [{ payload: heat({ heat_id: 'H1', revision: 3 }) }]);
    await drain(...steps);
    expect(await viewRows(store, kpiPlan)).toMatchObject([{ heat_id: 'H1' }, { heat_id: 'H2' }]);
    const history = await store.query({
      text: `SELECT _gone, _cause->>'reason' AS reason, jsonb_array_length(_cause->'event_ids') AS events
FROM business.heat_kpi_history_v1 WHERE heat_id = 'H1' ORDER BY _committed_at`,
    });
    expect(history).toEqual([
      { _gone: false, reason: 'new', events: 1 },
      { _gone: true, reason: 'cancellation', events: 1 },
      { _gone: false, reason: 'revision', events: 1 },
    ]);
  });

  test('late samples recompute the heats that they fall into, and only those', async () => {
    const { store } = await emptyPlant();
    const steps = [curate(store), compute(store, kpiPlan)];
    await receive(store, [
      { payload: heat({ heat_id: 'H1', cast_start: minute(0), cast_end: minute(60) }) },
      { payload: heat({ heat_id: 'H2', cast_start: minute(60), cast_end: minute(120) }) },
    ]);
    await drain(...steps);
    await sample(store, 1, 30, 1.25);
    await drain(...steps);
    expect(
      await store.query({
        text: `SELECT heat_id, speed_mean::float8, _cause->>'reason' AS reason FROM business.heat_kpi ORDER BY heat_id, _committed_at`,
      }),
    ).toEqual([
      { heat_id: 'H1', speed_mean: null, reason: 'new' },
      { heat_id: 'H1', speed_mean: 1.25, reason: 'late' },
      { heat_id: 'H2', speed_mean: null, reason: 'new' },
    ]);
  });

  test('a figure that is a double keeps its digits, and is no revision while it stays the same', async () => {
    const mean = computedPlan({
      name: 'speed_mean',
      columns: [
        ['caster', 'bigint'],
        ['mean', 'double precision'],
        ['unset', 'double precision'],
      ],
      key: ['caster'],
      sql: `SELECT caster, avg(value) AS mean, 'NaN'::float8 AS unset FROM metrics.strand_v1 GROUP BY caster`,
      reads: [{ store: 'metrics', view: 'strand_v1' }],
      refresh: { kind: 'full' },
    });
    const plan = { ...plantPlan, datasets: [...plantPlan.datasets, mean] };
    const { store } = await emptyPlant(plan);
    const step = compute(store, mean, plan);
    await sample(store, 1, 0, 0.1);
    await sample(store, 1, 1, 0.2);
    await drain(step);
    await sample(store, 2, 0, 1);
    await drain(step);
    const rows = await store.query({
      text: 'SELECT caster, mean, unset FROM business.speed_mean ORDER BY _committed_at, caster',
    });
    expect(rows).toEqual([
      { caster: '1', mean: 0.150_000_000_000_000_02, unset: Number.NaN },
      { caster: '2', mean: 1, unset: Number.NaN },
    ]);
  });

  test('nothing new writes nothing, and a second instance waits its turn', async () => {
    const { store, url } = await emptyPlant();
    const step = compute(store, kpiPlan);
    await receive(store, [{ payload: heat({ heat_id: 'H1' }) }]);
    await drain(curate(store), step);
    expect(await step.runOnce()).toEqual({ outcome: 'idle' });
    const other = openStore(url);
    await other.transaction(async (session) => {
      await session.query({
        text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
        values: ['tundish business:heat_kpi.heat_kpi'],
      });
      expect(await step.runOnce()).toEqual({ outcome: 'lost' });
    });
  });

  test('incremental equals a full recompute row for row, whatever comes in whichever order', async () => {
    for (let seed = 1; seed <= 24; seed += 1) {
      const next = random(seed);
      const { store } = await emptyPlant();
      const settings = { chunkKeys: 1 + next(4), maxKeys: seed % 5 === 0 ? 2 : 1000 };
      const steps = [
        curate(store),
        compute(store, kpiPlan, plantPlan, settings),
        compute(store, casterPlan, plantPlan, settings),
      ];
      const open: (() => Promise<void>)[] = [];
      for (let action = 0; action < 80; action += 1) {
        const choice = next(16);
        if (choice < 6) {
          const start = next(600);
          const message = {
            payload: heat({
              heat_id: `H${next(12)}`,
              caster: 1 + next(3),
              revision: 1 + next(5),
              status: next(5) === 0 ? 'cancelled' : 'cast',
              chemistry: { c: next(40) / 100 },
              cast_start: minute(start),
              cast_end: minute(start + 60),
              samples: Array.from({ length: next(3) }, () => ({ temperature: 1500 + next(40) })),
            }),
            eventTime: minute(next(600)),
          };
          await receive(store, [message]);
        } else if (choice < 9) {
          await sample(store, 1 + next(3), next(660), next(200) / 100);
        } else if ((choice === 9 || choice === 10) && open.length < 4) {
          // Takes its transaction number now, commits at some later time.
          open.push(
            await heldOpen(store, `held${action}`, 1 + next(3), next(660), next(200) / 100),
          );
        } else if (choice === 11 && open.length > 0) {
          await open.splice(next(open.length), 1)[0]?.();
        } else {
          await steps[next(3)]?.runOnce();
        }
      }
      for (const commit of open) await commit();
      await drain(...steps, ...steps);
      for (const dataset of [kpiPlan, casterPlan]) {
        expect(await viewRows(store, dataset), `${dataset.id}, seed ${seed}`).toEqual(
          await recomputed(store, dataset),
        );
      }
      await closeStore(store);
    }
  }, 120_000);

  test('a result without a usable key is refused and nothing is written', async () => {
    const twice = computedPlan({
      name: 'twice',
      columns: [
        ['grade', 'text'],
        ['heat_id', 'text'],
      ],
      key: ['grade'],
      sql: 'SELECT grade, heat_id FROM curated.heat_v1',
      reads: [{ store: 'curated', view: 'heat_v1' }],
      refresh: { kind: 'full' },
    });
    const plan = { ...plantPlan, datasets: [...plantPlan.datasets, twice] };
    const { store } = await emptyPlant(plan);
    const step = compute(store, twice, plan);
    await receive(store, [
      { payload: heat({ heat_id: 'A', grade: 'S' }) },
      { payload: heat({ heat_id: 'B', grade: 'S' }) },
    ]);
    await drain(curate(store));
    await expect(step.runOnce()).rejects.toMatchObject({
      kind: 'drift',
      message: expect.stringContaining('more than once'),
    });
    await receive(store, [{ payload: heat({ heat_id: 'A', revision: 2 }) }]);
    await drain(curate(store));
    await expect(step.runOnce()).rejects.toMatchObject({
      kind: 'drift',
      message: expect.stringContaining('NULL in its key'),
    });
    await receive(store, [{ payload: heat({ heat_id: 'A', revision: 3, grade: 'T' }) }]);
    await drain(curate(store), step);
    expect(await viewRows(store, twice)).toEqual([
      { grade: 'S', heat_id: 'B' },
      { grade: 'T', heat_id: 'A' },
    ]);
  });

  test('a key that cannot be computed keeps its last row while the others go on', async () => {
    const ratio = computedPlan({
      name: 'ratio',
      columns: [
        ['heat_id', 'text'],
        ['ratio', 'numeric'],
      ],
      key: ['heat_id'],
      sql: 'SELECT heat_id, 1 / weight AS ratio FROM curated.heat_v1',
      reads: [{ store: 'curated', view: 'heat_v1' }],
      refresh: {
        kind: 'incremental',
        key: ['heat_id'],
        changedBy: [
          {
            view: { store: 'curated', view: 'heat_v1' },
            keys: { kind: 'columns', columns: ['heat_id'] },
          },
        ],
      },
    });
    const plan = { ...plantPlan, datasets: [...plantPlan.datasets, ratio] };
    const { store } = await emptyPlant(plan);
    const step = compute(store, ratio, plan);
    const weigh = async (heat_id: string, revision: number, weight: number): Promise<void> => {
      await receive(store, [{ payload: heat({ heat_id, revision, weight }) }]);
      await drain(curate(store), step);
    };
    const shown = async () =>
      (
        await store.query<{ line: string }>({
          text: `SELECT concat(heat_id, ' ', trim_scale(ratio)) AS line FROM business.ratio_v1 ORDER BY 1`,
        })
      ).map(({ line }) => line);
    // Once through the first, full computation and once through the incremental one.
    await receive(store, [
      { payload: heat({ heat_id: 'A', weight: 0 }) },
      { payload: heat({ heat_id: 'B', weight: 2 }) },
      { payload: heat({ heat_id: 'C', weight: 4 }) },
    ]);
    await drain(curate(store), step);
    expect(await shown()).toEqual(['B 0.5', 'C 0.25']);
    await weigh('B', 2, 0);
    await weigh('C', 2, 5);
    expect(await shown()).toEqual(['B 0.5', 'C 0.2']);
    await weigh('A', 2, 8);
    await weigh('B', 3, 1);
    expect(await shown()).toEqual(['A 0.125', 'B 1', 'C 0.2']);
    expect(
      await store.query({
        text: "SELECT position ? 'refused' AS refused FROM business.checkpoint",
      }),
    ).toEqual([{ refused: false }]);
  });

  test('datasets are computed after those that they read', () => {
    expect(computedInOrder(plantPlan).map(({ dataset }) => dataset)).toEqual([
      'heat_kpi',
      'caster_kpi',
    ]);
  });
});

describeWith('PostgreSQL 18', 'computing on the newest PostgreSQL', () => {
  test('raw to business with a revision, late samples, a roll-up and a poison message', async () => {
    const { store } = await emptyPlant(plantPlan, 'PostgreSQL 18');
    const steps = [curate(store), compute(store, kpiPlan), compute(store, casterPlan)];
    await drain(...steps);
    await receive(store, [
      {
        payload: heat({ heat_id: 'H1', cast_start: minute(0), cast_end: minute(60), tags: ['a'] }),
      },
      { payload: heat({ heat_id: 'H2', samples: [{ temperature: 1520.5 }] }) },
      { payload: heat({ heat_id: 'H3', cast_start: 'noon' }) },
    ]);
    await drain(...steps);
    await sample(store, 1, 30, 1.25);
    await receive(store, [
      { payload: heat({ heat_id: 'H2', revision: 2, chemistry: { c: 0.2 } }) },
    ]);
    await drain(...steps);
    for (const dataset of [kpiPlan, casterPlan]) {
      expect(await viewRows(store, dataset)).toEqual(await recomputed(store, dataset));
    }
    expect(await viewRows(store, casterPlan)).toEqual([
      { caster: '1', heats: '2', carbon_sum: '0.32' },
    ]);
  });
});

/** A sample whose transaction stays open until the returned function commits it. */
async function heldOpen(
  store: Store,
  tag: string,
  caster: number,
  at: number,
  value: number,
): Promise<() => Promise<void>> {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let inserted = (): void => {};
  const begun = new Promise<void>((resolve) => {
    inserted = resolve;
  });
  const done = store
    .transaction(async (session) => {
      await session.query({
        text: `INSERT INTO metrics.strand (caster, tag, time, value, quality)
VALUES ($1, $2, timestamptz '2026-03-01 00:00Z' + $3 * interval '1 minute', $4, 'good') ON CONFLICT DO NOTHING`,
        values: [caster, tag, at, value],
      });
      inserted();
      await gate;
    })
    .catch(() => undefined);
  await begun;
  return async () => {
    release();
    await done;
  };
}
