import type { StoreSession } from '../../connectors/connector.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import { addCheck, dropCheck, validateCheck } from '../../contracts/generate/sql/table-sql.ts';
import type { FittedTable } from '../../contracts/migration/fitted-store.ts';
import type { NamedDefinition, TableShape } from '../../contracts/migration/store-shape.ts';
import { checkName } from '../../contracts/plan/names.ts';
import type { Check, Plan, Table } from '../../contracts/plan/plan.ts';
import { qualifiedName, quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { addition, BY_MIGRATION, type Difference, kept, refusal } from './difference.ts';
import { changedNames, usesColumn } from './table-differences.ts';

/** The records of a dataset: their majors decide which rows a check must hold for. */
export interface CheckedRows {
  readonly majors: readonly number[];
  /** The table of the records, whose rows know their major. */
  readonly root: Table;
}

export function checkedRows(plan: Plan, table: Table): CheckedRows | undefined {
  for (const dataset of plan.datasets) {
    const [root] = dataset.tables;
    if (dataset.kind !== 'event' || root === undefined) continue;
    if (!dataset.tables.some((one) => one.store === table.store && one.name === table.name)) {
      continue;
    }
    return { majors: dataset.majors.map(({ major }) => major), root };
  }
  return undefined;
}

/**
 * Checks that are missing, others or surplus. Ours are made anew where the rows allow it, and dropped
 * where no contract asks for them: left alone they would refuse records that their contract allows.
 * Rows of a major that is gone stay as they are, and a new check holds for new rows only. Checks of
 * others stay.
 */
export async function checkDifferences(
  session: StoreSession,
  fitted: FittedTable,
  rows: CheckedRows | undefined,
  shapes: { readonly expected: TableShape; readonly actual: TableShape },
  added: ReadonlySet<string>,
): Promise<readonly Difference[]> {
  const { table } = fitted;
  const { expected, actual } = shapes;
  const found: Difference[] = [];
  for (const { name, wanted, there } of changedNames(expected.checks, actual.checks)) {
    if (added.has(name)) continue;
    const check = table.checks.find((one) => one.name === name);
    if (check === undefined || wanted === undefined) {
      found.push(...surplusCheck(fitted, { name, definition: there ?? '' }));
    } else if (there === `${wanted} NOT VALID`) {
      found.push(onlyNewRows(table, name, there));
    } else if (!hasOtherType(check, expected, actual)) {
      const broken = await brokenRows(session, table, check, rows, actual);
      found.push(changedCheck(table, check, { wanted, there }, broken));
    }
  }
  return found;
}

/** Its rows cannot be asked before a migration gives the column its type, and that is refused already. */
function hasOtherType(check: Check, expected: TableShape, actual: TableShape): boolean {
  return actual.columns.some(({ name, type }) => {
    const wanted = expected.columns.find((column) => column.name === name)?.type;
    return wanted !== undefined && wanted !== type && usesColumn(check, name);
  });
}

function surplusCheck(
  { table, surplus }: FittedTable,
  { name, definition }: NamedDefinition,
): readonly Difference[] {
  if (ruleOf(table, [...surplus], name) === 'column') return [];
  const object = objectOf(table, name);
  const columns = table.columns.map((column) => column.name);
  if (ruleOf(table, columns, name) === undefined) {
    return [
      kept({
        store: table.store,
        kind: 'check',
        object,
        actual: definition,
        message: `${object}, which no contract has; it is not ours, so whoever made it drops it`,
      }),
    ];
  }
  return [
    addition({
      store: table.store,
      kind: 'check',
      effect: 'alters',
      object,
      actual: definition,
      planned: 'no such check',
      message: `${object}: loosened, as no contract asks for it any more`,
      statements: [dropCheck(table, name, ownSchema)],
    }),
  ];
}

/** Revisions of computed rows are history: what is older than a check may stay. */
function wayOut({ store }: Table): string {
  return store === 'business'
    ? BY_MIGRATION.replace('changes it', 'lets older rows stay, and puts it on new ones,')
    : 'let the contract allow what was written, or make the narrower one a new major.';
}

function changedCheck(
  table: Table,
  check: Check,
  { wanted, there }: { readonly wanted: string; readonly there: string | undefined },
  broken: Broken,
): Difference {
  const object = objectOf(table, check.name);
  const count = (rows: number) => (rows === 1 ? '1 row' : `${rows} rows`);
  if (broken.supported > 0) {
    return refusal({
      store: table.store,
      kind: 'check',
      object,
      actual: there ?? 'missing',
      planned: wanted,
      next: `${count(broken.supported)} that ${broken.supported === 1 ? 'is' : 'are'} there would break it: ${wayOut(table)}`,
    });
  }
  const old =
    broken.gone === 0
      ? ''
      : ` for new rows; ${count(broken.gone)} of a major that is gone ${broken.gone === 1 ? 'breaks it and stays' : 'break it and stay'}`;
  return addition({
    store: table.store,
    kind: 'check',
    ...(there === undefined ? {} : { effect: 'alters' as const }),
    object,
    actual: there ?? 'missing',
    planned: wanted,
    message: `${object}: ${there === undefined ? 'added' : 'changed'}${old}, ${wanted}`,
    statements: [
      ...(there === undefined ? [] : [dropCheck(table, check.name, ownSchema)]),
      addCheck(table, check, ownSchema),
      ...(broken.gone === 0 ? [validateCheck(table, check.name, ownSchema)] : []),
    ],
  });
}

function onlyNewRows(table: Table, name: string, there: string): Difference {
  const object = objectOf(table, name);
  return kept({
    store: table.store,
    kind: 'check',
    object,
    actual: there,
    message: `rows that break ${object} and are older than it; it holds for new rows`,
  });
}

interface Broken {
  /** Rows whose contract is still there. */
  readonly supported: number;
  /** Rows of majors that are gone. */
  readonly gone: number;
}

/** Counts rows that a check would refuse; a column that comes with this apply counts as NULL. */
async function brokenRows(
  session: StoreSession,
  table: Table,
  check: Check,
  rows: CheckedRows | undefined,
  actual: TableShape,
): Promise<Broken> {
  const there = new Set(actual.columns.map(({ name }) => name));
  const coming = table.columns
    .filter(({ name }) => !there.has(name) && usesColumn(check, name))
    .map(({ name, type }) => `, NULL::${type} AS ${quoteIdentifier(name)}`);
  const [row] = await session.query<{ broken: string; supported: string }>({
    text: [
      `SELECT count(*)::text AS broken, (count(*) FILTER (WHERE ${supportedRow(table, rows)}))::text AS supported`,
      `FROM (SELECT r.*${coming.join('')} FROM ${qualifiedName(table.store, table.name)} r) t`,
      `WHERE NOT (${check.expression}) AND $1::text[] IS NOT NULL`,
    ].join('\n'),
    values: [(rows?.majors ?? []).map(String)],
  });
  const supported = Number(row?.supported);
  return { supported, gone: Number(row?.broken) - supported };
}

function supportedRow(table: Table, rows: CheckedRows | undefined): string {
  if (rows === undefined) return 'true';
  const major = (alias: string) => `split_part(${alias}."_contract_version", '.', 1) = ANY ($1)`;
  if (rows.root.name === table.name) return major('t');
  const root = qualifiedName(rows.root.store, rows.root.name);
  return `EXISTS (SELECT FROM ${root} m WHERE m."_event_id" = t."_event_id" AND m."_record" = t."_record" AND ${major('m')})`;
}

const COLUMN_RULES = [
  'values',
  'min_length',
  'max_length',
  'minimum',
  'maximum',
  'above',
  'below',
  'whole',
  'present',
];
const MOST_BRANCHES = 256;

/** Whether a check is one that a contract makes, of one column or of the branches of a union. */
function ruleOf(
  { name: table }: Table,
  columns: readonly string[],
  check: string,
): 'column' | 'branch' | undefined {
  for (const column of columns) {
    if (COLUMN_RULES.some((rule) => checkName(table, column, rule) === check)) return 'column';
    for (let branch = 1; branch <= MOST_BRANCHES; branch += 1) {
      if (checkName(table, column, `branch_${branch}`) === check) return 'branch';
    }
  }
  return undefined;
}

function objectOf(table: Table, check: string): string {
  return `${table.store}.${table.name} CHECK ${check}`;
}
