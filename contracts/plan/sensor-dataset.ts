import { compareText } from '../finding.ts';
import type { SensorStream } from '../model/stream.ts';
import { channel } from './channels.ts';
import { scalarColumnType } from './column-type.ts';
import type { DatasetGroup, StreamMember } from './dataset-group.ts';
import { datasetTexts, streamMajor, topicFilters, type Validators } from './event-dataset.ts';
import { fieldTexts } from './field-text.ts';
import { valueField } from './major-agreement.ts';
import { columnName, datasetId, historyViewName, indexName, tableName, viewName } from './names.ts';
import { treatedFields } from './personal-fields.ts';
import type { Column, SensorDatasetPlan, Table, View, ViewColumn } from './plan.ts';
import {
  COMMITTED_AT,
  CONTRACT_VERSION,
  EVENT_TIME_BASIS,
  provenance,
  RECEIVED_AT,
  TRANSACTION,
} from './provenance-columns.ts';
import { referenceView } from './reference-table.ts';
import { REGISTERED, registerTable, sharedUnit, withUnit } from './tag-register.ts';
import { viewColumns } from './views.ts';

/** Tags sampled more often than this fill partitions of a day; slower ones of a month. */
const DAILY_BELOW_MS = 60_000;

/** A major tells its series apart by other dimensions than the table's primary key. */
export interface SeriesClash {
  readonly member: StreamMember;
  readonly kept: string;
  readonly refused: string;
}

/**
 * Plans a sensor dataset: one narrow table of (dimensions…, tag, time, value, quality). The lowest
 * major's dimensions and spacing make it, as rows of it may stand there; a major with others is
 * added to `clashes`.
 */
export function planSensorDataset(
  group: DatasetGroup,
  members: readonly StreamMember[],
  newest: StreamMember,
  stream: SensorStream,
  validators: Validators,
  clashes: SeriesClash[],
): SensorDatasetPlan {
  const id = datasetId(group.product.id, group.name);
  const [lowest = newest] = members;
  const kept = dimensionText(dimensionsOf(lowest));
  for (const member of members) {
    const refused = dimensionText(dimensionsOf(member));
    if (refused !== kept) clashes.push({ member, kept, refused });
  }
  const table = sampleTable(tableName(group.product.id, group.name), lowest, newest, stream);
  const { tags } = newest.dataset.source;
  const register = tags.length === 0 ? undefined : registerTable(table.name, group.name, tags);
  return {
    kind: 'sensor',
    ...datasetTexts(group, newest),
    id,
    tables: [table, ...(register === undefined ? [] : [register])],
    views: members.flatMap((member) => [
      ...sampleViews(table, member, register, sharedUnit(tags)),
      ...(register === undefined ? [] : [referenceView(register, member.contract.major)]),
    ]),
    channel: channel('sensor', id, topicFilters(members)),
    majors: members.map((member) => streamMajor(id, member, validators)),
    tags,
  };
}

function dimensionsOf({ dataset }: StreamMember): readonly Column[] {
  const { stream } = dataset.source;
  if (stream.class !== 'sensor') return [];
  const fields = treatedFields(dataset.fields);
  return stream.series.dimensions.map((member) => memberColumn(fields, member));
}

/** The order of dimensions is no difference: a row has them all. */
function dimensionText(dimensions: readonly Column[]): string {
  const texts = dimensions.map(({ name, type }) => `${name} ${type}`).sort(compareText);
  return texts.length === 0 ? 'its tag alone' : texts.join(', ');
}

