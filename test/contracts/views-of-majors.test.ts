import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildPlant } from '../../cli/runtime/built-plant.ts';
import type { Row, Store } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { EventDatasetPlan, Plan, View } from '../../contracts/plan/plan.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { changedRows } from '../../ingestion/etl/changed-rows.ts';
import { beginning, currentMoment, windowParameters } from '../../ingestion/etl/read-window.ts';
import { findSourceView } from '../../ingestion/etl/source-view.ts';
import { curateEvents, loadedValidator } from '../prove/schema-to-table/curate-events.ts';
import { writtenEvents } from '../prove/schema-to-table/sent-events.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';
import {
  declaredOnly,
  type Fact,
  filesOf,
  type MessageSpec,
  type PairSpec,
  pairSpec,
  payloadOf,
  promised,
  repeatedKey,
  START,
  type Values,
} from './random-majors.ts';

interface Shown extends Row {
  readonly row: Readonly<Record<string, string | number | null>>;
}

async function rowsOf(store: Store, view: string): Promise<readonly Values[]> {
  const rows = await store.query<Shown>({ text: `SELECT to_jsonb(v) AS row FROM ${view} AS v` });
  return rows.map(({ row }) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([name]) => !name.startsWith('_'))
        .map(([name, value]) => [name, name === 'at' ? instantOf(value) : value]),
    ),
  );
}

function instantOf(value: string | number | null | undefined): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Date.parse(value) : null;
}

/** In an order of their own, so that sets compare. */
function sorted(rows: readonly Values[]): readonly string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}

async function compare(store: Store, pair: PairSpec, name: string): Promise<void> {
  for (const major of [1, 2] as const) {
    const { spec, all, shown } = promised(pair, major);
    const view = `curated.${name}_v${major}`;
    const rows = (facts: readonly Fact[]) => sorted(facts.map((fact) => declaredOnly(spec, fact)));
    expect({ view, rows: sorted(await rowsOf(store, view)) }).toEqual({ view, rows: rows(shown) });
    if (pair.change === 'revise') {
      const history = `curated.${name}_history_v${major}`;
      expect({ history, rows: sorted(await rowsOf(store, history)) }).toEqual({
        history,
        rows: rows(all),
      });
    }
    if (!spec.hasCuts) continue;
    const elements = (facts: readonly Fact[]) =>
      sorted(
        facts.flatMap(({ values, cuts }) => {
          const key = repeatedKey(pair, spec).map((one) => [one, values[one] ?? null] as const);
          return cuts.map((at) => ({ ...Object.fromEntries(key), at }));
        }),
      );
    const cuts = `curated.${name}_cuts_v${major}`;
    expect({ cuts, rows: sorted(await rowsOf(store, cuts)) }).toEqual({
      cuts,
      rows: elements(shown),
    });
    if (pair.change === 'append') continue;
    const history = `curated.${name}_cuts_history_v${major}`;
    expect({ history, rows: sorted(await rowsOf(store, history)) }).toEqual({
      history,
      rows: elements(all),
    });
  }
}

function eventDatasets(plan: Plan): readonly EventDatasetPlan[] {
  return plan.datasets.filter((dataset): dataset is EventDatasetPlan => dataset.kind === 'event');
}

/** Sends the messages that `isNow` chooses through raw to the curated tables. */
async function send(
  store: Store,
  plan: Plan,
  pairs: readonly PairSpec[],
  isNow: (message: MessageSpec) => boolean,
): Promise<void> {
  for (const dataset of eventDatasets(plan)) {
    const pair = pairs[Number(dataset.dataset.slice(1))];
    if (pair === undefined) continue;
    const validators = new Map(
      await Promise.all(
        dataset.majors.map(async (major) => [major.major, await loadedValidator(major)] as const),
      ),
    );
    const events = pair.messages.flatMap((message, index) => {
      const major = dataset.majors.find((one) => one.major === message.major);
      if (major === undefined || !isNow(message)) return [];
      return writtenEvents(dataset, major, [payloadOf(pair, message, index)]);
    });
    await curateEvents(
      store,
      dataset,
      (major) => validators.get(major),
      events.map(({ event }) => event),
    );
  }
}

