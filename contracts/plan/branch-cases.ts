import type { BranchCase, BranchCondition } from './plan.ts';

/**
 * When a row has a member: one alternative holds, each with all of its conditions. An alternative
 * without conditions holds for every row.
 */
export type Alternatives = readonly (readonly BranchCondition[])[];

/** Both sides' alternatives, joined where they differ in the values of one discriminator only. */
export function eitherOf(a: Alternatives, b: Alternatives): Alternatives {
  return b.reduce(withAlternative, a);
}

/** The cases of a member of several majors; none where every row of them has it. */
export function casesOf(
  byMajor: readonly { readonly major: number; readonly when: Alternatives }[],
): readonly BranchCase[] {
  const spellings = new Map<string, { readonly majors: number[]; readonly when: Alternatives }>();
  for (const { major, when } of byMajor) {
    const key = JSON.stringify(when);
    const known = spellings.get(key) ?? { majors: [], when };
    if (!known.majors.includes(major)) known.majors.push(major);
    spellings.set(key, known);
  }
  const cases = [...spellings.values()].flatMap(({ majors, when }) =>
    when.map((conditions) => (spellings.size === 1 ? { conditions } : { majors, conditions })),
  );
  return cases.every(({ conditions }) => conditions.length === 0) ? [] : cases;
}

function withAlternative(
  known: Alternatives,
  alternative: readonly BranchCondition[],
): Alternatives {
  if (known.some((one) => one.length === 0)) return known;
  if (alternative.length === 0) return [alternative];
  for (const [index, one] of known.entries()) {
    const joined = joinedInOne(one, alternative);
    if (joined !== undefined) return known.with(index, joined);
  }
  return [...known, alternative];
}

/** Undefined where the two differ in more than the values of one condition. */
function joinedInOne(
  a: readonly BranchCondition[],
  b: readonly BranchCondition[],
): readonly BranchCondition[] | undefined {
  if (a.length !== b.length) return undefined;
  const differing = a.filter((one, index) => JSON.stringify(one) !== JSON.stringify(b[index]));
  const [left] = differing;
  if (left === undefined) return a;
  const right = b[a.indexOf(left)];
  if (differing.length > 1 || right === undefined || !samePath(left, right)) return undefined;
  const values = [...new Set([...left.values, ...right.values])];
  return a.with(a.indexOf(left), { path: left.path, values });
}

function samePath(a: BranchCondition, b: BranchCondition): boolean {
  return JSON.stringify(a.path) === JSON.stringify(b.path);
}
