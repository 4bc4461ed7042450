import { compareText } from '../finding.ts';
import type { Dataset, Derivation } from '../model/dataset.ts';
import type { DatasetGroup, Member } from './dataset-group.ts';
import { datasetId, indexName, tableName, viewName } from './names.ts';
import type {
  Column,
  DatasetPlan,
  EventDatasetPlan,
  GenealogyEdge,
  ReferenceDatasetPlan,
  Table,
  ViewColumn,
} from './plan.ts';
import type { PostgresType } from './postgres-type.ts';
import { quoteIdentifier } from './sql-text.ts';
import { viewTable } from './view-table.ts';

/** A derivation whose members are no columns that one SELECT could read. */
export interface LostDerivation {
  readonly group: DatasetGroup;
  /** The major's that says it. */
  readonly dataset: Dataset;
  readonly derivation: Derivation;
  readonly why: string;
}

export const GENEALOGY_VIEW = viewName(tableName('genealogy', 'genealogy'), 1);

/**
 * The view over all derivations of the plant; absent where no dataset says what came out of what.
 * Derivations that no view can show are added to `lost`.
 */
export function planGenealogy(
  groups: readonly DatasetGroup[],
  datasets: readonly DatasetPlan[],
  lost: LostDerivation[],
): readonly ReferenceDatasetPlan[] {
  const plans = new Map(datasets.map((dataset) => [dataset.id, dataset]));
  const edges = groups.flatMap((group) => edgesOf(group, plans, lost));
  if (edges.length === 0) return [];
  edges.sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
  const comment = 'Which identifier came out of which, as the newest records of all datasets say.';
  return [
    {
      kind: 'reference',
      of: 'genealogy',
      id: datasetId('genealogy', 'genealogy'),
      product: 'genealogy',
      domain: 'plant',
      dataset: 'genealogy',
      description: comment,
      tables: [],
      views: [
        {
          store: 'curated',
          name: GENEALOGY_VIEW,
          major: 1,
          comment,
          definition: { kind: 'genealogy', edges },
          columns: COLUMNS,
        },
      ],
    },
  ];
}

/**
 * The derivations of every major. A record derives as its own major says, so that none counts twice;
 * for records of majors that say nothing of it the newest that does speaks.
 */
function edgesOf(
  group: DatasetGroup,
  plans: ReadonlyMap<string, DatasetPlan>,
  lost: LostDerivation[],
): readonly GenealogyEdge[] {
  const telling = group.members.filter(({ dataset }) => dataset.derives.length > 0);
  const older = telling.slice(0, -1).map(({ contract: { major } }) => major);
  return telling.flatMap((member) => {
    const { major } = member.contract;
    const edges = edgesOfMajor(group, member, plans, lost);
    if (older.length === 0) return edges;
    const majors = older.includes(major) ? { only: major } : { except: older };
    return edges.map((edge) => ({ ...edge, majors }));
  });
}

function edgesOfMajor(
  group: DatasetGroup,
  { contract, dataset }: Member,
  plans: ReadonlyMap<string, DatasetPlan>,
  lost: LostDerivation[],
): readonly GenealogyEdge[] {
  const id = datasetId(group.product.id, group.name);
  const plan = plans.get(id);
  return dataset.derives.flatMap((derivation) => {
    const edge =
      plan?.kind === 'event'
        ? edgeOf(plan, contract.major, derivation)
        : 'only records of an event stream are read for it';
    if (typeof edge !== 'string') return [edge];
    lost.push({ group, dataset, derivation, why: edge });
    return [];
  });
}

/**
 * The datasets with an index for each identifier of a derivation that no key begins with: who traces
 * a complaint asks for one identifier among millions of rows.
 */
export function withTraceIndexes(
  datasets: readonly DatasetPlan[],
  genealogy: readonly ReferenceDatasetPlan[],
): readonly DatasetPlan[] {
  const traced = genealogy
    .flatMap(({ views }) => views)
    .flatMap(({ definition }) => (definition.kind === 'genealogy' ? definition.edges : []))
    .flatMap((edge) =>
      (['parent', 'child'] as const).map((member) => ({
        dataset: edge.dataset,
        view: edge.elements?.members.includes(member) ? edge.elements.view : edge.view,
        column: edge[member],
      })),
    );
  const byDataset = new Map<string, typeof traced>();
  for (const one of traced) {
    const own = byDataset.get(one.dataset) ?? [];
    own.push(one);
    byDataset.set(one.dataset, own);
  }
  return datasets.map((dataset) => {
    const own = byDataset.get(dataset.id);
    if (own === undefined) return dataset;
    const tables = dataset.tables.map((table) => {
      const views = dataset.views.filter(({ definition }) => viewTable(definition) === table.name);
      const columns = own
        .filter(({ view }) => views.some(({ name }) => name === view))
        .map(({ column }) => column);
      return withIndexes(table, new Set(columns));
    });
    return { ...dataset, tables };
  });
}

