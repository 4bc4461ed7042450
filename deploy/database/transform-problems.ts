import type { StoreSession } from '../../connectors/connector.ts';
import type { ServerAnswer } from '../../connectors/failure.ts';
import type { ChangedBy, ViewName } from '../../contracts/model/transform.ts';
import type { ComputedDatasetPlan, View } from '../../contracts/plan/plan.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { nearest } from '../../contracts/source/suggestion.ts';
import { type Described, describeResult, type ResultColumn } from './result-columns.ts';

/** What PostgreSQL has against a transform, or against an entry of its `changed_by`. */
export interface TransformProblem {
  readonly dataset: ComputedDatasetPlan;
  readonly at:
    | { readonly kind: 'sql'; readonly line: number; readonly column: number }
    /** `curated.heat_v1`. */
    | { readonly kind: 'changed-by'; readonly view: string };
  /** What is wrong and what to do, as a person reads it. */
  readonly text: string;
  /** Where PostgreSQL refuses the whole statement: what it says. */
  readonly answer?: ServerAnswer;
  /** The column of the result that is another one than the contract says. */
  readonly column?: Pick<ResultColumn, 'name' | 'type' | 'planned'>;
}

/**
 * Checks transforms among `views`, which are there under their own names (see planned-views.ts). Of a
 * statement that PostgreSQL refuses, it tells the first reason alone.
 */
export async function transformProblems(
  session: StoreSession,
  datasets: readonly ComputedDatasetPlan[],
  views: readonly View[],
): Promise<readonly TransformProblem[]> {
  const found: TransformProblem[] = [];
  for (const dataset of datasets) {
    found.push(...(await ofTransform(session, dataset, views)));
    found.push(...(await ofChangedBy(session, dataset, views)));
  }
  return found;
}

async function ofTransform(
  session: StoreSession,
  dataset: ComputedDatasetPlan,
  views: readonly View[],
): Promise<readonly TransformProblem[]> {
  const { transform } = dataset;
  const planned = resultColumns(dataset);
  const described = await describeResult(session, { sql: transform.sql }, planned);
  const { line, column } = transform.place;
  const start = { line, column };
  if (described.kind === 'refused') {
    const { answer } = described;
    const at = placeIn(transform.sql, described.offset ?? 0, start);
    const columns = knownColumns(answer, transform.reads, views);
    return [{ dataset, at: { kind: 'sql', ...at }, text: saying(answer, columns), answer }];
  }
  return columnProblems(described.columns, dataset).map(({ text, column }) => ({
    dataset,
    at: { kind: 'sql', ...start },
    text,
    column,
  }));
}

/** The contract's own SELECTs over `changed`: they give the key, in types that fit. */
async function ofChangedBy(
  session: StoreSession,
  dataset: ComputedDatasetPlan,
  views: readonly View[],
): Promise<readonly TransformProblem[]> {
  const { refresh } = dataset.transform;
  if (refresh.kind === 'full') return [];
  const found: TransformProblem[] = [];
  const keys = resultColumns(dataset).filter(({ name }) => dataset.key.includes(name));
  for (const entry of refresh.changedBy) {
    const { store, view } = entry.view;
    const at = { kind: 'changed-by', view: `${store}.${view}` } as const;
    const described = await describeResult(session, keyQuery(entry, dataset), keys);
    const answer = described.kind === 'refused' ? { answer: described.answer } : {};
    for (const text of changedByProblems(described, entry, dataset, views)) {
      found.push({ dataset, at, text, ...answer });
    }
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
): readonly { readonly text: string; readonly column: ResultColumn }[] {
  const extra = columns.filter(({ planned }) => planned === null).map(({ name }) => name);
  return columns.flatMap((column) => {
    const text = columnProblem(column, extra, dataset);
    return text === undefined ? [] : [{ text, column }];
  });
}

function columnProblem(
  { name, type, planned, fits }: ResultColumn,
  extra: readonly string[],
  { contractPath }: ComputedDatasetPlan,
): string | undefined {
  if (type === null) {
    const near = nearest(name, extra);
    const meant = near === undefined ? '' : ` Is it ${near}, under another name?`;
    return `the result has no column ${name} (${planned}), which ${contractPath} promises.${meant} Select it: … AS ${name}`;
  }
  if (planned === null) {
    return `the result has a column ${name} (${type}) that ${contractPath} does not have. Name the columns instead of SELECT *, or add the field`;
  }
  if (fits) return undefined;
  return `the result column ${name} is ${type}, ${contractPath} says ${planned}. Convert it in the SELECT (round, ::${planned}) where that is what is meant, or change the field`;
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
