import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Edit, Finding } from '../contracts/finding.ts';
import type { RepositoryFiles } from '../contracts/source/repository-files.ts';
import { editsOverlap, fixedText } from './render/fixed-text.ts';
import { writeAtomically } from './write-atomically.ts';

/**
 * Writes the fixes of the findings and returns the findings whose fix was written. A fix whose edits
 * overlap those of an earlier one is left out whole, because it was made for the text before that
 * one. `files` are those that the findings are about; nothing is written where the disk holds
 * something else by now.
 */
export async function applyFixes(
  root: string,
  files: RepositoryFiles,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const { fixed, edits } = compatibleFixes(findings);
  const texts = new Map<string, string>();
  for (const file of new Set(edits.map((edit) => edit.place.file))) {
    const bytes = await files.read(file);
    const now = await readFile(join(root, file));
    if (bytes === undefined || !now.equals(bytes)) return [];
    const { mark, text } = decoded(bytes);
    const own = edits.filter((edit) => edit.place.file === file);
    texts.set(file, mark + fixedText(text, own));
  }
  for (const [file, text] of texts) await writeAtomically(join(root, file), text);
  return fixed;
}

function compatibleFixes(findings: readonly Finding[]): {
  readonly fixed: readonly Finding[];
  readonly edits: readonly Edit[];
} {
  const fixed: Finding[] = [];
  const edits: Edit[] = [];
  for (const finding of findings) {
    const wanted = finding.fix?.edits ?? [];
    const isFree = wanted.every((edit) => !edits.some((taken) => editsOverlap(taken, edit)));
    if (wanted.length === 0 || !isFree) continue;
    fixed.push(finding);
    edits.push(...wanted);
  }
  return { fixed, edits };
}

/** Places count from behind a byte order mark, so it is kept apart. */
function decoded(bytes: Uint8Array): { readonly mark: string; readonly text: string } {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return text.startsWith('\ufeff') ? { mark: '\ufeff', text: text.slice(1) } : { mark: '', text };
}
