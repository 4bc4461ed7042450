import type { StoreName } from '../../contracts/plan/plan.ts';

export type DifferenceKind =
  | 'server'
  | 'role'
  | 'schema'
  | 'drop'
  | 'table'
  | 'column'
  | 'unit'
  | 'primary-key'
  | 'check'
  | 'index'
  | 'partitioning'
  | 'partition'
  | 'rows'
  | 'view'
  | 'transform'
  | 'comment'
  | 'grant';

/** What a refusal says that a migration can settle. */
export const BY_MIGRATION =
  'tundish migrate <environment> --from <the revision that was applied> changes it while it is in use; nothing was changed.';

/** One way in which a database is not what the plan says. */
export interface Difference {
  readonly store: StoreName;
  readonly kind: DifferenceKind;
  /** `curated.heat.status`: what it is about. */
  readonly object: string;
  /**
   * `add` can be applied; `keep` is looser or more than the plan asks for and stays; `refuse` needs a
   * migration or a person.
   */
  readonly action: 'add' | 'keep' | 'refuse';
  /** Of what can be applied; absent where it adds. */
  readonly effect?: 'alters' | 'removes';
  /** Of what is kept: the table or view that `apply` drops where it is told to by name. */
  readonly removable?: string;
  readonly actual: string;
  readonly planned: string;
  /** One sentence for people. */
  readonly message: string;
  /** What `apply` runs; empty for refusals. */
  readonly statements: readonly string[];
  /** A statement with parameters, after the others. */
  readonly fill?: { readonly text: string; readonly values: readonly string[] };
  /** Of a refusal: SQL for somebody who may run it. */
  readonly script?: readonly string[];
}

/** Order in which additions can run: each kind needs only kinds before it. */
const ORDER: readonly DifferenceKind[] = [
  'server',
  'role',
  'schema',
  'drop',
  'table',
  'column',
  'unit',
  'primary-key',
  'check',
  'partitioning',
  'partition',
  'index',
  'rows',
  'view',
  'transform',
  'comment',
  'grant',
];

/** In running order; differences of one kind keep theirs. */
export function inRunningOrder(differences: readonly Difference[]): readonly Difference[] {
  return [...differences].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

export function addition(
  part: Omit<Difference, 'action' | 'actual'> & { readonly actual?: string },
): Difference {
  return { actual: 'nothing', ...part, action: 'add' };
}

export function kept(
  part: Pick<Difference, 'store' | 'kind' | 'object' | 'actual' | 'message' | 'removable'>,
): Difference {
  return { planned: 'no such thing', ...part, action: 'keep', statements: [] };
}

export function refusal(
  part: Omit<Difference, 'action' | 'statements' | 'message'> & { readonly next: string },
): Difference {
  const { next, ...rest } = part;
  const message =
    `${rest.object}: the ${KIND_WORDS[rest.kind]} in the database is ${rest.actual}, ` +
    `the plan says ${rest.planned}. ${next}`;
  return { ...rest, action: 'refuse', statements: [], message };
}

const KIND_WORDS: Readonly<Record<DifferenceKind, string>> = {
  server: 'server',
  role: 'role',
  schema: 'schema',
  drop: 'object',
  table: 'table',
  column: 'column',
  unit: 'unit',
  'primary-key': 'primary key',
  check: 'check',
  index: 'index',
  partitioning: 'partitioning',
  partition: 'partition',
  rows: 'content',
  view: 'view',
  transform: 'transform',
  comment: 'comment',
  grant: 'grant',
};
