import type { Dataset } from '../../model/dataset.ts';
import { fieldThroughArray } from '../../model/field-path.ts';
import { itemNodes, memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { fieldsBelow } from '../field-at.ts';
import {
  type BoundDataset,
  datasetsOf,
  type LintContext,
  oncePerContext,
} from '../lint-context.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Derivations lead from one known kind of identifier to another. */
export const derivationIdentifiers: Rule = {
  id: 'derivation-identifiers',
  severity: 'error',
  summary:
    'Parent and child of a derivation say which kind of identifier they are, in the words of the plant.',
  why: 'Tracing follows kinds of identifiers from dataset to dataset; where one is missing or misspelled a claim about a plate never finds its heat.',
  *check(context) {
    const bound = datasetsOf(context);
    for (const each of bound) {
      const derives = memberNode(each.source?.profile, 'derives');
      for (const entry of itemNodes(derives)) yield* checkEntry(context, each, entry);
    }
  },
};

function* checkEntry(
  context: LintContext,
  { dataset }: BoundDataset,
  entry: NodeAt,
): Iterable<Problem> {
  for (const name of ['parent', 'child'] as const) {
    const at = memberNode(entry, name);
    const path = plainText(at);
    if (at === undefined || path === undefined) continue;
    const { field } = fieldThroughArray(dataset.fields, path);
    if (field === undefined) continue;
    if (field.identifier === undefined) {
      yield problemAt(
        at,
        `'${path}' of '${dataset.name}' does not say which kind of identifier it is`,
        `add to the property: customProperties: [{property: identifier, value: ${kindOf(path)}}]`,
      );
      continue;
    }
    const near = misspelled(context, field.identifier, dataset);
    if (near === undefined) continue;
    yield problemAt(
      at,
      `'${path}' of '${dataset.name}' is an identifier of kind '${field.identifier}', which no other dataset has`,
      `did you mean '${near}'? write it at the property`,
    );
  }
}

/** The kind that was meant by one that no other dataset has; one of the same dataset is not meant. */
function misspelled(context: LintContext, kind: string, dataset: Dataset): string | undefined {
  const users = datasetsByKind(context);
  const isOfOther = (each: string) =>
    [...(users.get(each) ?? [])].some((name) => name !== dataset.name);
  if (isOfOther(kind)) return undefined;
  const own = new Set(identifiersOf({ dataset }));
  return nearest(
    kind,
    [...users.keys()].filter((each) => !own.has(each) && isOfOther(each)),
  );
}

/** The names of the datasets that have an identifier of each kind. */
const datasetsByKind = oncePerContext((context): ReadonlyMap<string, ReadonlySet<string>> => {
  const users = new Map<string, Set<string>>();
  for (const each of datasetsOf(context)) {
    for (const kind of identifiersOf(each)) {
      users.set(kind, (users.get(kind) ?? new Set()).add(each.dataset.name));
    }
  }
  return users;
});

function identifiersOf({ dataset }: Pick<BoundDataset, 'dataset'>): readonly string[] {
  return fieldsBelow(dataset.fields).flatMap(({ field }) => field.identifier ?? []);
}

/** A guess from the member's name: `heats.heat_id` is a heat. */
function kindOf(path: string): string {
  const last = path.split('.').at(-1) ?? path;
  const kind = last.toLowerCase().replace(/_(id|no|nr|number)$/, '');
  return /^[a-z][a-z0-9_]{0,39}$/.test(kind) ? kind : 'heat';
}
