import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Row, Store } from '../../../connectors/connector.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { inputRole, readRole } from '../../../contracts/plan/names.ts';
import type { RoleContext } from '../../roles/role.ts';
import { rounded } from '../simulator/random.ts';
import { NEEDED_SHELL, predictCracks } from './defect-prediction.ts';
import type { ModelStream } from './model-stream.ts';
import { type OpenRuns, openRuns, runName } from './open-runs.ts';
import { solidification } from './solidification.ts';

const everyMs = 300;
const simulationVersion = '3.1.0';
const predictionVersion = '1.4.0';

type Publish = (stream: ModelStream, topic: string, payload: unknown) => Promise<void>;

/**
 * The two models of the plant, as programs of their own would be: each reads the views that its
 * product's input ports name, with the rights of that product and no others, and sends its results
 * like any other source. What it has computed it sees in its own results. A heat whose report was
 * revised is computed again; that run is a revision.
 */
export async function runModels(
  { environment, signal }: Pick<RoleContext, 'environment' | 'signal'>,
  published: (stream: ModelStream, units: number) => void,
): Promise<void> {
  const storeOf = (product: string, role: string) =>
    postgresStore(environment.stores.business, { applicationName: product, poolMax: 1, role });
  const [simulation, prediction] = ['solidification', 'defect_prediction'].map((product) => ({
    input: storeOf(product, inputRole(product)),
    results: storeOf(product, readRole(product)),
  }));
  if (simulation === undefined || prediction === undefined) throw new Error('no store');
  const publisher = mqttPublisher({ url: environment.mqtt.events, clientId: 'lindwerk-models' });
  const publish: Publish = async (stream, topic, payload) => {
    await publisher.publish(topic, JSON.stringify(payload));
    published(stream, Array.isArray(payload) ? payload.length : 1);
  };
  const simulate = newSimulation(
    simulation.input,
    openRuns(simulation.results, 'curated.solidification_history_v1', STRAND_KEY),
    publish,
  );
  const predict = newPrediction(
    prediction.input,
    openRuns(prediction.results, 'curated.defect_prediction_history_v1', HEAT_KEY),
    publish,
  );
  while (!signal.aborted) {
    await simulate();
    await predict();
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  await publisher.close();
  const stores = [simulation, prediction].flatMap(({ input, results }) => [input, results]);
  await Promise.all(stores.map((store) => store.close()));
}

/** What has one result: a strand or a heat as one revision of the heat's report says it. */
const STRAND_KEY = ['heat_id', 'heat_revision', 'strand'];
const HEAT_KEY = ['heat_id', 'heat_revision'];

interface StrandRow extends Row {
  readonly heat_id: string;
  readonly revision: string;
  readonly strand: string;
  readonly cast_start: string;
  readonly cast_end: string;
  readonly superheat: string;
  readonly speed: number;
}

/** Computes each strand of each heat once per revision of the heat's report. */
function newSimulation(store: Store, runs: OpenRuns, publish: Publish): () => Promise<void> {
  return async () => {
    const rows = await store.query<StrandRow>({
      text: `SELECT h.heat_id, h.revision, n.strand, h.cast_start, h.cast_end, h.superheat, m.speed
        FROM curated.heat_v1 AS h
        CROSS JOIN LATERAL generate_series(1, h.strands) AS n (strand)
        CROSS JOIN LATERAL (
          SELECT avg(s.value) AS speed FROM metrics.strand_v1 AS s
          WHERE s.caster = h.caster AND s.strand = n.strand AND s.tag = 'casting_speed'
            AND s.time >= h.cast_start AND s.time < h.cast_end
        ) AS m
        WHERE m.speed > 0.1`,
    });
    const keyOf = (row: StrandRow) => [row.heat_id, row.revision, row.strand].map(String);
    const open = await runs.among(rows.map(keyOf));
    for (const row of rows) {
      const key = keyOf(row);
      if (!open.has(runName(key))) continue;
      const result = solidification({ speed: row.speed, superheat: Number(row.superheat) });
      await publish(
        'solidification.solidification',
        'plant/process-models/solidification/solidification/v1',
        {
          run_id: `solidification-${randomUUID()}`,
          model_id: 'solidification',
          model_version: simulationVersion,
          input_from: row.cast_start,
          input_until: row.cast_end,
          computed_at: new Date().toISOString(),
          heat_id: row.heat_id,
          heat_revision: Number(row.revision),
          strand: Number(row.strand),
          casting_speed: rounded(row.speed, 4),
          shell_thickness: result.shellThickness,
          metallurgical_length: result.metallurgicalLength,
          surface_temperature: result.surfaceTemperature,
        },
      );
      runs.sent(key);
    }
  };
}

interface HeatRow extends Row {
  readonly heat_id: string;
  readonly heat_revision: string;
  readonly caster: string;
  readonly strands: string;
  readonly status: string;
  readonly cast_start: string;
  readonly cast_end: string;
  readonly carbon: string;
  readonly superheat: string;
  readonly level_deviation: string;
  readonly shell: string;
}

/** Predicts each heat once per revision, when all of its strands have been computed. */
function newPrediction(store: Store, runs: OpenRuns, publish: Publish): () => Promise<void> {
  return async () => {
    const rows = await store.query<HeatRow>({
      text: `SELECT k.heat_id, k.heat_revision, k.caster, h.strands, h.status, k.cast_start, k.cast_end,
          h.chemistry_c AS carbon, coalesce(k.superheat_mean, h.superheat) AS superheat,
          k.mold_level_deviation AS level_deviation, s.shell
        FROM business.heat_kpi_v1 AS k
        JOIN curated.heat_v1 AS h ON h.heat_id = k.heat_id AND h.revision = k.heat_revision
        CROSS JOIN LATERAL (
          SELECT min(r.shell_thickness) AS shell, count(*) AS strands
          FROM curated.solidification_v1 AS r
          WHERE r.heat_id = k.heat_id AND r.heat_revision = k.heat_revision
        ) AS s
        WHERE s.strands = h.strands AND k.mold_level_deviation IS NOT NULL`,
    });
    const keyOf = (row: HeatRow) => [row.heat_id, row.heat_revision].map(String);
    const open = await runs.among(rows.map(keyOf));
    for (const row of rows) {
      const key = keyOf(row);
      if (!open.has(runName(key))) continue;
      const shell = Number(row.shell);
      const { probability, contributions } = predictCracks({
        carbon: Number(row.carbon),
        superheat: Number(row.superheat),
        levelDeviation: Number(row.level_deviation),
        shellThickness: shell,
      });
      const computedAt = new Date().toISOString();
      await publish(
        'defect_prediction.defect_prediction',
        'plant/process-models/defect_prediction/prediction/v1',
        {
          run_id: `defect_prediction-${randomUUID()}`,
          model_id: 'defect_prediction',
          model_version: predictionVersion,
          input_from: row.cast_start,
          input_until: row.cast_end,
          computed_at: computedAt,
          heat_id: row.heat_id,
          heat_revision: Number(row.heat_revision),
          crack_probability: probability,
          contributions,
        },
      );
      runs.sent(key);
      const quality = row.status === 'preliminary' ? 'uncertain' : 'good';
      const sample = { caster: row.caster, time: computedAt, quality };
      await publish(
        'defect_prediction.crack_risk',
        'plant/process-models/defect_prediction/risk/v1',
        Array.from({ length: Number(row.strands) }, (_, index) => index + 1).flatMap((strand) => [
          { ...sample, strand, tag: 'CRACK_P', value: probability },
          { ...sample, strand, tag: 'SHELL_RES', value: rounded(shell - NEEDED_SHELL, 2) },
        ]),
      );
    }
  };
}
