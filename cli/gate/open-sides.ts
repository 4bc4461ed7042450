import { compareRevisions } from '../../connectors/repository/compare-revisions.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { commitTime } from '../../connectors/repository/file-history.ts';
import { filesNamed, type GitFiles, gitFiles } from '../../connectors/repository/git-files.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { withoutCache } from '../check-remembering.ts';
import { heldFiles } from '../held-files.ts';
import { earlierVersions } from './earlier-versions.ts';
import type { GateInput } from './run-gate.ts';

/** The two states that a gate judges, or why there are none. */
export type Sides =
  | {
      readonly kind: 'sides';
      readonly sides: Pick<GateInput, 'base' | 'head' | 'isChanged' | 'earlier'>;
      /** The text of a file of the base. */
      baseText(path: string): Promise<string | undefined>;
    }
  | { readonly kind: 'problem'; readonly message: string; readonly next: string };

/**
 * Opens both states of the plant in a folder, which may lie inside of its git repository: the merge
 * base of `against` and the head, and the head, which is the working tree where no revision is named.
 */
export async function openSides(
  root: string,
  against: string,
  at: string | undefined,
): Promise<Sides> {
  const comparison = await compareRevisions(root, against, at);
  if (comparison.kind === 'problem') return comparison;
  const { base, isMergeBase, head } = comparison;
  const baseFiles = await gitFiles(root, base);
  const elsewhere = await plantElsewhere(root, baseFiles, head);
  if (elsewhere !== undefined) {
    return {
      kind: 'problem',
      message: `${against} has no plant.yaml in this folder and one in ${elsewhere}: where a whole plant moved, what it promised cannot be compared.`,
      next: 'move the plant in a commit of its own, and compare from there on',
    };
  }
  const files =
    at === undefined
      ? heldFiles(withoutCache(await diskFiles(root)))
      : heldFiles(await gitFiles(root, head));
  const commit = { hash: base, time: await commitTime(root, base) };
  return {
    kind: 'sides',
    sides: {
      base: { files: heldFiles(baseFiles), revision: { name: against, commit: base, isMergeBase } },
      head: {
        files,
        ...(at === undefined ? {} : { revision: { name: at, commit: head, isMergeBase: false } }),
      },
      isChanged: (path) => isChanged(path, baseFiles, files),
      earlier: (contracts) => earlierVersions(root, commit, contracts),
    },
    baseText: async (path) => {
      const bytes = await baseFiles.read(path);
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    },
  };
}

async function isChanged(path: string, base: GitFiles, head: RepositoryFiles): Promise<boolean> {
  const bytes = await head.read(path);
  return bytes === undefined ? base.contentId(path) !== undefined : !base.holds(path, bytes);
}

/** The folder where the plant lay in the base, where it lay elsewhere in the repository. */
async function plantElsewhere(
  root: string,
  base: GitFiles,
  head: string,
): Promise<string | undefined> {
  if (base.contentId('plant.yaml') !== undefined) return undefined;
  const before = await filesNamed(root, base.commit, 'plant.yaml');
  const after = new Set(before.length === 0 ? [] : await filesNamed(root, head, 'plant.yaml'));
  const gone = before.find((path) => !after.has(path));
  return gone?.replace(/\/?plant\.yaml$/, '').replace(/^$/, 'the root of the repository');
}
