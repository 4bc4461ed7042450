import type { ChangeRule } from '../change-rule.ts';
import { judged } from '../judged.ts';
import { clauseOf } from './words.ts';

/** What consumers name in their queries, where no change of a field explains it. */
const viewRemoved: ChangeRule<'view-removed'> = {
  id: 'view-removed',
  facts: ['view-removed'],
  summary: 'A view that consumers read stays.',
  why: 'Every query that names it fails.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: `keep the view '${fact.object}'`,
    }),
};

const viewColumnRemoved: ChangeRule<'view-column-removed'> = {
  id: 'view-column-removed',
  facts: ['view-column-removed'],
  summary: 'A column of a view stays.',
  why: 'Every query that names it fails.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: `keep the column '${fact.column}'`,
    }),
};

const viewColumnTypeChanged: ChangeRule<'view-column-type-changed'> = {
  id: 'view-column-type-changed',
  facts: ['view-column-type-changed'],
  summary: 'A column of a view keeps its type.',
  why: 'Joins and functions are refused for the new type, or give another result: whole numbers divide without a rest.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: `keep the type ${fact.before}`,
    }),
};

/** Where no field of the contract changed, another major began to share the table. */
const viewColumnNullable: ChangeRule<'view-column-nullability-changed'> = {
  id: 'view-column-nullable',
  severity: 'warning',
  facts: ['view-column-nullability-changed'],
  summary: 'A column that always had a value always has one.',
  why: 'Comparisons with nothing are neither true nor false: rows fall out of a sum without a word.',
  judge: (fact) =>
    fact.direction === 'tightened'
      ? judged({ message: clauseOf(fact), bump: 'none' })
      : judged({
          message: clauseOf(fact),
          hint: `let who reads it ask for rows in which '${fact.column}' is filled`,
          severity: 'warning',
          bump: 'none',
          effects: { consumers: 'breaks' },
        }),
};

const viewRowsChanged: ChangeRule<'view-rows-changed'> = {
  id: 'view-rows-changed',
  facts: ['view-rows-changed'],
  summary: 'A view shows the rows that it showed.',
  why: 'Counts and sums over it change, and no query fails that would tell.',
  judge: (fact) =>
    judged({ touches: ['interface'], message: clauseOf(fact), hint: 'keep which rows it shows' }),
};

export const viewRules = [
  viewRemoved,
  viewColumnRemoved,
  viewColumnTypeChanged,
  viewColumnNullable,
  viewRowsChanged,
] as const;
