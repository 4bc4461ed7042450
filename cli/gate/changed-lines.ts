import type { Finding } from '../../contracts/finding.ts';

/**
 * Whether a finding stands on a line that the base does not have: code hosts show what stands there
 * beside the change. A line that only moved counts as old.
 */
export async function changedLinesOf(
  findings: readonly Finding[],
  texts: ReadonlyMap<string, string>,
  baseText: (path: string) => Promise<string | undefined>,
): Promise<(finding: Finding) => boolean> {
  const changed = new Map<string, ReadonlySet<number>>();
  for (const file of new Set(findings.map(({ place }) => place.file))) {
    const text = texts.get(file);
    if (text !== undefined) changed.set(file, newLines((await baseText(file)) ?? '', text));
  }
  return ({ place }) => {
    const lines = changed.get(place.file);
    if (lines === undefined) return false;
    for (let line = place.line; line <= (place.endLine ?? place.line); line += 1) {
      if (lines.has(line)) return true;
    }
    return false;
  };
}

/** Numbers, from 1, of the lines of `after` that `before` has not or has fewer of. */
function newLines(before: string, after: string): ReadonlySet<number> {
  const left = new Map<string, number>();
  for (const line of before.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  const found = new Set<number>();
  after.split('\n').forEach((line, index) => {
    const count = left.get(line) ?? 0;
    if (count === 0) found.add(index + 1);
    else left.set(line, count - 1);
  });
  return found;
}