function withIndexes(table: Table, columns: ReadonlySet<string>): Table {
  const firsts = new Set([
    ...table.primaryKey.slice(0, 1).map(quoteIdentifier),
    ...table.indexes.map(({ elements }) => elements[0]),
  ]);
  const added = [...columns]
    .filter((column) => !firsts.has(quoteIdentifier(column)))
    .map((column) => ({
      name: indexName(table.name, `${column}_trace`),
      elements: [quoteIdentifier(column)],
    }));
  return added.length === 0 ? table : { ...table, indexes: [...table.indexes, ...added] };
}

type EdgeMember = NonNullable<GenealogyEdge['elements']>['members'][number];

/** The edge, or why there is none. */
function edgeOf(
  plan: EventDatasetPlan,
  major: number,
  derivation: Derivation,
): GenealogyEdge | string {
  const [root, ...children] = plan.tables;
  if (root === undefined) return 'it has no table';
  const columns = new Map<EdgeMember, string>();
  const members: EdgeMember[] = [];
  let elements: Table | undefined;
  for (const member of ['parent', 'child', 'share', 'position'] as const) {
    const path = derivation[member];
    if (path === undefined) continue;
    const found = locate(path, root, children);
    if (found === undefined) return `${path} is no column of its own`;
    if ((member === 'share' || member === 'position') && !NUMBERS.has(found.column.type)) {
      return `${path} is ${found.column.type}, no number`;
    }
    if (found.table !== root) {
      if (elements !== undefined && elements !== found.table) {
        return 'its members stand in two different arrays';
      }
      elements = found.table;
      members.push(member);
    }
    columns.set(member, found.column.name);
  }
  const [parent, child] = [columns.get('parent'), columns.get('child')];
  if (parent === undefined || child === undefined) return 'it names no parent or no child';
  const share = columns.get('share');
  const position = columns.get('position');
  return {
    dataset: plan.id,
    view: viewName(root.name, major),
    ...(elements === undefined
      ? {}
      : { elements: { view: viewName(elements.name, major), members } }),
    parentKind: derivation.parentKind,
    parent,
    childKind: derivation.childKind,
    child,
    ...(share === undefined ? {} : { share }),
    ...(position === undefined ? {} : { position }),
  };
}

const NUMBERS: ReadonlySet<PostgresType> = new Set(['numeric', 'bigint', 'double precision']);

/** The column of a dotted path, in the records' table or in that of an array's elements. */
function locate(
  path: string,
  root: Table,
  children: readonly Table[],
): { readonly table: Table; readonly column: Column } | undefined {
  const tables = [
    { table: root, around: '' },
    ...children.flatMap((table) =>
      table.rows.kind === 'elements' && table.rows.paths.length === 1
        ? [{ table, around: `${table.rows.paths[0]?.join('.')}.` }]
        : [],
    ),
  ];
  for (const { table, around } of tables) {
    const column = table.columns.find(
      ({ source, type }) =>
        source.kind === 'value' &&
        source.of === undefined &&
        around + source.path.join('.') === path &&
        type !== 'jsonb' &&
        !type.endsWith('[]'),
    );
    if (column !== undefined) return { table, column };
  }
  return undefined;
}

function column(name: string, type: PostgresType, nullable: boolean, comment: string): ViewColumn {
  return { name, column: name, type, nullable, comment };
}

const COLUMNS: readonly ViewColumn[] = [
  column('parent_kind', 'text', false, 'What the parent is: a kind of identifier.'),
  column('parent', 'text', false, 'Identifier of what the child came out of.'),
  column('child_kind', 'text', false, 'What the child is: a kind of identifier.'),
  column('child', 'text', false, 'Identifier of what came out of it.'),
  column('share', 'numeric', true, 'How much of the child the parent makes, 0 to 1.'),
  column('position', 'numeric', true, "Where in the parent the child lay, in its dataset's unit."),
  column('dataset', 'text', false, 'The dataset that says so.'),
  column('event_time', 'timestamptz', false, 'When it happened.'),
  column('_event_id', 'uuid', false, 'The event that says so.'),
];
