import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyFixes } from '../../cli/apply-fixes.ts';
import { heldFiles } from '../../cli/held-files.ts';
import { changedLines, editsOverlap, fixedText } from '../../cli/render/fixed-text.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import type { Edit, Finding } from '../../contracts/finding.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-fix-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(folder, file), 'utf8');

function edit(file: string, line: number, column: number, endColumn: number, text: string): Edit {
  return { place: { file, line, column, endLine: line, endColumn }, text };
}

function finding(...edits: readonly Edit[]): Finding {
  const place = edits[0]?.place ?? { file: 'a.yaml', line: 1, column: 1 };
  const fix = { title: 'write it', edits };
  return { rule: 'unit-is-ucum', severity: 'error', place, pointer: '', message: 'a unit', fix };
}

describe('fixes', () => {
  it('change what they say and nothing else, in all files that they concern', async () => {
    writeFileSync(join(folder, 'a.yaml'), '\ufeffunit: C # of the steel\r\nother: ü C\r\n');
    writeFileSync(join(folder, 'b.yaml'), 'x: 1\n');
    chmodSync(join(folder, 'a.yaml'), 0o640);
    const files = heldFiles(await diskFiles(folder));
    const both = finding(edit('a.yaml', 1, 7, 8, 'Cel'), edit('b.yaml', 1, 4, 5, '"1"'));
    const second = finding(edit('a.yaml', 2, 10, 11, 'Cel'));
    expect(await applyFixes(folder, files, [both, second])).toEqual([both, second]);
    expect(read('a.yaml')).toBe('\ufeffunit: Cel # of the steel\r\nother: ü Cel\r\n');
    expect(read('b.yaml')).toBe('x: "1"\n');
    expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'b.yaml']);
  });

  it('wait where they overlap an earlier one, whole', async () => {
    writeFileSync(join(folder, 'a.yaml'), 'unit: C\nname: x\n');
    const files = heldFiles(await diskFiles(folder));
    const first = finding(edit('a.yaml', 1, 7, 8, 'Cel'));
    const overlapping = finding(edit('a.yaml', 2, 7, 8, 'y'), edit('a.yaml', 1, 1, 8, ''));
    expect(await applyFixes(folder, files, [first, overlapping])).toEqual([first]);
    expect(read('a.yaml')).toBe('unit: Cel\nname: x\n');
  });

  it('leave a file alone that somebody changed meanwhile', async () => {
    writeFileSync(join(folder, 'a.yaml'), 'unit: C\n');
    const files = heldFiles(await diskFiles(folder));
    await files.read('a.yaml');
    writeFileSync(join(folder, 'a.yaml'), 'unit: degC\n');
    expect(await applyFixes(folder, files, [finding(edit('a.yaml', 1, 7, 8, 'Cel'))])).toEqual([]);
    expect(read('a.yaml')).toBe('unit: degC\n');
  });
});

describe('the text after edits', () => {
  const texts = fc.array(fc.constantFrom('a', 'b: 1', '\t', 'ü', '\n', '\r\n', ' '), {
    maxLength: 40,
  });

  it('is the same in whatever order they come, and as its changed lines tell', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat(200), { maxLength: 8 }), (parts, cuts) => {
        const text = parts.join('');
        const offsets = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort(
          (a, b) => a - b,
        );
        const edits: Edit[] = [];
        for (let index = 0; index + 1 < offsets.length; index += 2) {
          const candidate = editOf(
            text,
            offsets[index] ?? 0,
            offsets[index + 1] ?? 0,
            `<${index}\n>`,
          );
          if (!edits.some((taken) => editsOverlap(taken, candidate))) edits.push(candidate);
        }
        const fixed = fixedText(text, edits);
        expect(fixedText(text, [...edits].reverse())).toBe(fixed);
        const lines = text.split('\n').map(withoutReturn);
        for (const { line, removed, added } of [...changedLines(text, edits)].reverse()) {
          expect(lines.slice(line - 1, line - 1 + removed.length)).toEqual(removed);
          lines.splice(line - 1, removed.length, ...added);
        }
        expect(lines).toEqual(fixed.split('\n').map(withoutReturn));
      }),
    );
  });

  it('refuses an edit that leaves its file', () => {
    expect(() => fixedText('a\nb', [edit('a.yaml', 3, 1, 2, '')])).toThrow(RangeError);
    expect(() => fixedText('a\nb', [edit('a.yaml', 1, 1, 9, '')])).toThrow(RangeError);
  });
});

function withoutReturn(line: string): string {
  return line.replace(/\r$/, '');
}

function editOf(text: string, start: number, end: number, inserted: string): Edit {
  const position = (offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  };
  const from = position(start);
  const to = position(end);
  return {
    place: { file: 'a.yaml', ...from, endLine: to.line, endColumn: to.column },
    text: inserted,
  };
}
