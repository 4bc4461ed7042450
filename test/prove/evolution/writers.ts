import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../../connectors/connector.ts';
import { Failure } from '../../../connectors/failure.ts';
import { silentLog } from '../../../connectors/log.ts';
import type { Plan, Table } from '../../../contracts/plan/plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { businessStep } from '../../../ingestion/etl/business-step.ts';
import { insertSql } from '../../../ingestion/etl/insert-rows.ts';
import { writtenColumns } from '../../../ingestion/etl/map-record.ts';

export interface Writer {
  readonly written: () => number;
  /** Runs that failed and were tried again, as the processes do. */
  readonly retried: () => number;
  end(): Promise<void>;
}

/** Writes plates of one major as the curated ETL of that plan does: its own INSERT, its own columns. */
export function plateWriter(store: Store, plan: Plan, major: number, from: number): Writer {
  const tables = plan.datasets.find(({ id }) => id === 'plate.plate')?.tables ?? [];
  let number = from;
  return loop(async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => number + index);
    await writePlates(store, tables, major, numbers);
    number += numbers.length;
    return numbers.length;
  });
}

/** One transaction for all tables of the plates, numbered plates, idempotent by their event ids. */
async function writePlates(
  store: Store,
  tables: readonly Table[],
  major: number,
  numbers: readonly number[],
): Promise<void> {
  await store.transaction(async (session) => {
    for (const table of tables) {
      if (table.rows.kind === 'elements' && major === 1) continue;
      const columns = writtenColumns(table);
      const rows = numbers.flatMap((number) => {
        const one = plateRow(
          major,
          number,
          columns.some(({ name }) => name === 'width_v2'),
        );
        return table.rows.kind === 'record'
          ? [one]
          : [1, 2].map((position) => ({
              ...one,
              value: `${number}.${position}`,
              _ordinal_1: position,
            }));
      });
      await session.query({
        text: insertSql(table),
        values: columns.map(({ name }) =>
          rows.map((row) => (row as Readonly<Record<string, unknown>>)[name] ?? null),
        ),
      });
    }
  });
}

/** Each campaign has a thousand. Widths of major 2 have a column apart as long as there is a major 1. */
function plateRow(major: number, number: number, isApart: boolean) {
  return {
    width: major === 1 ? '1500' : isApart ? null : '1.25',
    width_v2: major === 1 ? null : '1.25',
    id: number,
    plate_id: `p${number}`,
    revision: 0,
    campaign: `c${Math.floor(number / 1_000)}`,
    thickness: major === 1 ? number % 500 : `${number % 500}.5`,
    grade: major === 1 ? 's355' : 's460',
    readings: major === 1 ? `{${number % 7},${number % 11}}` : null,
    coiling: major === 1 ? null : '612.5',
    _event_id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    _record: 1,
    _contract_version: `${major}.0.0`,
    _event_time: '2026-03-01T06:00:00Z',
    _event_time_basis: 'source',
    _received_at: '2026-03-01T06:00:00Z',
  };
}

/** The business ETL of a plan. */
export function yieldWriter(store: Store, plan: Plan): Writer {
  const dataset = plan.datasets.find(({ id }) => id === 'yield.yield');
  if (dataset?.kind !== 'computed') throw new Error('the plan computes no yield');
  const step = businessStep({
    dataset,
    plan,
    business: store,
    log: silentLog,
    counters: noCounters,
  });
  return loop(async () => ((await step.runOnce()).outcome === 'moved' ? 1 : 0), 100);
}

/** Runs until told to end; what fails is tried again, as every loop of the data plane does. */
function loop(work: () => Promise<number>, everyMs = 20): Writer {
  let [stop, written, retried] = [false, 0, 0];
  const done = (async () => {
    while (!stop) {
      try {
        written += await work();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        retried += 1;
      }
      await pause(everyMs);
    }
  })();
  return {
    written: () => written,
    retried: () => retried,
    end: async () => {
      stop = true;
      await done;
    },
  };
}
