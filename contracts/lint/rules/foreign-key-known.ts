import type { Contract } from '../../model/contract.ts';
import { itemNodes, memberNode, type NodeAt } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import {
  type ContractSource,
  type DatasetSource,
  type LintContext,
  oncePerContext,
} from '../lint-context.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { writtenText } from '../written.ts';

/** Relationships lead to datasets and fields that exist. */
export const foreignKeyKnown: Rule = {
  id: 'foreign-key-known',
  severity: 'error',
  summary: 'Both ends of a relationship exist and have as many fields.',
  why: 'The official schema accepts any name, so consumers join on columns that are not there, and the lineage shows a line into nowhere.',
  *check(context) {
    for (const contract of context.contracts) {
      for (const dataset of contract.datasets) {
        const owners = [dataset.node, ...dataset.properties.map((property) => property.node)];
        for (const owner of owners) {
          for (const relationship of itemNodes(memberNode(owner, 'relationships'))) {
            yield* checkRelationship(context, contract, relationship);
          }
        }
      }
    }
  },
};

function* checkRelationship(
  context: LintContext,
  contract: ContractSource,
  relationship: NodeAt,
): Iterable<Problem> {
  const from = memberNode(relationship, 'from');
  const to = memberNode(relationship, 'to');
  for (const end of [from, to]) {
    for (const reference of end === undefined ? [] : single(end)) {
      yield* checkEnd(context, contract, reference);
    }
  }
  if (from?.node.kind === 'array' && to?.node.kind === 'array') {
    if (from.node.items.length === to.node.items.length) return;
    yield problemAtKey(
      to,
      `the relationship joins ${from.node.items.length} fields with ${to.node.items.length}`,
      'name as many fields on each side, in the same order',
    );
  }
}

function single(end: NodeAt): readonly NodeAt[] {
  return end.node.kind === 'array' ? itemNodes(end) : [end];
}

function* checkEnd(
  context: LintContext,
  contract: ContractSource,
  reference: NodeAt,
): Iterable<Problem> {
  const text = writtenText(reference);
  // The path form goes by ids and may lead into another file; only the short form goes by names.
  if (text.includes('/')) return;
  const [name, ...path] = text.split('.');
  const datasets = datasetsByName(context);
  const own = contract.datasets.filter((dataset) => dataset.name === name);
  const found = [...own, ...(datasets.get(name ?? '') ?? [])];
  if (found.length === 0) {
    const names = [...contract.datasets.map((dataset) => dataset.name), ...datasets.keys()];
    const near = nearest(name ?? '', names);
    yield problemAt(
      reference,
      `'${text}' leads to the dataset '${name}', which no contract has`,
      near === undefined ? 'write <dataset>.<field>' : `did you mean '${near}'?`,
    );
    return;
  }
  const field = path.join('.');
  const names = found.flatMap((dataset) => fieldNames(context, dataset));
  if (names.length === 0 || names.includes(field)) return;
  const near = nearest(field, names);
  yield problemAt(
    reference,
    `'${text}' leads to the field '${field}', which dataset '${name}' does not have`,
    near === undefined
      ? `its fields are ${names.slice(0, 12).join(', ')}`
      : `did you mean '${near}'?`,
  );
}

const datasetsByName = oncePerContext((context): ReadonlyMap<string, readonly DatasetSource[]> => {
  const found = new Map<string, DatasetSource[]>();
  for (const dataset of context.contracts.flatMap((contract) => contract.datasets)) {
    const alike = found.get(dataset.name) ?? [];
    alike.push(dataset);
    found.set(dataset.name, alike);
  }
  return found;
});

const contractsByPath = oncePerContext(
  (context): ReadonlyMap<string, Contract> =>
    new Map(
      context.plant.products
        .flatMap((product) => product.contracts)
        .map((contract) => [contract.path, contract]),
    ),
);

function fieldNames(context: LintContext, source: DatasetSource): readonly string[] {
  const bound = contractsByPath(context)
    .get(source.node.document.path)
    ?.datasets.find((dataset) => dataset.name === source.name);
  return [
    ...source.properties.map((property) => property.path),
    ...(bound === undefined ? [] : bound.fields.map((field) => field.name)),
  ];
}
