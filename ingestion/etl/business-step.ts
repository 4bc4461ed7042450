import type { Row, Store, StoreSession } from '../../connectors/connector.ts';
import type { ComputedDatasetPlan, Plan, Table } from '../../contracts/plan/plan.ts';
import { transformFingerprint } from '../../contracts/plan/transform-fingerprint.ts';
import { type AffectedKeys, findAffectedKeys, type KeyQuery, keyQuery } from './affected-keys.ts';
import { anyRowsSql } from './changed-rows.ts';
import { moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import { currentMoment, isForeign, windowParameters } from './read-window.ts';
import { compileRecompute, keyColumnsOf, nullKey, type Revisions } from './recompute.ts';
import {
  type RefusedKey,
  recomputeTolerant,
  type TolerantRevisions,
  withoutCause,
} from './refused-keys.ts';
import { defaultLoop, type LoopSettings, runStep } from './run-step.ts';
import { attempt } from './savepoint.ts';
import { findSourceView, growingTables, type SourceView } from './source-view.ts';
import { statementName } from './statement-name.ts';
import type { Step, StepContext, StepResult } from './step.ts';

export interface BusinessStepOptions extends StepContext {
  readonly dataset: ComputedDatasetPlan;
  readonly plan: Plan;
  /** Must reach, in its own database, every view that the transform reads. */
  readonly business: Store;
  readonly settings?: Partial<BusinessSettings>;
}

export interface BusinessSettings extends LoopSettings {
  /** Keys per recompute statement. */
  readonly chunkKeys: number;
  /** With more affected keys than this the whole result is recomputed. */
  readonly maxKeys: number;
}

/** How far a business step has read all its sources: they are in one database, so one snapshot. */
interface BusinessPosition {
  readonly since: string;
  /** The database whose transactions these are. */
  readonly source?: string;
  /** Fingerprint of the transform that computed the rows. */
  readonly transform?: string;
  /** Keys whose row could not be computed yet. */
  readonly refused?: readonly RefusedKey[];
}

const BUSINESS_SCHEMA = 'business';

const ANEW =
  'the sources are in another database than the one that the checkpoint is of, or were set back: everything is computed again; rows that do not differ stay as they are';

const TRANSFORM_CHANGED =
  'the contract computes this dataset in another way than its rows were: everything is computed again, so that no table mixes two formulas';

/** The name of a computed dataset's checkpoint and lock. */
function businessStepName(datasetId: string): string {
  return `business:${datasetId}`;
}

/**
 * Keeps one computed dataset equal to its transform's result: finds the keys that committed changes
 * touch, recomputes them and writes a revision where a row differs, together with the checkpoint in
 * one transaction. An advisory lock lets one instance work at a time.
 */
export function businessStep(options: BusinessStepOptions): Step {
  const { dataset, plan, business, log, counters } = options;
  const settings: BusinessSettings = {
    ...defaultLoop,
    chunkKeys: 1_000,
    maxKeys: 100_000,
    ...options.settings,
  };
  const name = businessStepName(dataset.id);
  const recompute = compileRecompute(dataset);
  const watched = watchedSources(plan, dataset);
  const hasChanges = anyRowsSql(watched.tables);
  const transform = transformFingerprint(dataset);

  async function runOnce(): Promise<StepResult> {
    return business.transaction(async (session): Promise<StepResult> => {
      if (!(await lockStep(session, name))) return { outcome: 'lost' };
      const from = await readCheckpoint<BusinessPosition>(session, BUSINESS_SCHEMA, name);
      const moment = await currentMoment(session);
      const { snapshot: until, source } = moment;
      // Statements from here on see at least what `until` sees; what they see beyond it is found
      // again in the next window and changes nothing then.
      const anew = from !== undefined && isForeign(from.since, from.source, moment);
      if (anew) log.warn({ step: name }, ANEW);
      const changed = from !== undefined && from.transform !== transform;
      if (changed) log.info({ step: name }, TRANSFORM_CHANGED);
      const window =
        from === undefined || anew || changed ? undefined : windowParameters(from.since, until);
      if (window !== undefined && !(await isChanged(session, window))) return { outcome: 'idle' };
      const done = await update(session, window, from?.refused ?? []);
      const { refused } = done;
      const to: BusinessPosition = {
        since: until,
        source,
        transform,
        ...(refused.length === 0 ? {} : { refused }),
      };
      await moveCheckpoint(session, BUSINESS_SCHEMA, name, from, to);
      return report(done);
    });
  }

  async function isChanged(session: StoreSession, window: readonly unknown[]): Promise<boolean> {
    const [row] = await session.query<Row & { changed: boolean }>({
      text: hasChanges,
      values: window,
      name: statementName('changes', hasChanges),
    });
    return row?.changed === true;
  }

  async function update(
    session: StoreSession,
    window: readonly unknown[] | undefined,
    refused: readonly RefusedKey[],
  ): Promise<TolerantRevisions> {
    if (window === undefined || watched.queries === undefined) return updateAll(session);
    const affected = await affectedKeys(session, watched.queries, window);
    if (affected === undefined) return updateAll(session);
    if (affected.nullKeys && (await hasNullKeys(session, dataset))) throw nullKey(dataset);
    if (affected.tooMany) return updateAll(session);
    const named = new Set(affected.keys.map(({ values }) => JSON.stringify(values)));
    const again = refused.filter(({ values }) => !named.has(JSON.stringify(values)));
    const keys = [
      ...affected.keys,
      ...withoutCause(
        again.map(({ values }) => values),
        watched.label,
      ),
    ];
    return recomputeTolerant(session, recompute, keys, settings.chunkKeys);
  }

  /** Undefined where a changed row holds a value that is no key: only the whole result tells then. */
  async function affectedKeys(
    session: StoreSession,
    queries: readonly KeyQuery[],
    window: readonly unknown[],
  ): Promise<AffectedKeys | undefined> {
    let affected: AffectedKeys | undefined;
    await attempt(session, async () => {
      affected = await findAffectedKeys(session, queries, window, settings.maxKeys);
    });
    return affected;
  }

  async function updateAll(session: StoreSession): Promise<TolerantRevisions> {
    let revisions: Revisions = { computed: 0, revised: 0, gone: 0 };
    const failure = await attempt(session, async () => {
      revisions = await recompute.all(session, watched.label);
    });
    if (failure === undefined) return { ...revisions, refused: [] };
    const keys = withoutCause(await recompute.listKeys(session), watched.label);
    return recomputeTolerant(session, recompute, keys, settings.chunkKeys);
  }

  function report({ computed, revised, gone, refused }: TolerantRevisions): StepResult {
    const counts = { computed, revised, gone, refused: refused.length };
    counters.add('computed', { dataset: dataset.id }, computed);
    counters.add('revised', { dataset: dataset.id }, revised);
    counters.add('gone', { dataset: dataset.id }, gone);
    counters.set('refused_keys', { dataset: dataset.id }, refused.length);
    if (revised + gone > 0) log.info({ step: name, ...counts }, 'computed rows changed');
    if (refused.length > 0) {
      log.error(
        { step: name, refused: refused.length, sqlState: refused[0]?.sqlState },
        `${dataset.transform.path} cannot compute some keys, which keep their last row: see refused in business.checkpoint`,
      );
    }
    return { outcome: 'moved', more: false, counts };
  }

  return {
    name,
    runOnce,
    run: (signal) => runStep({ name, runOnce }, { ...options, signal, settings }),
  };
}

interface Watched {
  readonly tables: readonly Table[];
  /** Undefined where any change means recomputing everything. */
  readonly queries: readonly KeyQuery[] | undefined;
  /** Names the cause of a full recompute. */
  readonly label: string;
}

function watchedSources(plan: Plan, dataset: ComputedDatasetPlan): Watched {
  const { refresh, reads } = dataset.transform;
  const sources: readonly SourceView[] =
    refresh.kind === 'full'
      ? reads.map((view) => findSourceView(plan, view))
      : refresh.changedBy.map(({ view }) => findSourceView(plan, view));
  const names = [...new Set(sources.map((source) => source.dataset))];
  return {
    tables: [...new Set(sources.flatMap(growingTables))],
    queries:
      refresh.kind === 'full'
        ? undefined
        : refresh.changedBy.map((entry) =>
            keyQuery(findSourceView(plan, entry.view), entry, keyColumnsOf(dataset)),
          ),
    label: names.join(', '),
  };
}

async function lockStep(session: StoreSession, name: string): Promise<boolean> {
  const [row] = await session.query<Row & { locked: boolean }>({
    text: 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
    values: [`tundish ${name}`],
    name: 'lock_step',
  });
  return row?.locked === true;
}

/** Rows whose key is NULL are no business of a mapping; only the transform's own are refused. */
async function hasNullKeys(session: StoreSession, dataset: ComputedDatasetPlan): Promise<boolean> {
  const isNull = dataset.key
    .map((name) => `t."${name.replaceAll('"', '""')}" IS NULL`)
    .join(' OR ');
  const [row] = await session.query<Row & { found: boolean }>({
    text: `SELECT EXISTS (SELECT 1 FROM (\n${dataset.transform.sql}\n) AS t WHERE ${isNull}) AS found`,
  });
  return row?.found === true;
}
