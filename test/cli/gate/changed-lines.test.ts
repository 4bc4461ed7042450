import { describe, expect, it } from 'vitest';
import { changedLinesOf } from '../../../cli/gate/changed-lines.ts';
import { renderGithub } from '../../../cli/render/github.ts';
import { breaking } from './gate-results.ts';

const at = (line: number, endLine = line) =>
  breaking({ message: `m${line}`, place: { file: 'a.yaml', line, column: 1, endLine } });

async function changedOf(before: string | undefined, after: string) {
  const findings = Array.from({ length: 12 }, (_, index) => at(index + 1));
  return changedLinesOf(findings, new Map([['a.yaml', after]]), async () => before);
}

describe('what stands on a changed line', () => {
  it('is what the base does not have, wherever it stands', async () => {
    const isChanged = await changedOf('a\nb\nc\n', 'b\nx\na\nc\nc\n');
    expect([1, 2, 3, 4, 5].map((line) => isChanged(at(line)))).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(isChanged(at(1, 2))).toBe(true);
  });

  it('is all of a new file, and nothing of a file that is not at hand', async () => {
    const isChanged = await changedOf(undefined, 'a\nb');
    expect(isChanged(at(2))).toBe(true);
    expect(isChanged(breaking())).toBe(false);
  });

  it('is annotated first, where GitHub shows no more', async () => {
    const findings = Array.from({ length: 12 }, (_, index) => at(index + 1));
    const after = `${'a\n'.repeat(11)}new`;
    const isChanged = await changedOf('a\n'.repeat(11), after);
    const [first = '', ...rest] = renderGithub(findings, isChanged).split('\n');
    expect(first).toContain('m12');
    expect(rest.filter((line) => line.startsWith('::'))).toHaveLength(9);
  });
});
