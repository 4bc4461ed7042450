import type { Finding } from '../../contracts/finding.ts';
import type { ReadingRule } from '../../contracts/source/reading-rule.ts';
import { firstDifference, type StaleFile } from './generated-files.ts';

/** What the gate says beside lint and compatibility, by rule id. */
export const gateRules = {
  'generated-fresh': {
    severity: 'error',
    why: 'Reviewers and operators read the generated SQL, grants and documents; where they are not what the contracts say, what is approved is not what runs.',
  },
} as const satisfies Readonly<Record<string, ReadingRule>>;

const shownNames = 4;

/** Files that `generate` would write or remove, as one finding per folder at the first difference. */
export function generatedFindings(stale: readonly StaleFile[]): readonly Finding[] {
  const folders = new Map<string, StaleFile[]>();
  for (const file of stale) {
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')));
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([folder, files]) => {
    // A line that stands there shows more than a file that does not.
    const first = files.find(({ kind }) => kind === 'stale') ?? files[0];
    return first === undefined ? [] : [finding(folder, files, first)];
  });
}

function finding(folder: string, files: readonly StaleFile[], first: StaleFile): Finding {
  const { path, before, text } = first;
  const line = before === undefined || text === undefined ? 1 : firstDifference(before, text).line;
  const names = files.slice(0, shownNames).map(nameOf).join(', ');
  const more = files.length > shownNames ? ` and ${files.length - shownNames} more` : '';
  return {
    rule: 'generated-fresh',
    severity: gateRules['generated-fresh'].severity,
    place: { file: path, line, column: 1 },
    pointer: '',
    message: `${folder === '' ? 'files at the root' : `files in ${folder}`} are not what the contracts say: ${names}${more}`,
    why: gateRules['generated-fresh'].why,
    hint: 'run tundish generate, and commit what it writes',
  };
}

function nameOf({ path, kind }: StaleFile): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return kind === 'stale' ? name : `${name} (${kind})`;
}
