import { type Finding, type Place, sortFindings } from '../finding.ts';
import type { Plant } from '../model/plant.ts';
import type { Product } from '../model/product.ts';
import type { SensorStream } from '../model/stream.ts';
import type { Transform, ViewName } from '../model/transform.ts';
import { findingsOf, type ReadingRule } from '../source/reading-rule.ts';
import { unfitStops } from './calendar-dataset.ts';
import { calendarSize, MOST_CALENDAR_ROWS } from './calendar-days.ts';
import { isStreamMember, type StreamMember } from './dataset-group.ts';
import { GENEALOGY_VIEW } from './genealogy.ts';
import type { Disagreement } from './major-agreement.ts';
import { RESERVED_PRODUCTS } from './names.ts';
import { neededPersonal } from './needed-personal.ts';
import type { DatasetPlan, Plan } from './plan.ts';
import { type PlanTrouble, planWithTrouble } from './plan-plant.ts';

/** PostgreSQL's MaxHeapAttributeNumber: a wider table cannot be created. */
const MOST_COLUMNS = 1600;
/** PostgreSQL's INDEX_MAX_KEYS. */
const MOST_KEY_COLUMNS = 32;

/** Why the plan refuses or remarks what the contracts say, by rule id. */
export const planRules = {
  'column-type-differs-between-majors': {
    severity: 'error',
    why: 'All majors of a dataset share one table. What its keys, order and relations rest on has one column, and a column has one type and one unit.',
  },
  'series-differs-between-majors': {
    severity: 'error',
    why: 'All majors of a dataset share one table, whose primary key is its dimensions, tag and time: a sample without one of them has no row in it.',
  },
  'change-differs-between-majors': {
    severity: 'error',
    why: 'Records of both majors stand in one table: a correction by the one would be a fact of its own in the view of the other, and every sum over that view counts it twice.',
  },
  'personal-differs-between-majors': {
    severity: 'error',
    why: 'Both majors write the member into one column: names that one of them hides would stand beside those that the other leaves readable.',
  },
  'register-differs-between-majors': {
    severity: 'error',
    why: 'A dataset has one tag register: samples of a major whose names it does not know would all be quarantined.',
  },
  'dataset-declared-twice': {
    severity: 'error',
    why: 'Only one of the two can be the table; the records of the other would have no place.',
  },
  'dataset-source-differs-between-majors': {
    severity: 'error',
    why: 'Majors share a table, and events, samples and computed rows have different ones.',
  },
  'table-too-wide': {
    severity: 'error',
    why: `PostgreSQL creates no table with more than ${MOST_COLUMNS} columns.`,
  },
  'key-too-wide': {
    severity: 'error',
    why: `PostgreSQL creates no index over more than ${MOST_KEY_COLUMNS} columns.`,
  },
  'transform-view-unknown': {
    severity: 'error',
    why: 'The transform would fail at its first run, and its dataset would stay empty.',
  },
  'transform-reads-genealogy': {
    severity: 'error',
    why: 'The genealogy joins datasets that change each on its own: no change of it can be followed, so what is computed from it would be stale without a trace.',
  },
  'product-id-reserved': {
    severity: 'error',
    why: 'Tables, views and roles of calendars and of the genealogy begin with these names.',
  },
  'calendar-too-long': {
    severity: 'error',
    why: `A calendar of more than ${MOST_CALENDAR_ROWS} rows is a typing error in its dates, and nobody could review it.`,
  },
  'calendar-stops-unfit': {
    severity: 'error',
    why: 'Figures per production time would count planned stops as losses, or every consumer would read what only some may.',
  },
  'derivation-not-shown': {
    severity: 'error',
    why: 'A trace from a complaint back to its heat would end here without a word.',
  },
  'personal-member-needed': {
    severity: 'error',
    why: 'The value is gone before anything is stored, so records could be told apart, ordered or timed no more: they would be quarantined, or become one.',
  },
  'sensor-member-not-stored': {
    severity: 'warning',
    why: 'Samples are kept as rows of (dimensions, tag, time, value, quality) and nowhere else.',
  },
} as const satisfies Readonly<Record<string, ReadingRule>>;

const problem = findingsOf(planRules);

/**
 * What a plant's contracts say that no tables can hold, as findings. `planned` is its plan, where
 * that is at hand.
 */
export function planProblems(
  plant: Plant,
  planned = planWithTrouble(plant, (name) => ({ name, sha256: '' })),
): readonly Finding[] {
  const { plan, trouble } = planned;
  const placeOf = datasetPlaces(plant);
  return sortFindings([
    ...troubleFindings(trouble),
    ...plan.datasets.flatMap((dataset) => widthFindings(dataset, placeOf(dataset))),
    ...unknownViews(plan),
    ...unstoredMembers(plant),
    ...personalFindings(plant),
    ...reservedIds(plant),
    ...calendarFindings(plant, plan),
  ]);
}

