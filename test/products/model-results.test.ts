import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { predictCracks } from '../../cli/demo/models/defect-prediction.ts';
import { solidification } from '../../cli/demo/models/solidification.ts';
import { validatorsByMajor } from '../../cli/roles/validators.ts';
import { buildPlant, saveBuild } from '../../cli/runtime/built-plant.ts';
import type { Row, Store } from '../../connectors/connector.ts';
import { silentLog } from '../../connectors/log.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { noCounters } from '../../ingestion/counters.ts';
import { curatedStep } from '../../ingestion/etl/curated-step.ts';
import { eventRouter } from '../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../ingestion/writer/identify.ts';
import { rawSink } from '../../ingestion/writer/raw-sink.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';

describeWith('PostgreSQL 15', "the plant's models", () => {
  const build = mkdtempSync(join(tmpdir(), 'tundish-models-'));
  let store: Store;
  /** Sends results like any other source, and curates them. */
  let send: (topic: string, results: readonly unknown[]) => Promise<void>;

  beforeAll(async () => {
    const built = await buildPlant(await diskFiles('.'));
    const folder = await saveBuild(build, built);
    store = postgresStore((await postgres15())?.url ?? '');
    const stores = { raw: store, metrics: store, curated: store, business: store };
    const applied = await applyPlan(built.plan, stores, { now: Date.UTC(2026, 10, 25) });
    expect(applied.refusals).toEqual([]);
    const events = built.plan.datasets.filter((dataset) => dataset.kind === 'event');
    const identify = identifyEvents(eventRouter(events));
    const sink = rawSink({ store, worker: 'test', counters: noCounters });
    const steps = await Promise.all(
      events.map(async (plan) =>
        curatedStep({
          plan,
          raw: store,
          curated: store,
          validators: await validatorsByMajor(folder, plan.majors),
          log: silentLog,
          counters: noCounters,
        }),
      ),
    );
    send = async (topic, results) => {
      const messages = results.map((result) => ({
        topic,
        body: Buffer.from(JSON.stringify(result)),
        receivedAtMs: Date.UTC(2026, 10, 25, 8),
        redelivered: false,
      }));
      await sink.write(identify(messages));
      for (const step of steps) await step.runOnce();
    };
  });
  afterAll(async () => {
    await store?.close();
    rmSync(build, { recursive: true, force: true });
  });

  const run = (model: string, version: string, number: number) => ({
    run_id: `${model}-${version}-${number}`,
    model_id: model,
    model_version: version,
    input_from: '2026-11-25T06:00:00Z',
    input_until: '2026-11-25T06:40:00Z',
    computed_at: `2026-11-25T07:0${number}:00Z`,
    heat_id: 'H2600001',
    heat_revision: 1,
  });
  const rows = (from: string): Promise<readonly Row[]> => store.query({ text: from });

  it('a simulation: each result is curated with model, version, run and the window that it read', async () => {
    const { shellThickness, metallurgicalLength, surfaceTemperature } = solidification({
      speed: 1.1,
      superheat: 27,
    });
    const result = {
      ...run('solidification', '3.1.0', 1),
      strand: 2,
      casting_speed: 1.1,
      shell_thickness: shellThickness,
      metallurgical_length: metallurgicalLength,
      surface_temperature: surfaceTemperature,
    };
    await send('plant/process-models/solidification/solidification/v1', [result, result]);
    expect(
      await rows(`SELECT heat_id, strand, model_id, model_version, run_id, input_from, input_until,
        shell_thickness::text, _contract_version FROM curated.solidification_history_v1`),
    ).toEqual([
      {
        heat_id: 'H2600001',
        strand: expect.anything(),
        model_id: 'solidification',
        model_version: '3.1.0',
        run_id: 'solidification-3.1.0-1',
        input_from: '2026-11-25T06:00:00Z',
        input_until: '2026-11-25T06:40:00Z',
        shell_thickness: String(shellThickness),
        _contract_version: '1.0.0',
      },
    ]);
  });

  it('a rerun is a revision: the view shows the newest run, the history keeps what was foreseen before', async () => {
    const foreseen = (carbon: number) =>
      predictCracks({ carbon, superheat: 27, levelDeviation: 2, shellThickness: 20 });
    const predictions = [
      { ...run('defect_prediction', '1.3.0', 1), ...written(foreseen(0.17)) },
      { ...run('defect_prediction', '1.4.0', 2), ...written(foreseen(0.12)) },
    ];
    // Out of order: the newest run arrives first.
    await send('plant/process-models/defect_prediction/prediction/v1', [...predictions].reverse());
    expect(await rows(`SELECT run_id, model_version FROM curated.defect_prediction_v1`)).toEqual([
      { run_id: 'defect_prediction-1.4.0-2', model_version: '1.4.0' },
    ]);
    expect(
      await rows(`SELECT run_id FROM curated.defect_prediction_history_v1 ORDER BY computed_at`),
    ).toEqual([{ run_id: 'defect_prediction-1.3.0-1' }, { run_id: 'defect_prediction-1.4.0-2' }]);
    expect(
      await rows(`SELECT feature FROM curated.defect_prediction_contributions_v1
        ORDER BY _ordinal_1 LIMIT 1`),
    ).toEqual([{ feature: 'peritectic carbon' }]);
    const [known] = await rows(
      'SELECT count(*)::integer AS n FROM raw.defect_prediction WHERE conflict',
    );
    expect(known).toEqual({ n: 0 });
  });

  it('a result without provenance waits in quarantine', async () => {
    const { run_id: _, ...anonymous } = run('defect_prediction', '1.4.0', 3);
    await send('plant/process-models/defect_prediction/prediction/v1', [
      { ...anonymous, crack_probability: 0.5, contributions: [] },
    ]);
    expect(await rows(`SELECT reasons -> 0 ->> 'rule' AS rule FROM curated.quarantine`)).toEqual([
      { rule: 'required' },
    ]);
  });
});

function written({ probability, contributions }: ReturnType<typeof predictCracks>) {
  return { crack_probability: probability, contributions };
}
