import type { Store } from '../../../connectors/connector.ts';
import type { DemoBroker } from '../broker.ts';
import type { SentAccount } from '../simulator/sent-account.ts';
import { floodedTopics, floodReadings } from '../simulator/simulate.ts';
import type { LiveView } from '../view/live-view.ts';
import { grouped } from '../view/table.ts';
import type { WorkerProcess } from '../worker-process.ts';
import { eventually, type SceneOutcome } from './scene.ts';

const stream = 'meter.meter_reading';

/**
 * Kills the writer at its worst moment: while five data loggers empty themselves, after it has
 * committed readings and before the broker has heard a single acknowledgement for them. Everything
 * that was committed is then delivered a second time.
 */
export async function killWriter(stage: {
  readonly store: Store;
  readonly broker: DemoBroker;
  /** The writer's MQTT session, which outlives its process. */
  readonly eventClientId: string;
  readonly writer: WorkerProcess;
  readonly sent: SentAccount;
  readonly view: LiveView;
  readonly signal: AbortSignal;
}): Promise<SceneOutcome> {
  const { store, broker, eventClientId, writer, sent, view, signal } = stage;
  const name = 'writer killed';
  const wait = { withinMs: 20_000, everyMs: 25, signal };
  broker.stopHearing(eventClientId);
  const committed = await eventually(
    async () => atLeast(await floodRows(store), floodReadings / 5),
    wait,
  );
  await writer.kill();
  broker.cutOff(eventClientId);
  const killedMs = Date.now();
  view.tell(
    `Writer killed (SIGKILL, process ${writer.pid}) while five data loggers empty themselves:`,
    [
      `${grouped(committed ?? 0)} of ${grouped(floodReadings)} readings are committed, and the broker has heard no acknowledgement of them.`,
    ],
  );
  await writer.start();
  const arrived = await eventually(
    async () => atLeast(await floodRows(store), floodReadings),
    wait,
  );
  const lost = floodReadings - (arrived ?? (await floodRows(store)));
  const absorbed = await eventually(() => settledDuplicates(store, sent), wait);
  const seconds = ((Date.now() - killedMs) / 1000).toFixed(1);
  view.tell(
    `Writer recovered in ${seconds} s (process ${writer.pid}): lost ${lost}, duplicates absorbed ${grouped(absorbed ?? 0)}`,
    ['that many messages were delivered again, recognised by their event id and not stored twice.'],
  );
  return {
    name,
    faults: [
      ...(committed === undefined ? ['the writer was idle when it was killed'] : []),
      ...(lost === 0 ? [] : [`${lost} messages were lost when the writer was killed`]),
      ...(absorbed === undefined
        ? ['the duplicates did not settle after the writer was killed']
        : absorbed > 0
          ? []
          : ['nothing was delivered again after the writer was killed']),
    ],
  };
}

function atLeast(value: number, wanted: number): number | undefined {
  return value >= wanted ? value : undefined;
}

async function floodRows(store: Store): Promise<number> {
  const [row] = await store.query<{ rows: string }>({
    text: 'SELECT count(*) AS rows FROM raw.meter_reading WHERE topic = ANY ($1)',
    values: [floodedTopics],
  });
  return Number(row?.rows);
}

/**
 * Duplicates that only the broker can have made: all that the books counted, without the resends
 * of the sources. Undefined while messages are still on their way.
 */
async function settledDuplicates(store: Store, sent: SentAccount): Promise<number | undefined> {
  const { unique, resends } = sent.of(stream);
  const [row] = await store.query<{ stored: string; duplicate: string }>({
    text: 'SELECT sum(stored) AS stored, sum(duplicate) AS duplicate FROM raw.flow WHERE stream = $1',
    values: [stream],
  });
  const again = Number(row?.duplicate) - resends;
  return Number(row?.stored) === unique && again >= 0 ? again : undefined;
}
