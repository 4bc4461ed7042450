import type { StoreSession } from '../../connectors/connector.ts';
import type { ServerAnswer } from '../../connectors/failure.ts';
import type { ChangedBy, ViewName } from '../../contracts/model/transform.ts';
import type { ComputedDatasetPlan, Plan, View } from '../../contracts/plan/plan.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { nearest } from '../../contracts/source/suggestion.ts';
import type { Difference } from './difference.ts';
import { amongPlannedViews, readableViews } from './planned-views.ts';
import { type Described, describeResult, type ResultColumn } from './result-columns.ts';

export interface TransformDifferences {
  readonly refusals: readonly Difference[];
  readonly notes: readonly string[];
}

/**
 * Transforms and their `changed_by` queries, checked by PostgreSQL against the planned views: every
 * name exists, and the result has exactly the contract's columns in types that fit. None is run.
 */
export async function transformDifferences(
  session: StoreSession,
  plan: Plan,
): Promise<TransformDifferences> {
  const computed = plan.datasets.filter((dataset) => dataset.kind === 'computed');
  if (computed.length === 0) return { refusals: [], notes: [] };
  const views = readableViews(plan);
  const refusals = await amongPlannedViews(session, plan, async () => {
    const found: Difference[] = [];
    for (const dataset of computed) {
      found.push(...(await ofTransform(session, dataset, views)));
      found.push(...(await ofChangedBy(session, dataset, views)));
    }
    return found;
  });
  return refusals === undefined
    ? {
        refusals: [],
        notes: [
          'transforms are not checked: this login does not own the schemas metrics, curated and business, or may not make temporary views',
        ],
      }
    : { refusals, notes: [] };
}

async function ofTransform(
  session: StoreSession,
  dataset: ComputedDatasetPlan,
  views: readonly View[],
): Promise<readonly Difference[]> {
  const { transform } = dataset;
  const planned = resultColumns(dataset);
  const described = await describeResult(session, { sql: transform.sql }, planned);
  const { line, column } = transform.place;
  const start = { line, column };
  if (described.kind === 'refused') {
    const at = placeIn(transform.sql, described.offset ?? 0, start);
    const columns = knownColumns(described.answer, transform.reads, views);
    const where = `${transform.path}:${at.line}:${at.column}`;
    return [refused(dataset, where, saying(described.answer, columns))];
  }
  const where = `${transform.path}:${start.line}:${start.column}`;
  return columnProblems(described.columns, dataset).map((text) => refused(dataset, where, text));
}

/** The contract's own SELECTs over `changed`: they give the key, in types that fit. */
async function ofChangedBy(
  session: StoreSession,
  dataset: ComputedDatasetPlan,
  views: readonly View[],
): Promise<readonly Difference[]> {
  const { refresh } = dataset.transform;
  if (refresh.kind === 'full') return [];
  const found: Difference[] = [];
  const keys = resultColumns(dataset).filter(({ name }) => dataset.key.includes(name));
  for (const entry of refresh.changedBy) {
    const { store, view } = entry.view;
    const where = `${dataset.contractPath}, changed_by of ${store}.${view}`;
    const described = await describeResult(session, keyQuery(entry, dataset), keys);
    found.push(
      ...changedByProblems(described, entry, dataset, views).map((text) =>
        refused(dataset, where, text),
      ),
    );
  }
  return found;
}

function keyQuery(
  { view, keys }: ChangedBy,
  dataset: ComputedDatasetPlan,
): { readonly before: string; readonly sql: string } {
  const changed = `WITH changed AS (SELECT * FROM ${quoteIdentifier(view.store)}.${quoteIdentifier(view.view)}) `;
  if (keys.kind === 'select') return { before: changed, sql: keys.sql };
  const columns = dataset.key.map(
    (name, index) =>
      `c.${quoteIdentifier(keys.columns[index] ?? name)} AS ${quoteIdentifier(name)}`,
  );
  return { before: changed, sql: `SELECT ${columns.join(', ')} FROM changed AS c` };
}

