import { afterEach, beforeEach, expect, it } from 'vitest';
import { replayStored } from '../../../cli/gate/replay-stored.ts';
import { buildPlant } from '../../../cli/runtime/built-plant.ts';
import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { EventDatasetPlan, Plan } from '../../../contracts/plan/plan.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { treatPersonal } from '../../../ingestion/personal/treat-message.ts';
import { streamRouter } from '../../../ingestion/stream-router.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { withPersonal } from '../../support/personal-plant.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';
import { heatMessage, oneMajor, twoMajors } from '../../support/two-major-plant.ts';

type Files = Readonly<Record<string, string>>;

const nowMs = Date.parse('2026-03-02T00:00:00Z');
const keys = { pseudonymKey: Buffer.alloc(32, 1), encryptionKey: Buffer.alloc(32, 2) };
const SCHEMA = 'products/casting/heat/heat.v1.schema.json';
const CONTRACT = 'products/casting/heat/heat.v1.odcs.yaml';

describeWith('PostgreSQL 15', 'stored messages of other majors and with personal members', () => {
  let store: Store;
  let url: string;

  beforeEach(async () => {
    const database = await postgres15();
    url = database?.url ?? '';
    store = postgresStore(url);
  });
  afterEach(async () => store?.close());

  const planOf = async (files: Files): Promise<Plan> => (await buildPlant(memoryFiles(files))).plan;
  const heatsOf = (plan: Plan): EventDatasetPlan => {
    const heats = plan.datasets.find(({ kind }) => kind === 'event');
    if (heats?.kind !== 'event') throw new Error('no heats');
    return heats;
  };
  const keep = async (
    plan: Plan,
    messages: readonly { readonly text: string; readonly major: number }[],
  ): Promise<void> => {
    const heats = heatsOf(plan);
    await createTables(url, [heats]);
    const treat = treatPersonal(streamRouter([heats]), keys);
    const received = messages.map(({ text, major }) => ({
      topic: `plant/casting/c1/heat/v${major}`,
      body: Buffer.from(text),
      receivedAtMs: nowMs - 3_600_000,
      redelivered: false,
    }));
    const identify = identifyEvents(eventRouter([heats]));
    const sink = rawSink({ store, worker: 'test', counters: noCounters });
    await sink.write(identify(treat(received)));
  };
  const replay = (previous: Plan, current: Plan, withKeys = true) =>
    replayStored({
      ...{ previous, current, environmentName: 'test', days: 7, nowMs },
      environment: {
        stores: { raw: url, metrics: url, curated: url, business: url },
        mqtt: { events: '', sensors: '' },
        metricsPort: 0,
        ...(withKeys ? { personal: keys } : {}),
      },
    });

  it('are mended where their contract comes, and judged by it', async () => {
    const previous = await planOf(oneMajor());
    const incomplete = { ...JSON.parse(heatMessage(2, 9)), superheat: undefined };
    await keep(previous, [
      ...[1, 2, 3].map((n) => ({ text: heatMessage(1, n), major: 1 })),
      ...[4, 5].map((n) => ({ text: heatMessage(2, n), major: 2 })),
      { text: JSON.stringify(incomplete), major: 2 },
    ]);
    const { streams } = await replay(previous, await planOf(twoMajors()));
    expect(streams).toMatchObject([
      { judged: 6, failing: 0, mended: 2, failedBefore: 1, reasons: [] },
    ]);
    const back = await replay(await planOf(twoMajors()), previous);
    expect(back.streams).toMatchObject([
      {
        ...{ judged: 6, failing: 2, mended: 0, failedBefore: 1 },
        reasons: [{ rule: 'contract-version-unknown', pointer: '', messages: 2 }],
      },
    ]);
  });

  const operated = (n: number, operator: unknown) => ({
    text: JSON.stringify({ ...JSON.parse(heatMessage(1, n)), operator }),
    major: 1,
  });
  const operator = { name: 'Erika', badge: 'A-17', phone: '+49 1' };

  it('are judged as they were treated when they came, whatever is personal now', async () => {
    const files = withPersonal(oneMajor());
    const previous = await planOf(files);
    await keep(previous, [operated(1, operator), operated(2, operator)]);
    const schema = files[SCHEMA] ?? '';
    const stricter = schema
      .replace('"pattern": "^[A-Z]", "maxLength": 30', '"pattern": "^[A-Z]{9}$"')
      .replace('"maxLength": 12', '"maxLength": 1');
    expect(stricter).not.toBe(schema);
    const narrower = stricter.replace('"weight": {', '"weight": { "maximum": 100,');
    expect(narrower).not.toBe(stricter);
    const open = oneMajor()[CONTRACT] ?? '';
    for (const contract of [files[CONTRACT] ?? '', open]) {
      const current = await planOf({ ...files, [SCHEMA]: narrower, [CONTRACT]: contract });
      const report = await replay(previous, current);
      expect(report.streams).toMatchObject([
        { judged: 2, failing: 2, reasons: [{ rule: 'maximum', pointer: '/weight' }] },
      ]);
    }
  });

  it('are named where this job has not the key that opens them', async () => {
    const files = withPersonal(oneMajor());
    const previous = await planOf(files);
    await keep(previous, [
      operated(1, operator),
      { text: '{"operator": {"name": "Erika', major: 1 },
    ]);
    const schema = (files[SCHEMA] ?? '').replace('"weight": {', '"weight": { "maximum": 100,');
    const current = await planOf({ ...files, [SCHEMA]: schema });
    const without = await replay(previous, current, false);
    expect(without.streams).toMatchObject([{ judged: 1, failing: 1, unread: 1 }]);
    expect(without.unchecked).toEqual([
      'heat.heat: 1 stored message is encrypted whole and was not judged again: environments/test.yaml has no key for them',
    ]);
    const opened = await replay(previous, current);
    expect(opened.streams).toMatchObject([{ judged: 2, failing: 1, failedBefore: 1, unread: 0 }]);
  });
});
