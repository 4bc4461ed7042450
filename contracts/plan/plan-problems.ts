import { type Finding, type Place, sortFindings } from '../finding.ts';
import type { Plant } from '../model/plant.ts';
import type { SensorStream } from '../model/stream.ts';
import { isStreamMember, type StreamMember } from './dataset-group.ts';
import { type DatasetPlan, type Plan, STORE_NAMES } from './plan.ts';
import { type PlanTrouble, planWithTrouble } from './plan-plant.ts';
import { relationsOf } from './relations.ts';

/** PostgreSQL's MaxHeapAttributeNumber: a wider table cannot be created. */
const MOST_COLUMNS = 1600;
/** PostgreSQL's INDEX_MAX_KEYS. */
const MOST_KEY_COLUMNS = 32;

/** What a plant's contracts say that no tables can hold, as findings. */
export function planProblems(plant: Plant): readonly Finding[] {
  const { plan, trouble } = planWithTrouble(plant, (name) => ({ name, sha256: '' }));
  const place = placesOf(plant);
  return sortFindings([
    ...troubleFindings(trouble),
    ...plan.datasets.flatMap((dataset) => widthFindings(dataset, place(dataset))),
    ...unknownViews(plan),
    ...unstoredMembers(plant),
  ]);
}

function troubleFindings(trouble: PlanTrouble): readonly Finding[] {
  return [
    ...trouble.clashes.map(({ group, clash }) =>
      error(
        'column-type-differs-between-majors',
        clash.field?.place ?? group.members[0]?.dataset.place,
        `${clash.path.join('.')} of ${group.name} is ${clash.kept} in one major and ${clash.refused} in major ${clash.major}`,
        'All majors of a dataset share one table, and a column has one type.',
        'Give the member of the new major another name, or give the dataset another name.',
      ),
    ),
    ...trouble.duplicates.map(({ name, major, place }) =>
      error(
        'dataset-declared-twice',
        place,
        `dataset ${name} of major ${major} is declared by two contracts of one product`,
        'Only one of the two can be the table; the records of the other would have no place.',
        'Rename one of them, or give one contract another major.',
      ),
    ),
    ...trouble.mixed.map((group) =>
      error(
        'dataset-source-differs-between-majors',
        group.members[0]?.dataset.place,
        `the majors of ${group.name} arrive in different ways (event, sensor or computed)`,
        'Majors share a table, and events, samples and computed rows have different ones.',
        'Give the dataset of the new kind another name.',
      ),
    ),
  ];
}

function widthFindings(dataset: DatasetPlan, place: Place | undefined): readonly Finding[] {
  return dataset.tables.flatMap((table) => {
    const name = `${table.store}.${table.name}`;
    const wide =
      table.columns.length > MOST_COLUMNS
        ? [
            error(
              'table-too-wide',
              place,
              `${name} would have ${table.columns.length} columns`,
              `PostgreSQL creates no table with more than ${MOST_COLUMNS} columns.`,
              'Split the message, or put repeated members into an array of objects.',
            ),
          ]
        : [];
    const keys = Math.max(
      table.primaryKey.length,
      ...table.indexes.map((index) => index.elements.length),
    );
    return keys <= MOST_KEY_COLUMNS
      ? wide
      : [
          ...wide,
          error(
            'key-too-wide',
            place,
            `a key of ${name} would have ${keys} columns`,
            `PostgreSQL creates no index over more than ${MOST_KEY_COLUMNS} columns.`,
            'Take fewer fields into the key.',
          ),
        ];
  });
}

function unknownViews(plan: Plan): readonly Finding[] {
  const views = new Set(
    relationsOf(plan)
      .filter((relation) => relation.kind === 'view')
      .map((relation) => `${relation.store}.${relation.name}`),
  );
  return plan.datasets.flatMap((dataset) => {
    if (dataset.kind !== 'computed') return [];
    const { transform } = dataset;
    return transform.reads
      .map((read) => `${read.store}.${read.view}`)
      .filter((read) => !views.has(read))
      .map((read) =>
        error(
          'transform-view-unknown',
          transform.place,
          `${transform.path} reads ${read}, which no contract makes`,
          'The transform would fail at its first run.',
          `Read one of the views ${[...views].filter((view) => STORE_NAMES.some((store) => view.startsWith(`${store}.`) && read.startsWith(`${store}.`))).join(', ')}.`,
        ),
      );
  });
}

/** Sensor messages have no raw row: a member that is no column is gone. */
function unstoredMembers(plant: Plant): readonly Finding[] {
  const members = plant.products
    .flatMap((product) => product.contracts)
    .flatMap((contract) => contract.datasets.map((dataset) => ({ contract, dataset })))
    .filter(isStreamMember);
  return members.flatMap((member) => {
    const { stream } = member.dataset.source;
    if (stream.class !== 'sensor') return [];
    return unstoredFields(member, stream).map((field) => ({
      ...error(
        'sensor-member-not-stored',
        field.place,
        `${field.name} of ${member.dataset.name} is no dimension, tag, time, value or quality`,
        'Samples are kept as rows of (dimensions, tag, time, value, quality) and nowhere else.',
        'Name it as a dimension, or drop it from the payload.',
      ),
      severity: 'warning' as const,
    }));
  });
}

function unstoredFields(member: StreamMember, stream: SensorStream) {
  const { dimensions, tag, value, quality } = stream.series;
  const stored = new Set([...dimensions, tag, value, quality, stream.eventTime.field]);
  return member.dataset.fields.filter((field) => !stored.has(field.name));
}

function placesOf(plant: Plant): (dataset: DatasetPlan) => Place | undefined {
  return ({ product, dataset }) =>
    plant.products
      .find((one) => one.id === product)
      ?.contracts.flatMap((contract) => contract.datasets)
      .find((one) => one.name === dataset)?.place;
}

function error(
  rule: string,
  place: Place | undefined,
  message: string,
  why: string,
  hint: string,
): Finding {
  return {
    rule,
    severity: 'error',
    place: place ?? { file: 'plant.yaml', line: 1, column: 1 },
    pointer: '',
    message,
    why,
    hint,
  };
}
