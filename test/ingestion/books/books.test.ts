import { expect, test } from 'vitest';
import { silentLog } from '../../../connectors/log.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { curatedStep } from '../../../ingestion/etl/curated-step.ts';
import { describeWith } from '../../support/services/services.ts';
import { heatPlan, plantPlan } from '../etl/support/heat-plan.ts';
import { emptyPlant, heat, openStore, receive, validateHeat } from '../etl/support/plant.ts';

describeWith('PostgreSQL 15', 'the books', () => {
  test('balance at every moment while messages come in, are curated, break and are repeated', async () => {
    const { store, url } = await emptyPlant();
    const observer = openStore(url);
    const books = openBooks(plantPlan, { raw: observer, metrics: observer, curated: observer });
    const fresh = () =>
      openBooks(plantPlan, { raw: observer, metrics: observer, curated: observer });
    const step = curatedStep({
      plan: heatPlan,
      raw: store,
      curated: store,
      validators: (major) => (major === 1 ? validateHeat : undefined),
      log: silentLog,
      counters: noCounters,
      settings: { batchMessages: 37 },
    });
    let working = true;
    let sent = 0;
    const send = async (): Promise<void> => {
      while (sent < 1500) {
        await store.transaction(async (session) => {
          for (let part = 0; part < 3; part += 1) {
            const messages = Array.from({ length: 10 }, () => {
              sent += 1;
              return sent % 50 === 0
                ? { payload: heat({ heat_id: `H${sent}`, weight: 'x' }) }
                : { payload: heat({ heat_id: `H${sent}` }), major: sent % 31 === 0 ? 9 : 1 };
            });
            await receive(session, messages);
          }
        });
      }
    };
    const curate = async (): Promise<void> => {
      while (working || (await step.runOnce()).outcome === 'moved') await step.runOnce();
    };
    let moments = 0;
    let pending = 0;
    const observe = async (): Promise<void> => {
      while (working) {
        const read = await books.read();
        expect(read.balanced, JSON.stringify(read.events)).toBe(true);
        moments += 1;
        pending = Math.max(pending, read.events[0]?.pending ?? 0);
      }
    };
    const observing = observe();
    const curating = curate();
    await send();
    working = false;
    await Promise.all([observing, curating]);
    expect(moments).toBeGreaterThan(20);
    expect(pending).toBeGreaterThan(0);
    const last = await books.read();
    expect(last).toEqual(await fresh().read());
    expect(last.settled).toBe(true);
    expect(last.events).toEqual([
      {
        stream: 'heat.heat',
        received: 1500,
        raw: 1500,
        duplicate: 0,
        conflict: 0,
        curated: 1422,
        quarantined: 30,
        held: 48,
        pending: 0,
        balanced: true,
      },
    ]);
  });

  test('a row that vanished from curated is seen', async () => {
    const { store } = await emptyPlant();
    await receive(store, [
      { payload: heat({ heat_id: 'A' }) },
      { payload: heat({ heat_id: 'B' }) },
    ]);
    const step = curatedStep({
      plan: heatPlan,
      raw: store,
      curated: store,
      validators: () => validateHeat,
      log: silentLog,
      counters: noCounters,
    });
    await step.runOnce();
    await store.query({ text: "DELETE FROM curated.heat WHERE heat_id = 'A'" });
    const books = openBooks(plantPlan, { raw: store, metrics: store, curated: store });
    expect((await books.read()).balanced).toBe(false);
  });

  test('samples balance with their drops by reason', async () => {
    const { store } = await emptyPlant();
    await store.query({
      text: `INSERT INTO metrics.strand (caster, tag, time, value, quality)
SELECT 1, 'speed', timestamptz '2026-03-01 00:00Z' + n * interval '1 second', n, 'good' FROM generate_series(1, 90) AS n`,
    });
    await store.query({
      text: `INSERT INTO metrics.flow (stream, worker, received, stored, duplicate, quarantined, dropped)
VALUES ('strand.strand', 'a', 70, 60, 5, 2, '{"overflow": 3}'), ('strand.strand', 'b', 34, 30, 1, 0, '{"overflow": 1, "too-old": 2}')`,
    });
    const books = openBooks(plantPlan, { raw: store, metrics: store, curated: store });
    expect((await books.read()).sensors).toEqual([
      {
        stream: 'strand.strand',
        received: 104,
        metrics: 90,
        duplicate: 6,
        quarantined: 2,
        dropped: 6,
        droppedBy: { overflow: 4, 'too-old': 2 },
        balanced: true,
      },
    ]);
  });

  test('count every row once, however many readings are under way', async () => {
    const { store } = await emptyPlant();
    await receive(store, [
      { payload: heat({ heat_id: 'H1' }) },
      { payload: heat({ heat_id: 'H2' }) },
    ]);
    const books = openBooks(plantPlan, { raw: store, metrics: store, curated: store });
    await Promise.all([books.read(), books.read()]);
    const { events } = await books.read();
    expect(events[0]).toMatchObject({ received: 2, raw: 2, pending: 2, balanced: true });
  });

  test('are read where a plant has streams of one class, or none', async () => {
    const { store } = await emptyPlant();
    const [strand] = plantPlan.datasets.filter(({ kind }) => kind === 'sensor');
    for (const datasets of [[heatPlan], strand === undefined ? [] : [strand], []]) {
      const plan = { ...plantPlan, datasets };
      const books = openBooks(plan, { raw: store, metrics: store, curated: store });
      const { events, sensors, balanced } = await books.read();
      expect(events.length + sensors.length).toBe(datasets.length);
      expect(balanced).toBe(true);
    }
  });
});
