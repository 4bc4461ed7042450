import type { Contract } from '../../contracts/model/contract.ts';
import type { Dataset } from '../../contracts/model/dataset.ts';
import type { Product } from '../../contracts/model/product.ts';
import { datasetId } from '../../contracts/plan/names.ts';
import type { DatasetPlan, Plan } from '../../contracts/plan/plan.ts';
import { columnFields, fieldAssets } from './field-assets.ts';
import type { Neighbours } from './neighbours.ts';
import { present } from './present.ts';
import type { DatasetAsset, FieldAsset } from './shapes.ts';
import { viewAssets } from './view-assets.ts';

export interface DatasetEntry {
  readonly dataset: DatasetAsset;
  /** Newest major first. */
  readonly fields: readonly FieldAsset[];
}

interface Member {
  readonly contract: Contract;
  readonly dataset: Dataset;
}

/** The datasets of a product's contracts: one asset for all majors, told by the newest. */
export function declaredDatasets(
  product: Product,
  plans: ReadonlyMap<string, DatasetPlan>,
  neighbours: Neighbours,
): DatasetEntry[] {
  const byName = new Map<string, Member[]>();
  for (const contract of product.contracts) {
    for (const dataset of contract.datasets) {
      byName.set(dataset.name, [...(byName.get(dataset.name) ?? []), { contract, dataset }]);
    }
  }
  return [...byName].flatMap(([name, unsorted]) => {
    const members = [...unsorted].sort((a, b) => a.contract.major - b.contract.major);
    const newest = members.at(-1);
    const plan = plans.get(datasetId(product.id, name));
    if (newest === undefined || plan === undefined) return [];
    const fields = [...members]
      .reverse()
      .flatMap(({ contract, dataset }) => fieldAssets(dataset, contract.major, plan));
    return [
      { dataset: datasetAsset({ product, newest, members, plan, fields }, neighbours), fields },
    ];
  });
}

function datasetAsset(
  facts: {
    readonly product: Product;
    readonly newest: Member;
    readonly members: readonly Member[];
    readonly plan: DatasetPlan;
    readonly fields: readonly FieldAsset[];
  },
  neighbours: Neighbours,
): DatasetAsset {
  const { product, newest, members, plan } = facts;
  const { dataset, contract } = newest;
  const { source } = dataset;
  const views = viewAssets(plan);
  const contracts = [...new Set(members.map((member) => member.contract.id))];
  return present({
    id: plan.id,
    name: dataset.name,
    kind: source.kind === 'stream' ? source.stream.class : kindOf(source.kind),
    product: product.id,
    domain: product.domain,
    status: contract.status,
    description: dataset.description,
    majors: members.map((member) => member.contract.major),
    fields: facts.fields.filter(({ major }) => major === contract.major).length,
    tags: source.kind === 'stream' ? new Set(source.tags.map(({ id }) => id)).size : 0,
    views: views.map((view) => view.name),
    key: [...dataset.key],
    change: dataset.change,
    versions: members.map((member) => ({
      contract: member.contract.id,
      major: member.contract.major,
      version: member.contract.version,
      status: member.contract.status,
    })),
    stream: streamOf(dataset, members),
    transform:
      source.kind === 'transform'
        ? {
            path: source.transform.path,
            refresh: source.transform.refresh.kind,
            reads: source.transform.reads.map(({ store, view }) => `${store}.${view}`),
          }
        : undefined,
    files:
      source.kind === 'files'
        ? { folder: source.folder, manifest: source.manifest, entries: source.entries.length }
        : undefined,
    fileReferences: dataset.files.map((file) => ({ ...file })),
    derives: dataset.derives.map((derivation) => ({ ...derivation })),
    result: dataset.result === undefined ? undefined : { ...dataset.result },
    quality: dataset.quality.map(({ name, description, dimension, severity, field }) =>
      present({ name, description, dimension, severity, field }),
    ),
    madeBy: contracts.flatMap((id) => neighbours.makersOfContract.get(id) ?? []),
    consumers: contracts.flatMap((id) => neighbours.consumersOfContract.get(id) ?? []),
    physicalViews: views,
  });
}

function kindOf(source: 'transform' | 'files'): 'computed' | 'files' {
  return source === 'transform' ? 'computed' : 'files';
}

function streamOf(dataset: Dataset, members: readonly Member[]): DatasetAsset['stream'] {
  const { source } = dataset;
  if (source.kind !== 'stream') return undefined;
  const { stream } = source;
  const topics = members.flatMap(({ dataset: { source: each } }) =>
    each.kind === 'stream' ? [each.stream.topic] : [],
  );
  return present({
    class: stream.class,
    topics: [...new Set(topics)],
    eventKey:
      stream.class === 'event' && stream.eventKey !== 'payload' ? [...stream.eventKey] : undefined,
    eventTime: stream.eventTime?.field,
    samplingMs: stream.class === 'sensor' ? stream.samplingMs : undefined,
  });
}

/** What the plan adds on its own: calendars and the genealogy belong to the whole plant. */
export function referenceDatasets(plan: Plan, known: ReadonlySet<string>): DatasetEntry[] {
  return plan.datasets
    .filter((dataset) => dataset.kind === 'reference' && !known.has(dataset.id))
    .map((dataset) => {
      const views = viewAssets(dataset);
      const fields = columnFields(views);
      return {
        fields,
        dataset: present({
          id: dataset.id,
          name: dataset.dataset,
          kind: 'reference' as const,
          description: dataset.description,
          majors: [...new Set(views.map(({ major }) => major))],
          fields: fields.length,
          tags: 0,
          views: views.map(({ name }) => name),
          key: [],
          versions: [],
          fileReferences: [],
          derives: [],
          quality: [],
          madeBy: [],
          consumers: [],
          physicalViews: views,
        }),
      };
    });
}