function changedByProblems(
  described: Described,
  entry: ChangedBy,
  dataset: ComputedDatasetPlan,
  views: readonly View[],
): readonly string[] {
  if (described.kind === 'refused') {
    const columns = knownColumns(described.answer, [entry.view], views);
    return [saying(described.answer, columns)];
  }
  return described.columns.flatMap(({ name, type, planned, fits }) => {
    // More columns do no harm, and numbers are compared as what they are worth.
    if (planned === null || fits || (isNumber(type) && isNumber(planned))) return [];
    return type === null
      ? `its SELECT gives no column ${name}, which is part of the key of ${dataset.id}. Name it: … AS ${name}`
      : `its key column ${name} is ${type}, the key of ${dataset.id} is ${planned}. Take a column of that type`;
  });
}

function isNumber(type: string | null): boolean {
  return /^(smallint|integer|bigint|numeric|real|double precision)$/.test(type ?? '');
}

function columnProblems(
  columns: readonly ResultColumn[],
  dataset: ComputedDatasetPlan,
): readonly string[] {
  const extra = columns.filter(({ planned }) => planned === null).map(({ name }) => name);
  return columns.flatMap(({ name, type, planned, fits }) => {
    if (type === null) {
      const near = nearest(name, extra);
      const meant = near === undefined ? '' : ` Is it ${near}, under another name?`;
      return `the result has no column ${name} (${planned}), which ${dataset.contractPath} promises.${meant} Select it: … AS ${name}`;
    }
    if (planned === null) {
      return `the result has a column ${name} (${type}) that ${dataset.contractPath} does not have. Name the columns instead of SELECT *, or add the field`;
    }
    if (fits) return [];
    return `the result column ${name} is ${type}, ${dataset.contractPath} says ${planned}. Convert it in the SELECT (round, ::${planned}) where that is what is meant, or change the field`;
  });
}

function resultColumns(
  dataset: ComputedDatasetPlan,
): readonly { readonly name: string; readonly type: string }[] {
  return dataset.tables.flatMap((table) =>
    table.columns.flatMap(({ source, type }) =>
      source.kind === 'result' ? [{ name: source.column, type }] : [],
    ),
  );
}

function saying(answer: ServerAnswer, columns: string): string {
  return `PostgreSQL says: ${answer.message}.${columns}`;
}

const MOST_NAMED = 60;

/** After an unknown column: what was meant, and what there is. */
function knownColumns(
  answer: ServerAnswer,
  reads: readonly ViewName[],
  views: readonly View[],
): string {
  const name = /^column "?([^"]+?)"? does not exist/.exec(answer.message)?.[1]?.split('.').at(-1);
  if (name === undefined) return ' Mend the SELECT';
  const read = views.filter((view) =>
    reads.some((one) => one.store === view.store && one.view === view.name),
  );
  const near = nearest(
    name,
    read.flatMap((view) => view.columns.map((column) => column.name)),
  );
  const lists = read.map((view) => {
    const names = view.columns.map((column) => column.name);
    const more = names.length > MOST_NAMED ? ', …' : '';
    return `${view.store}.${view.name} has ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
  });
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  return `${meant} ${lists.join('; ')}`;
}

function refused(dataset: ComputedDatasetPlan, where: string, text: string): Difference {
  return {
    store: 'business',
    kind: 'transform',
    object: dataset.id,
    action: 'refuse',
    actual: text,
    planned: 'a SELECT that gives the columns of the contract',
    message: `${where}: ${text}`,
    statements: [],
  };
}

/** Line and column, from 1, of a character of an SQL text that starts at `start` in its file. */
function placeIn(
  sql: string,
  offset: number,
  start: { readonly line: number; readonly column: number },
): { readonly line: number; readonly column: number } {
  const lines = [...sql].slice(0, offset).join('').split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return lines.length === 1
    ? { line: start.line, column: start.column + column - 1 }
    : { line: start.line + lines.length - 1, column };
}
