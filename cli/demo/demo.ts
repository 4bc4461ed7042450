import { join } from 'node:path';
import type { Store } from '../../connectors/connector.ts';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { listIncidents } from '../../ingestion/quarantine/incidents.ts';
import { type CommandContext, exitCode } from '../command.ts';
import { readEnvironment } from '../environment.ts';
import { afterDemo, demoHome } from '../how-to-run.ts';
import { packageRoot } from '../package-root.ts';
import { coloursFor } from '../render/colours.ts';
import { sessionName } from '../roles/session-name.ts';
import { type Acts, newActs } from './acts.ts';
import { type Audit, audit } from './audit.ts';
import { startBroker } from './broker.ts';
import { closingPage, readKpiRows, serverLines } from './closing-page.ts';
import type { DemoOptions } from './demo-options.ts';
import { newEnding } from './ending.ts';
import { freePort } from './free-port.ts';
import { modelStreams } from './models/model-stream.ts';
import { newResultAccount } from './models/result-account.ts';
import { preparePlatform } from './platform.ts';
import { startLocalPostgres } from './postgres/local-postgres.ts';
import { openRunningBooks } from './running-books.ts';
import { sampleStatements, tryEndpoints, tryStatements } from './sample-statements.ts';
import { eventually } from './scenes/scene.ts';
import { newSchedule, type Schedule } from './schedule.ts';
import { play } from './simulator/play.ts';
import { newSentAccount, type SentCounts } from './simulator/sent-account.ts';
import { simulate } from './simulator/simulate.ts';
import { simulatedStreams } from './simulator/simulated-message.ts';
import { type LiveView, liveView } from './view/live-view.ts';
import { instance } from './worker-order.ts';
import { workerProcess } from './worker-process.ts';

/**
 * Runs the demo: starts the servers, applies the plan, lets the plant run, kills the writer in the
 * middle of it, and ends with what came of it. Everything that it started has ended when it
 * resolves, also when it rejects.
 */
export async function runDemo(options: DemoOptions, context: CommandContext): Promise<number> {
  const ending = newEnding();
  try {
    return await run(options, context, ending.add);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    context.stderr('Stopped before the plant ran.\n');
    return exitCode.unchecked;
  } finally {
    await ending.run();
  }
}

class Stopped extends Error {}

