import { type ConsumerEvidence, compareText, type Place } from '../finding.ts';
import type { Agreement } from '../model/agreement.ts';
import type { Field } from '../model/field.ts';
import type { Plant } from '../model/plant.ts';
import type { Product } from '../model/product.ts';
import type { Plan } from '../plan/plan.ts';
import { type ColumnUse, type Consumer, NOT_MEASURED } from './consumer.ts';
import { mergedConsumers } from './merged-consumers.ts';
import { type ReadView, viewsOfPlans } from './read-views.ts';
import { transformReads } from './transform-reads.ts';

/**
 * Who reads which dataset, by product and view, with the surest evidence and all columns that are
 * known to be read. With `before`, columns and views of that plan count too, so that whoever reads
 * what is about to go is found. Runs within `withLibraries`.
 */
export function consumersOf(plant: Plant, plan: Plan, before?: Plan): readonly Consumer[] {
  const views = viewsOfPlans(plant, before === undefined ? [plan] : [before, plan]);
  const promised = viewsByContract(views);
  const found = plant.products.flatMap((product) => [
    ...byTransforms(product, views),
    ...byDeclarations(product, views),
    ...byPorts(product, promised),
    ...product.agreements.flatMap((agreement) => byAgreement(agreement, product, plant, promised)),
  ]);
  return mergedConsumers(found).sort(
    (a, b) =>
      compareText(a.dataset, b.dataset) ||
      a.major - b.major ||
      compareText(a.view ?? '', b.view ?? '') ||
      compareText(a.product, b.product),
  );
}

type Views = ReadonlyMap<string, ReadView>;

/** Views by `<contract> <major>`. */
type Promised = ReadonlyMap<string, readonly ReadView[]>;

function viewsByContract(views: Views): Promised {
  const found = new Map<string, ReadView[]>();
  for (const view of views.values()) {
    if (view.contract === undefined) continue;
    const key = `${view.contract} ${view.major}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [view]);
    else known.push(view);
  }
  return found;
}

interface Reading {
  readonly by: ConsumerEvidence;
  readonly place: Place;
  readonly uses?: readonly ColumnUse[];
}

function consumer(
  product: Product,
  view: Pick<ReadView, 'dataset' | 'contract' | 'major'> & { readonly name?: string },
  { by, place, uses = [] }: Reading,
): Consumer {
  const { id, domain, owner } = product;
  const columns = uses.map((use) => use.column);
  return {
    product: id,
    domain,
    dataset: view.dataset,
    ...(view.contract === undefined ? {} : { contract: view.contract }),
    major: view.major,
    ...(view.name === undefined ? {} : { view: view.name }),
    columns: columns.includes('*') ? [] : columns,
    uses,
    ...(owner === undefined ? {} : { team: owner.team }),
    ...(owner?.contact === undefined ? {} : { contact: owner.contact }),
    by,
    place,
    observed: NOT_MEASURED,
  };
}

function byTransforms(product: Product, views: Views): readonly Consumer[] {
  return product.contracts.flatMap(({ datasets }) =>
    datasets.flatMap(({ source, place }) => {
      if (source.kind !== 'transform') return [];
      return transformReads(source.transform, place, views).flatMap(({ view, uses }) => {
        const read = views.get(view);
        if (read === undefined) return [];
        const [first] = uses;
        const at = first?.place ?? source.transform.place;
        return [consumer(product, read, { by: 'transform', place: at, uses })];
      });
    }),
  );
}

/** What custom code says of itself: `reads` of a component, transformSourceObjects of fields. */
function byDeclarations(product: Product, views: Views): readonly Consumer[] {
  const reads = (product.component?.reads ?? []).flatMap(({ view, columns, place }) => {
    const read = views.get(`${view.store}.${view.view}`);
    if (read === undefined) return [];
    const uses = columns.map((column) => ({ column, place, by: 'custom-etl' as const }));
    return [consumer(product, read, { by: 'custom-etl', place, uses })];
  });
  const taken = product.contracts.flatMap(({ datasets }) =>
    datasets.flatMap(({ fields }) => fieldsWithin(fields).flatMap((each) => each.takenFrom ?? [])),
  );
  return [
    ...reads,
    ...taken.flatMap(({ view, column = '*', place }) => {
      const read = views.get(view);
      if (read === undefined) return [];
      const uses = [{ column, place, by: 'custom-etl' as const }];
      return [consumer(product, read, { by: 'custom-etl', place, uses })];
    }),
  ];
}

function fieldsWithin(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => {
    const { type } = field;
    const inner = type.kind === 'array' ? type.items : type;
    return [field, ...(inner.kind === 'object' ? fieldsWithin(inner.fields) : [])];
  });
}

/** A port grants a whole contract; what of it is read is not known. */
function byPorts(product: Product, promised: Promised): readonly Consumer[] {
  const named = [
    ...product.inputPorts.map(({ contractId, version, place }) => ({
      id: contractId,
      version,
      place,
    })),
    ...product.outputPorts.flatMap((port) => port.inputContracts),
  ];
  return named.flatMap(({ id, version, place }) => {
    const major = Number.parseInt(version, 10);
    const datasets = new Map(
      (promised.get(`${id} ${major}`) ?? []).map((view) => {
        const { dataset, contract, major } = view;
        const read = { dataset, major, ...(contract === undefined ? {} : { contract }) };
        return [dataset, read] as const;
      }),
    );
    return [...datasets.values()]
      .filter((read) => !isExhaustive(product) && !read.dataset.startsWith(`${product.id}.`))
      .map((read) => consumer(product, read, { by: 'port', place: place ?? product.place }));
  });
}

/** Its SQL shows all that it reads. */
function isExhaustive({ kind, contracts }: Product): boolean {
  const datasets = contracts.flatMap((contract) => contract.datasets);
  return (
    kind === 'data' &&
    datasets.length > 0 &&
    datasets.every(({ source }) => source.kind === 'transform')
  );
}

/** The view of the records has what it has of the columns, views of their elements the others. */
function byAgreement(
  agreement: Agreement,
  provider: Product,
  plant: Plant,
  promised: Promised,
): readonly Consumer[] {
  const { contractId, major, dataset, columns, place, purpose, until, team, contact } = agreement;
  const own = plant.products.find((product) => product.id === agreement.consumer);
  const reader: Product = own ?? { ...provider, id: agreement.consumer, domain: '' };
  const granted = (promised.get(`${contractId} ${major}`) ?? []).filter(
    (view) =>
      view.product === provider.id &&
      !view.isHistory &&
      (dataset === undefined || view.dataset === `${provider.id}.${dataset}`),
  );
  const rooted = new Set(
    granted.filter((view) => view.isRoot).flatMap((view) => [...view.columns]),
  );
  return granted.flatMap((view) => {
    const having = columns.filter(
      (column) => view.columns.has(column) && (view.isRoot || !rooted.has(column)),
    );
    if (having.length === 0 && (columns.length > 0 || !view.isRoot)) return [];
    const uses = having.map((column) => ({ column, place, by: 'agreement' as const }));
    const { owner: _, ...known } = reader;
    const of = own === undefined ? known : reader;
    return [
      {
        ...consumer(of, view, { by: 'agreement', place, uses }),
        ...(team === undefined ? {} : { team }),
        ...(contact === undefined ? {} : { contact }),
        ...(purpose === '' ? {} : { purpose }),
        ...(until === undefined ? {} : { until }),
      },
    ];
  });
}
