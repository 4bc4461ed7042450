import type { SensorDatasetPlan, StreamMajor, ValidatorRef } from '../../contracts/plan/plan.ts';
import type { ScalarType } from '../../contracts/plan/postgres-type.ts';
import type { Reason } from '../quarantine/reason.ts';
import { topicRouter } from '../topic-router.ts';
import { type TagRegister, tagRegister } from './tag-register.ts';

/** A generated validator: null for a valid message, else why not. */
export type ValidateMessage = (value: unknown) => readonly Reason[] | null;

/** One major of a sensor stream as the writer needs it. */
export interface SensorRoute {
  readonly stream: string;
  readonly version: string;
  readonly records: 'one' | 'array';
  readonly validate: ValidateMessage;
  readonly table: SampleTable;
  readonly tagPath: readonly string[];
  readonly valuePath: readonly string[];
  readonly qualityPath: readonly string[] | undefined;
  readonly time: {
    readonly path: readonly string[];
    readonly zone?: string;
    readonly skewMs?: number;
  };
  readonly tags: TagRegister;
}

export interface SampleTable {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

export interface Dimension {
  readonly column: string;
  readonly type: ScalarType;
  readonly path: readonly string[];
}

/** Finds the sensor stream of a topic; undefined where no stream claims it. */
export function sensorRouter(
  datasets: readonly SensorDatasetPlan[],
  validatorOf: (ref: ValidatorRef) => ValidateMessage,
): (topic: string) => SensorRoute | undefined {
  const routesOf = topicRouter(
    datasets.flatMap((dataset) => {
      const table = sampleTable(dataset);
      const tags = tagRegister(dataset.tags);
      return [...dataset.majors]
        .sort((a, b) => b.major - a.major)
        .map((major) => ({
          filter: major.topicFilter,
          value: sensorRoute(dataset.id, major, table, tags, validatorOf(major.validator)),
        }));
    }),
  );
  return (topic) => routesOf(topic)[0];
}

/** Columns that a sample table has beside its dimensions. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(['tag', 'time', 'value', 'quality']);

function sampleTable(dataset: SensorDatasetPlan): SampleTable {
  const [table] = dataset.tables;
  if (table === undefined) {
    throw new TypeError(`the plan has no table for ${dataset.id}: build it again`);
  }
  return {
    name: table.name,
    dimensions: table.columns.flatMap(({ name, type, source }) =>
      source.kind === 'value' && !OWN_COLUMNS.has(name)
        ? [{ column: name, type: type as ScalarType, path: source.path }]
        : [],
    ),
  };
}

function sensorRoute(
  stream: string,
  major: StreamMajor,
  table: SampleTable,
  tags: TagRegister,
  validate: ValidateMessage,
): SensorRoute {
  if (major.stream.class !== 'sensor') {
    throw new TypeError(`${stream} is no sensor stream: build the plan again`);
  }
  const { series, eventTime } = major.stream;
  return {
    stream,
    version: major.version,
    records: major.payload.records,
    validate,
    table,
    tagPath: series.tag.split('.'),
    valuePath: series.value.split('.'),
    qualityPath: series.quality?.split('.'),
    time: {
      path: eventTime.field.split('.'),
      ...(eventTime.zone === undefined ? {} : { zone: eventTime.zone }),
      ...(eventTime.skewMs === undefined ? {} : { skewMs: eventTime.skewMs }),
    },
    tags,
  };
}