async function run(
  options: DemoOptions,
  context: CommandContext,
  onEnd: (stop: () => Promise<void>) => void,
): Promise<number> {
  const startedMs = Date.now();
  const say = (text: string): void => context.stderr(`${text}\n`);
  const colours = coloursFor(context.isTerminal, context.env);
  const root = packageRoot();
  const goOn = (): void => {
    if (context.signal.aborted) throw new Stopped();
  };

  const postgres = await startLocalPostgres({
    project: demoHome(context.cwd),
    port: options.port,
  });
  onEnd(postgres.stop);
  say(`PostgreSQL ${postgres.version} is up (${since(startedMs)}), data in ${postgres.folder}`);
  goOn();
  const broker = await startBroker(options.port + 1);
  onEnd(broker.stop);
  const store = postgresStore(postgres.url, { applicationName: 'tundish demo' });
  onEnd(() => store.close());
  const environment = await readEnvironment(root, 'demo', {
    TUNDISH_DEMO_DATABASE_URL: postgres.url,
    TUNDISH_DEMO_MQTT_URL: broker.url,
  });
  const { plan, build, summary } = await preparePlatform(root, postgres.folder, store);
  say(`${summary} (${since(startedMs)})`);
  goOn();

  const terminalColumns = process.stdout.columns ?? 100;
  const view = liveView({
    write: context.stdout,
    isTerminal: context.isTerminal,
    columns: terminalColumns,
    colours,
    clock: Date.now,
  });
  const mishaps: string[] = [];
  const stopping = new AbortController();
  const fail = (message: string): void => {
    mishaps.push(message);
    stopping.abort();
  };
  const metricsPorts = { writer: await freePort(options.port + 2), platform: 0 };
  metricsPorts.platform = await freePort(metricsPorts.writer + 1);
  const { stores, mqtt, metricsPort } = environment;
  const results = newResultAccount();
  const [writer, platform, models] = (['writer', 'platform', 'models'] as const).map((role) =>
    workerProcess(
      {
        role,
        build,
        environment: { stores, mqtt, metricsPort },
        metricsPort: role === 'models' ? 0 : metricsPorts[role],
      },
      join(postgres.folder, `${role}.log`),
      fail,
      results.note,
    ),
  );
  if (writer === undefined || platform === undefined || models === undefined) {
    throw new Error('no process to start');
  }
  await Promise.all(
    [writer, platform, models].map(async (worker) => {
      onEnd(() => worker.stop(10_000));
      await worker.start();
    }),
  );
  const [eventClientId, sensorClientId] = (['events', 'samples'] as const).map((kind) =>
    sessionName(kind, { plan, environment, instance }),
  ) as [string, string];
  await Promise.race([
    Promise.all([eventClientId, sensorClientId].map((client) => broker.subscribed(client))),
    untilAborted(AbortSignal.any([context.signal, stopping.signal])),
  ]);
  goOn();
  const servers = {
    database: postgres.url,
    mqtt: broker.url,
    eventMetrics: `http://127.0.0.1:${metricsPorts.writer}/metrics`,
    otherMetrics: `http://127.0.0.1:${metricsPorts.platform}/metrics`,
  };
  say('Until the demo ends:');
  for (const line of serverLines(servers)) say(`    ${line}`);
  say(`Writer, sensors, ETLs and two models are at work (${since(startedMs)}); the plant starts`);

  const sent = newSentAccount();
  const publisher = mqttPublisher({ url: broker.url, clientId: 'lindwerk-sources', window: 1000 });
  onEnd(() => publisher.close());
  const signal = AbortSignal.any([context.signal, stopping.signal]);
  const acts = newActs({
    store,
    broker,
    eventClientId,
    writer,
    sent,
    view,
    signal: stopping.signal,
  });
  const firstMs = Date.now();
  const schedule = newSchedule(firstMs, options.forSeconds);
  const watch = watchPlant({ store, plan, view, schedule, firstMs });
  await play({
    messages: simulate({ seed: options.seed, ...schedule.simulation }),
    clock: schedule.clock,
    window: 1000,
    publish: async (message) => {
      sent.note(message);
      acts.note(message);
      await publisher.publish(message.topic, message.payload);
    },
    signal,
  }).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  const scenes = await acts.ended();
  const accounts = (): ReadonlyMap<string, SentCounts> =>
    new Map([
      ...simulatedStreams.map((stream) => [stream, sent.of(stream)] as const),
      ...modelStreams.map((stream) => [stream, results.of(stream)] as const),
    ]);
  const settled = await settle(store, plan, accounts);
  const kpiAfterMs = await watch.end();
  view.end();

  // Ctrl-C during the run ends everything: there is nobody to keep it for.
  const keeps = options.keep && !context.signal.aborted;
  const statements = sampleStatements(acts.correction?.heatId);
  const facts = {
    books: settled.books,
    sent: accounts(),
    comparisons: settled.comparisons,
    incidents: [
      ...(await listIncidents(store, 'curated')),
      ...(await listIncidents(store, 'metrics')),
    ],
    heats: await readKpiRows(store, acts.correction?.heatId),
    correction: acts.correction,
    servers,
    kept: keeps,
    statements,
    measured: [
      `first message to first KPI row ${seconds(kpiAfterMs)}; start to this page ${since(startedMs)}`,
    ],
    faults: [
      ...mishaps,
      ...settled.faults,
      ...scenes.flatMap(({ faults }) => faults),
      ...missingScenes(acts, options),
      ...(kpiAfterMs === undefined && options.forSeconds !== undefined ? ['no KPI row came'] : []),
      ...(await tryEndpoints([servers.eventMetrics, servers.otherMetrics])),
      ...(await tryStatements(store, statements, { mustAnswer: options.forSeconds !== undefined })),
    ],
    next: keeps
      ? 'paste a line from above into another terminal; Ctrl-C ends the servers'
      : afterDemo(),
  };
  const width = context.isTerminal ? terminalColumns : Number.POSITIVE_INFINITY;
  context.stdout(`${closingPage(facts, colours, width).join('\n')}\n`);
  if (keeps) await untilAborted(context.signal);
  return facts.faults.length === 0 ? exitCode.ok : exitCode.findings;
}

/** Shows the books while the plant runs, and notices the first KPI row. */
function watchPlant(watched: {
  readonly store: Store;
  readonly plan: Plan;
  readonly view: LiveView;
  readonly schedule: Schedule;
  readonly firstMs: number;
}): { end(): Promise<number | undefined> } {
  const { store, plan, view, schedule, firstMs } = watched;
  let over = false;
  let kpiAfterMs: number | undefined;
  const books = openRunningBooks(store, plan);
  const watching = (async () => {
    while (!over) {
      view.show({
        headline: schedule.headline(Date.now(), plan.plant),
        books: await books.read(),
      });
      if (kpiAfterMs === undefined) {
        const rows = await store.query({ text: 'SELECT FROM business.heat_kpi_v1 LIMIT 1' });
        if (rows.length > 0) kpiAfterMs = Date.now() - firstMs;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    end: async () => {
      over = true;
      await watching;
      return kpiAfterMs;
    },
  };
}

/** Waits until everything that was sent is placed; what still does not fit after that is a fault. */
async function settle(
  store: Store,
  plan: Plan,
  accounts: () => ReadonlyMap<string, SentCounts>,
): Promise<Audit> {
  const books = openRunningBooks(store, plan);
  await eventually(
    async () => {
      const { faults } = await audit(store, plan, accounts(), books);
      return faults.length === 0 ? true : undefined;
    },
    { withinMs: 30_000, everyMs: 200, signal: new AbortController().signal },
  );
  return audit(store, plan, accounts());
}

function missingScenes(acts: Acts, { forSeconds }: DemoOptions): readonly string[] {
  if (forSeconds === undefined) return [];
  return (['flood', 'decimal-comma', 'correction'] as const)
    .filter((scene) => !acts.begun.has(scene))
    .map((scene) => `scene ${scene} did not happen`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function since(startMs: number): string {
  return seconds(Date.now() - startMs);
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'never' : `${(ms / 1000).toFixed(1)} s`;
}