function troubleFindings(trouble: PlanTrouble): readonly Finding[] {
  return [
    ...trouble.clashes.map(({ group, clash }) =>
      problem(
        'column-type-differs-between-majors',
        clash.field?.place ?? group.members[0]?.dataset.place ?? NO_PLACE,
        '',
        clash.taken === undefined
          ? `${clash.path.join('.')} of ${group.name} is ${clash.kept} in one major and ${clash.refused} in major ${clash.major}`
          : `the column ${clash.taken} of ${group.name}, which ${clash.path.join('.')} names, is that of another member`,
        clash.apart === undefined
          ? 'give the member of the new major another name, or give the dataset another name'
          : `give it a column of its own: write physicalName: ${clash.apart} on the property in the contract of major ${clash.major}`,
      ),
    ),
    ...trouble.series.map(({ group, clash: { member, kept, refused } }) =>
      problem(
        'series-differs-between-majors',
        member.dataset.source.stream.place,
        '',
        `the series of ${group.name} are told apart by ${kept} in one major and by ${refused} in major ${member.contract.major}`,
        'give the dataset of the new major another name: its samples need a table of their own',
      ),
    ),
    ...trouble.disagreements.map(disagreementFinding),
    ...trouble.duplicates.map(({ name, major, place }) =>
      problem(
        'dataset-declared-twice',
        place,
        '',
        `dataset ${name} of major ${major} is declared by two contracts of one product`,
        'rename one of them, or give one contract another major',
      ),
    ),
    ...trouble.lost.map(({ group, dataset, derivation, why }) =>
      problem(
        'derivation-not-shown',
        dataset.place,
        '',
        `${group.name} derives ${derivation.child} from ${derivation.parent}, which the genealogy cannot show: ${why}`,
        'let the paths lead to members of the record, or to those of one array of objects in it',
      ),
    ),
    ...trouble.mixed.map((group) =>
      problem(
        'dataset-source-differs-between-majors',
        group.members[0]?.dataset.place ?? NO_PLACE,
        '',
        `the majors of ${group.name} arrive in different ways (event, sensor or computed)`,
        'give the dataset of the new kind another name',
      ),
    ),
  ];
}

function disagreementFinding(found: Disagreement): Finding {
  const { group, kind, place, member, kept, refused, major } = found;
  const what = member === undefined ? group.name : `${member} of ${group.name}`;
  switch (kind) {
    case 'change':
      return problem(
        'change-differs-between-majors',
        place,
        '',
        `${what} has change: ${kept} in one major and change: ${refused} in major ${major}`,
        'write the same change in both, or give the dataset of the new major another name',
      );
    case 'personal':
      return problem(
        'personal-differs-between-majors',
        place,
        '',
        `${what} is ${kept} in one major and ${refused} in major ${major}`,
        'write the same classification and treatment in both, or give the member of the new major another name',
      );
    case 'register':
      return problem(
        'register-differs-between-majors',
        place,
        '',
        `${what} has ${kept} in one major and ${refused} in major ${major}`,
        'name one file in both, with the tags of both: an old name of a tag is a row with the same id',
      );
    case 'unit':
      return problem(
        'column-type-differs-between-majors',
        place,
        '',
        `${what} is in ${kept} in one major and in ${refused} in major ${major}`,
        'write the unit of the older major, or give the dataset another name',
      );
  }
}

function widthFindings(dataset: DatasetPlan, place: Place): readonly Finding[] {
  return dataset.tables.flatMap((table) => {
    const name = `${table.store}.${table.name}`;
    const columns = table.columns.length;
    const keys = Math.max(
      table.primaryKey.length,
      ...table.indexes.map((index) => index.elements.length),
    );
    const wide = problem(
      'table-too-wide',
      place,
      '',
      `${name} would have ${columns} columns`,
      'split the message, or put repeated members into an array of objects',
    );
    const longKey = problem(
      'key-too-wide',
      place,
      '',
      `a key of ${name} would have ${keys} columns`,
      'take fewer fields into the key',
    );
    return [
      ...(columns > MOST_COLUMNS ? [wide] : []),
      ...(keys > MOST_KEY_COLUMNS ? [longKey] : []),
    ];
  });
}