/** What a transform that reads the view is told to compute again after the messages from `since` on. */
async function changedIds(
  store: Store,
  plan: Plan,
  view: View,
  since: string,
): Promise<ReadonlySet<string>> {
  if (view.store === 'raw') return new Set();
  const source = findSourceView(plan, { store: view.store, view: view.name });
  const { snapshot } = await currentMoment(store);
  const rows = await store.query<{ id: string }>({
    text: `WITH ${changedRows(source)} SELECT DISTINCT to_jsonb(c)->>'_event_id' AS id FROM changed AS c`,
    values: windowParameters(since, snapshot),
  });
  return new Set(rows.map(({ id }) => id));
}

async function shownIds(store: Store, view: View): Promise<ReadonlySet<string>> {
  const rows = await store.query<{ id: string }>({
    text: `SELECT DISTINCT to_jsonb(v)->>'_event_id' AS id FROM ${view.store}.${view.name} AS v`,
  });
  return new Set(rows.map(({ id }) => id));
}

const PAIRS = 24;

describeWith('PostgreSQL 15', 'random pairs of majors', () => {
  it('show in each view exactly what the contract of its major promises', async () => {
    const pairs = fc.sample(pairSpec, { numRuns: PAIRS, seed: 20260301 });
    const { plan } = await buildPlant(filesOf(pairs, [1, 2]));
    expect(eventDatasets(plan)).toHaveLength(PAIRS);
    const store = postgresStore((await postgres15())?.url ?? '');
    try {
      const stores = { raw: store, metrics: store, curated: store, business: store };
      const { refusals } = await applyPlan(plan, stores, { now: START });
      expect(refusals).toEqual([]);
      await send(store, plan, pairs, () => true);
      const waiting = await store.query({ text: 'SELECT reasons FROM curated.quarantine' });
      expect(waiting).toEqual([]);
      for (const [index, pair] of pairs.entries()) await compare(store, pair, `p${index}`);
    } finally {
      await store.close();
    }
  }, 120_000);

  it('show the same where the first of them was there before, with its rows', async () => {
    // Numbers without bounds beside bounded ones would change the type of a column that is there.
    const pairs = fc
      .sample(pairSpec, { numRuns: PAIRS, seed: 20260302 })
      .map(({ majors: [one, two], ...pair }) => ({
        ...pair,
        majors: [one, { ...two, isBounded: one.isBounded }] as const,
      }));
    const store = postgresStore((await postgres15())?.url ?? '');
    const stores = { raw: store, metrics: store, curated: store, business: store };
    try {
      const first = (await buildPlant(filesOf(pairs, [1]))).plan;
      expect((await applyPlan(first, stores, { now: START })).refusals).toEqual([]);
      await send(store, first, pairs, ({ major }) => major === 1);
      const { plan } = await buildPlant(filesOf(pairs, [1, 2]));
      const { refusals } = await applyPlan(plan, stores, { now: START });
      expect(refusals.map(({ object, actual, planned }) => ({ object, actual, planned }))).toEqual(
        [],
      );
      const before = new Map<string, ReadonlySet<string>>();
      const views = plan.datasets.flatMap((dataset) => dataset.views);
      for (const view of views) before.set(view.name, await shownIds(store, view));
      const { snapshot } = await currentMoment(store);
      await send(store, plan, pairs, ({ major }) => major === 2);
      for (const view of views) {
        const changed = await changedIds(store, plan, view, snapshot);
        const known = before.get(view.name) ?? new Set();
        const shown = await shownIds(store, view);
        const missed = [...known, ...shown].filter(
          (id) => known.has(id) !== shown.has(id) && !changed.has(id),
        );
        expect({ view: view.name, missed }).toEqual({ view: view.name, missed: [] });
        const everything = await changedIds(store, plan, view, beginning.since);
        expect({ view: view.name, ids: [...shown].filter((id) => !everything.has(id)) }).toEqual({
          view: view.name,
          ids: [],
        });
      }
      for (const [index, pair] of pairs.entries()) await compare(store, pair, `p${index}`);
    } finally {
      await store.close();
    }
  }, 120_000);
});
