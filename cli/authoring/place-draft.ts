import { mkdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { compareText } from '../../contracts/finding.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { checkRepository } from '../check-repository.ts';
import { type CommandContext, UsageError } from '../command.ts';
import { plural } from '../render/counts.ts';
import { renderLossTable } from '../render/loss-table.ts';
import { visible } from '../render/visible.ts';
import { writeAtomically } from '../write-atomically.ts';
import type { Draft, DraftFile } from './draft.ts';
import { type OpenQuestion, questionsIn, questionsOf, renderQuestions } from './open-questions.ts';

/**
 * Writes a draft and tells what was lost, what was written, what is open and what comes next. No
 * file is replaced unless the draft names it; then nothing at all is written.
 * @throws UsageError naming the files in the way.
 */
export async function placeDraft(draft: Draft, context: CommandContext): Promise<void> {
  const files = await diskFiles(context.cwd);
  const listing = new Set(await files.list());
  const changed = await changedFiles(draft.files, files, listing);
  refuseOtherPaths(changed, listing, new Set((await files.links?.()) ?? []));
  refuseOverwriting(changed, listing, draft.overwrite);
  const questions = await openQuestions(draft.files, files);
  for (const { path, text } of changed) {
    const target = join(context.cwd, path);
    await mkdir(dirname(target), { recursive: true });
    await writeAtomically(target, text, 'fast');
  }
  for (const note of draft.notes) context.stdout(`${visible(note)}\n`);
  if (draft.losses !== undefined) context.stdout(renderLossTable(draft.losses));
  const same = draft.files.length - changed.length;
  context.stdout(
    `Files written (${changed.length})${same === 0 ? '' : `, ${plural(same, 'file')} as before`}:\n` +
      changed.map(({ path }) => `  ${visible(path)}\n`).join(''),
  );
  context.stdout(renderQuestions(questions));
  const [first] = questions;
  const next =
    draft.next ??
    (first === undefined ? 'tundish generate' : 'tundish check, after answering them');
  context.stdout(`Next: ${next}\n`);
}

async function changedFiles(
  drafted: readonly DraftFile[],
  files: RepositoryFiles,
  listing: ReadonlySet<string>,
): Promise<readonly DraftFile[]> {
  const changed: DraftFile[] = [];
  for (const file of drafted) {
    const before = listing.has(file.path) ? await files.read(file.path) : undefined;
    const after = bytesOf(file.text);
    if (before === undefined || !Buffer.from(before).equals(after)) changed.push(file);
  }
  return changed;
}

/** A link would lead elsewhere, and a file cannot hold files: neither can stand on a path's way. */
function refuseOtherPaths(
  changed: readonly DraftFile[],
  listing: ReadonlySet<string>,
  links: ReadonlySet<string>,
): void {
  for (const { path } of changed) {
    const parts = path.split('/');
    const above = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
    const inTheWay = links.has(path)
      ? path
      : above.find((folder) => listing.has(folder) || links.has(folder));
    if (inTheWay !== undefined) {
      throw new UsageError(
        `${path} cannot be written: ${inTheWay} is a link, or a file where a folder must be. Nothing was written`,
      );
    }
  }
}

/** A command that would replace a person's work says so before it has touched anything. */
function refuseOverwriting(
  changed: readonly DraftFile[],
  listing: ReadonlySet<string>,
  overwrite: readonly string[],
): void {
  const named = new Set(overwrite.map((path) => posix.normalize(path)));
  const standing = changed.filter(({ path }) => listing.has(path) && !named.has(path));
  if (standing.length === 0) return;
  const names = standing.map(({ path }) => path);
  throw new UsageError(
    `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} there already and would be replaced. Nothing was written. To replace: ${names.map((name) => `--force ${name}`).join(' ')}`,
  );
}

/** What stands as a question in the drafted files, and what `check` would say about them. */
async function openQuestions(
  drafted: readonly DraftFile[],
  files: RepositoryFiles,
): Promise<readonly OpenQuestion[]> {
  const announced = drafted.flatMap(questionsIn);
  const { findings } = await checkRepository(overlaid(files, drafted));
  const paths = new Set(drafted.map(({ path }) => path));
  return [...announced, ...questionsOf(findings, announced, paths)].sort(
    (a, b) => compareText(a.file, b.file) || a.line - b.line,
  );
}

function overlaid(files: RepositoryFiles, drafted: readonly DraftFile[]): RepositoryFiles {
  const texts = new Map(drafted.map(({ path, text }) => [path, bytesOf(text)]));
  return {
    list: async () => [...new Set([...(await files.list()), ...texts.keys()])].sort(),
    read: async (path, maxBytes) => texts.get(path) ?? files.read(path, maxBytes),
  };
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}
