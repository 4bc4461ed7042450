import { itemNodes, memberNode, plainText } from '../../source/node-at.ts';
import { fieldAt } from '../field-at.ts';
import { type DatasetSource, datasetsOf } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A dataset that revises records can tell which record a revision replaces. */
export const keyForRevise: Rule = {
  id: 'key-for-revise',
  severity: 'error',
  summary: 'A dataset with change: revise has a key, and every record carries it.',
  why: 'Without a key a laboratory correction becomes a second heat instead of replacing the first one.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const dataset of datasets) {
        const change = memberNode(dataset.profile, 'change');
        if (change === undefined || plainText(change) !== 'revise' || hasKey(dataset)) continue;
        yield problemAtKey(
          change,
          `dataset '${dataset.name}' revises records but has no key`,
          'mark the fields that identify a record with primaryKey: true, or write change: append',
        );
      }
    }
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.change !== 'revise' || source === undefined) continue;
      for (const path of dataset.key) {
        const field = fieldAt(dataset.fields, path);
        if (field === undefined || (field.required && !field.nullable)) continue;
        const property = source.properties.find((candidate) => candidate.path === path)?.node;
        yield problemAtKey(
          memberNode(property, 'primaryKey') ?? property ?? source.node,
          `key field '${path}' of dataset '${dataset.name}' may be ${field.required ? 'null' : 'missing'}`,
          'make it required and not nullable where its type is written, or choose another key',
        );
      }
    }
  },
};

function hasKey({ profile, properties }: DatasetSource): boolean {
  const incremental = memberNode(memberNode(profile, 'incremental'), 'key');
  return (
    itemNodes(incremental).length > 0 ||
    properties.some(({ node }) => {
      const key = memberNode(node, 'primaryKey')?.node;
      return key?.kind === 'scalar' && key.value === true;
    })
  );
}
