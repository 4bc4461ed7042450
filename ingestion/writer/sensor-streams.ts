import type { SensorDatasetPlan, StreamMajor, ValidatorRef } from '../../contracts/plan/plan.ts';
import type { ScalarType } from '../../contracts/plan/postgres-type.ts';
import type { Reason } from '../quarantine/reason.ts';
import { type StreamDatasetPlan, streamRouter } from '../stream-router.ts';
import { type TagRegister, tagRegister } from './tag-register.ts';

/** A generated validator: null for a valid message, else why not. */
export type ValidateMessage = (value: unknown) => readonly Reason[] | null;

/** Where a message of samples belongs. */
export type SensorRoute = KnownSensorRoute | HeldSensorRoute;

/** A major of a stream that the plan has no contract of: its messages wait as they are. */
export interface HeldSensorRoute {
  readonly kind: 'held';
  readonly stream: string;
  /** The major as text. */
  readonly version: string;
}

/** One major of a sensor stream as the writer needs it. */
export interface KnownSensorRoute {
  readonly kind: 'known';
  readonly stream: string;
  readonly major: StreamMajor;
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

/**
 * Finds the sensor stream of a topic; undefined where no sensor stream claims it. `streams` are all of
 * the plan: two of different classes must not both claim a topic.
 */
export function sensorRouter(
  streams: readonly StreamDatasetPlan[],
  validatorOf: (ref: ValidatorRef) => ValidateMessage,
): (topic: string) => SensorRoute | undefined {
  const claimsOf = streamRouter(streams);
  const known = new Map(
    sensorRoutes(
      streams.filter((stream) => stream.kind === 'sensor'),
      validatorOf,
    ).map((route) => [routeKey(route.stream, route.major.major), route]),
  );
  return (topic) => {
    const { claim } = claimsOf(topic);
    if (claim === undefined || claim.dataset.kind !== 'sensor') return undefined;
    const { dataset, majors, unknownMajor } = claim;
    return unknownMajor === undefined
      ? known.get(routeKey(dataset.id, majors[0]?.major))
      : { kind: 'held', stream: dataset.id, version: String(unknownMajor) };
  };
}

function routeKey(stream: string, major: number | undefined): string {
  return `${stream} ${major}`;
}

/** Every major of these datasets. */
export function sensorRoutes(
  datasets: readonly SensorDatasetPlan[],
  validatorOf: (ref: ValidatorRef) => ValidateMessage,
): readonly KnownSensorRoute[] {
  return datasets.flatMap((dataset) => {
    const table = sampleTable(dataset);
    const tags = tagRegister(dataset.tags);
    return dataset.majors.map((major) =>
      sensorRoute(dataset.id, major, table, tags, validatorOf(major.validator)),
    );
  });
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
): KnownSensorRoute {
  if (major.stream.class !== 'sensor') {
    throw new TypeError(`${stream} is no sensor stream: build the plan again`);
  }
  const { series, eventTime } = major.stream;
  return {
    kind: 'known',
    stream,
    major,
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
