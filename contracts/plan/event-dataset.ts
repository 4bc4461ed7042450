import type { Dataset } from '../model/dataset.ts';
import { channel, subscriptionFilter, topicFilter } from './channels.ts';
import type { DatasetGroup, StreamMember } from './dataset-group.ts';
import { mergeMajors, type TypeClash } from './merge-majors.ts';
import { conflictLedgerName, datasetId, ledgerName, tableName, validatorName } from './names.ts';
import { personalMembers, treatedFields } from './personal-fields.ts';
import type { EventDatasetPlan, StreamMajor, ValidatorRef } from './plan.ts';
import { recordTables } from './record-tables.ts';
import { recordShape } from './row-shape.ts';
import { recordViews } from './views.ts';

export type Validators = (name: string) => ValidatorRef;

/**
 * Plans an event dataset. Majors share its tables, which the newest describes; the views of each
 * follow its own contract: key, revisions, cancellation, texts.
 */
export function planEventDataset(
  group: DatasetGroup,
  members: readonly StreamMember[],
  newest: StreamMember,
  validators: Validators,
  clashes: TypeClash[],
): EventDatasetPlan {
  const id = datasetId(group.product.id, group.name);
  const name = tableName(group.product.id, group.name);
  const row = mergeMajors(
    members.map((member) => ({
      major: member.contract.major,
      shape: recordShape(
        { ...member.dataset, fields: treatedFields(member.dataset.fields) },
        member.dataset.source.stream.eventTime?.zone,
      ),
    })),
    clashes,
    new Set(members.flatMap(({ dataset }) => sharedMembers(dataset))),
  );
  const datasets = members.map(({ contract: { major }, dataset }) => ({ major, dataset }));
  const tables = recordTables(datasets, name, row);
  return {
    kind: 'event',
    ...datasetTexts(group, newest),
    id,
    change: newest.dataset.change,
    tables: [tables.root.table, ...tables.children.map((child) => child.table)],
    views: datasets.flatMap((one) => recordViews(tables, one)),
    channel: channel('event', id, topicFilters(members)),
    raw: {
      store: 'raw',
      name,
      ledger: ledgerName(name),
      conflictLedger: conflictLedgerName(name),
    },
    majors: members.map((member) => streamMajor(id, member, validators)),
  };
}

/** Members by which records are told apart, ordered or related: majors need one column for them. */
export function sharedMembers(dataset: Dataset): readonly string[] {
  const { source, key, revision, cancelled, result, derives, files } = dataset;
  const stream = source.kind === 'stream' && source.stream.class === 'event' ? source.stream : null;
  const eventKey = stream === null || stream.eventKey === 'payload' ? [] : stream.eventKey;
  const others = [revision, cancelled?.field, stream?.eventTime?.field];
  return [
    ...key,
    ...eventKey,
    ...others.flatMap((path) => path ?? []),
    ...Object.values(result ?? {}),
    ...derives.flatMap((one) =>
      [one.parent, one.child, one.share ?? [], one.position ?? []].flat(),
    ),
    ...files.flatMap((file) => Object.values(file)),
  ];
}

/** Who a dataset belongs to and what it is, for every kind of dataset plan. */
export function datasetTexts(
  group: DatasetGroup,
  newest: { readonly dataset: { readonly description?: string } },
): {
  readonly product: string;
  readonly domain: string;
  readonly dataset: string;
  readonly description?: string;
  readonly owner?: string;
} {
  const { product } = group;
  const { description } = newest.dataset;
  return {
    product: product.id,
    domain: product.domain,
    dataset: group.name,
    ...(description === undefined ? {} : { description }),
    ...(product.owner === undefined ? {} : { owner: product.owner.team }),
  };
}

export function topicFilters(members: readonly StreamMember[]): readonly string[] {
  return members.map(({ contract, dataset }) =>
    subscriptionFilter(dataset.source.stream.topic, contract.major),
  );
}

export function streamMajor(
  id: string,
  { contract, dataset }: StreamMember,
  validators: Validators,
): StreamMajor {
  const { stream, payload } = dataset.source;
  const personal = personalMembers(dataset.fields);
  return {
    major: contract.major,
    version: contract.version,
    contractPath: contract.path,
    topicFilter: topicFilter(stream.topic),
    stream,
    payload,
    fields: dataset.fields,
    ...(dataset.variants === undefined ? {} : { variants: dataset.variants }),
    ...(personal.length === 0 ? {} : { personal }),
    validator: validators(validatorName(id, contract.major)),
  };
}