function sampleTable(
  name: string,
  lowest: StreamMember,
  { dataset }: StreamMember,
  stream: SensorStream,
): Table {
  const { series, eventTime } = stream;
  const dimensions = dimensionsOf(lowest);
  const first = lowest.dataset.source.stream;
  const samplingMs = first.class === 'sensor' ? first.samplingMs : stream.samplingMs;
  const quality: Column =
    series.quality === undefined
      ? provenance('quality', 'text', 'quality', 'good, bad or uncertain.')
      : sampleColumn('quality', 'text', series.quality);
  const value = dataset.fields.find((field) => field.name === series.value);
  return {
    store: 'metrics',
    name,
    comment: dataset.description ?? `Samples of ${dataset.name}.`,
    columns: [
      ...dimensions,
      { ...sampleColumn('tag', 'text', series.tag), comment: 'Stable id from the tag register.' },
      {
        ...sampleColumn('time', 'timestamptz', eventTime.field),
        ...(eventTime.zone === undefined
          ? {}
          : { source: { kind: 'value', path: eventTime.field.split('.'), zone: eventTime.zone } }),
      },
      // Nullable: a sample of bad quality may have no value at all, and is stored all the same.
      {
        ...sampleColumn('value', 'double precision', series.value),
        nullable: true,
        ...fieldTexts(value),
      },
      quality,
      CONTRACT_VERSION,
      EVENT_TIME_BASIS,
      RECEIVED_AT,
      COMMITTED_AT,
      TRANSACTION,
    ],
    primaryKey: [...dimensions.map((column) => column.name), 'tag', 'time'],
    checks: [],
    indexes: [{ name: indexName(name, 'tx'), elements: ['"_tx"'] }],
    partition: {
      column: 'time',
      interval: samplingMs === undefined || samplingMs < DAILY_BELOW_MS ? 'day' : 'month',
    },
    rows: { kind: 'sample' },
  };
}

function memberColumn(fields: StreamMember['dataset']['fields'], member: string): Column {
  const field = fields.find((one) => one.name === member);
  const type = field === undefined ? undefined : scalarColumnType(field.type, undefined);
  return {
    ...sampleColumn(columnName([member]), type ?? 'text', member),
    ...fieldTexts(field),
  };
}

function sampleColumn(name: string, type: Column['type'], member: string): Column {
  return { name, type, nullable: false, source: { kind: 'value', path: member.split('.') } };
}

/** The default view leaves out what is no measurement; the history view shows every sample. */
function sampleViews(
  table: Table,
  member: StreamMember,
  register: Table | undefined,
  unit: string | undefined,
): readonly View[] {
  const { major } = member.contract;
  const columns = viewColumns(table, major).map((column) =>
    withUnit(inWordsOf(member, column), column.name === 'value' ? unit : undefined),
  );
  const comment = member.dataset.description ?? table.comment;
  return [
    {
      store: 'metrics',
      name: viewName(table.name, major),
      major,
      comment: `Samples of good quality: ${comment}`,
      definition: { kind: 'good-samples', table: table.name },
      columns,
    },
    {
      store: 'metrics',
      name: historyViewName(table.name, major),
      major,
      comment: `All samples, of any quality: ${comment}`,
      ...(register === undefined
        ? { definition: { kind: 'all', table: table.name }, columns }
        : withRegister(table, columns, register)),
    },
  ];
}

/** Value and dimensions as the major describes them. */
function inWordsOf(member: StreamMember, shown: ViewColumn): ViewColumn {
  const own = dimensionsOf(member).find(({ name }) => name === shown.name);
  if (own === undefined && shown.name !== 'value') return shown;
  const { name, column, type, nullable } = shown;
  const { comment, unit, classification, treatment } = own ?? fieldTexts(valueField(member));
  return {
    name,
    column,
    type,
    nullable,
    ...(comment === undefined ? {} : { comment }),
    ...(unit === undefined ? {} : { unit }),
    ...(classification === undefined ? {} : { classification }),
    ...(treatment === undefined ? {} : { treatment }),
  };
}

/** A tag without a row for the time of a sample leaves the register's columns empty. */
function withRegister(
  table: Table,
  columns: readonly ViewColumn[],
  register: Table,
): Pick<View, 'definition' | 'columns'> {
  const taken = new Set(columns.map(({ name }) => name));
  const registered = REGISTERED.flatMap((name) => {
    const column = register.columns.find((one) => one.name === name);
    if (column === undefined) return [];
    const { type, comment } = column;
    return {
      name: taken.has(name) ? `tag_${name}` : name,
      column: name,
      type,
      nullable: true,
      comment: `${comment} As valid at the time.`,
    };
  });
  return {
    definition: {
      kind: 'samples-with-register',
      table: table.name,
      register: register.name,
      fromRegister: registered.map(({ name }) => name),
    },
    columns: [...columns, ...registered],
  };
}