function unknownViews(plan: Plan): readonly Finding[] {
  const views = plan.datasets.flatMap((dataset) =>
    dataset.views.map(({ store, name }) => `${store}.${name}`),
  );
  const made = new Set(views);
  return plan.datasets.flatMap((dataset) => {
    if (dataset.kind !== 'computed') return [];
    const { reads, path, place } = dataset.transform;
    const genealogy = problem(
      'transform-reads-genealogy',
      place,
      '',
      `${path} reads curated.${GENEALOGY_VIEW}, which has no change tracking`,
      'read the views of the datasets that say what came out of what, and join them here',
    );
    const readsGenealogy = viewsOf(dataset.transform).some(
      ({ store, view }) => store === 'curated' && view === GENEALOGY_VIEW,
    );
    const unknown = reads
      .filter(({ store, view }) => !made.has(`${store}.${view}`))
      .map(({ store, view }) => {
        const known = views.filter((name) => name.startsWith(`${store}.`)).join(', ');
        return problem(
          'transform-view-unknown',
          place,
          '',
          `${path} reads ${store}.${view}, which no contract makes`,
          known === '' ? `no contract makes views in ${store}` : `the views of ${store}: ${known}`,
        );
      });
    return readsGenealogy ? [genealogy, ...unknown] : unknown;
  });
}

function viewsOf({ reads, refresh }: Transform): readonly ViewName[] {
  return refresh.kind === 'full' ? reads : [...reads, ...refresh.changedBy.map(({ view }) => view)];
}

const TREATED = { drop: 'left out', pseudonymise: 'pseudonymised', encrypt: 'encrypted' } as const;

function personalFindings({ products }: Plant): readonly Finding[] {
  const datasets = products
    .flatMap((product) => product.contracts)
    .flatMap((contract) => contract.datasets);
  return datasets.flatMap((dataset) =>
    neededPersonal(dataset).map(({ path, treatment, use, pseudonymDoes }) =>
      problem(
        'personal-member-needed',
        dataset.fields.find(({ name }) => name === path.split('.')[0])?.place ?? dataset.place,
        '',
        `${path} of ${dataset.name} is ${TREATED[treatment]}, and needed for ${use}`,
        pseudonymDoes
          ? 'pseudonymise it: the pseudonym is the same for the same value; or use another member'
          : `use another member for ${use}`,
      ),
    ),
  );
}

function reservedIds({ products }: Plant): readonly Finding[] {
  return products
    .filter(({ id }) => RESERVED_PRODUCTS.some((reserved) => reserved === id))
    .map(({ id, place }) =>
      problem(
        'product-id-reserved',
        place,
        '',
        `a product cannot have the id ${id}: the platform makes ${id === 'calendar' ? 'the tables of calendars' : 'the view of all derivations'} under it`,
        `give it a longer id, such as plant_${id}`,
      ),
    );
}

function calendarFindings({ calendars }: Plant, { datasets }: Plan): readonly Finding[] {
  return calendars.flatMap((calendar) => {
    const rows = calendarSize(calendar);
    const unfit = unfitStops(calendar, datasets);
    const view = calendar.stops?.kind === 'view' ? calendar.stops.view : '';
    const long = problem(
      'calendar-too-long',
      calendar.place,
      '',
      `the calendar ${calendar.name} from ${calendar.from} to ${calendar.until} would have ${rows} rows`,
      'let it end some years ahead: a later end adds rows and changes none',
    );
    return [
      ...(rows > MOST_CALENDAR_ROWS ? [long] : []),
      ...(unfit === undefined
        ? []
        : [
            problem(
              'calendar-stops-unfit',
              calendar.place,
              '',
              `the calendar ${calendar.name} takes its stops from ${view}, but ${unfit}`,
              'name a view of the curated store with the columns starts_at and ends_at, which are required, and reason, all of them public or internal; or a file of stops',
            ),
          ]),
    ];
  });
}

function unstoredMembers(plant: Plant): readonly Finding[] {
  const members = plant.products
    .flatMap((product) => product.contracts)
    .flatMap((contract) => contract.datasets.map((dataset) => ({ contract, dataset })))
    .filter(isStreamMember);
  return members.flatMap((member) => {
    const { stream } = member.dataset.source;
    if (stream.class !== 'sensor') return [];
    return unstoredFields(member, stream).map((field) =>
      problem(
        'sensor-member-not-stored',
        field.place,
        '',
        `${field.name} of ${member.dataset.name} is no dimension, tag, time, value or quality`,
        'name it as a dimension, or drop it from the payload',
      ),
    );
  });
}

function unstoredFields(member: StreamMember, stream: SensorStream) {
  const { dimensions, tag, value, quality } = stream.series;
  const stored = new Set([...dimensions, tag, value, quality, stream.eventTime.field]);
  return member.dataset.fields.filter((field) => !stored.has(field.name));
}

const NO_PLACE: Place = { file: 'plant.yaml', line: 1, column: 1 };

function datasetPlaces(plant: Plant): (dataset: DatasetPlan) => Place {
  const products = new Map<string, Product>();
  for (const each of plant.products) if (!products.has(each.id)) products.set(each.id, each);
  return ({ product, dataset }) =>
    products
      .get(product)
      ?.contracts.flatMap((contract) => contract.datasets)
      .find((one) => one.name === dataset)?.place ?? NO_PLACE;
}
