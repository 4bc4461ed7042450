import type { Place } from '../../finding.ts';
import type { FilesSource, StoredFile } from '../../model/dataset.ts';
import { memberNode } from '../../source/node-at.ts';
import { type BoundDataset, datasetsOf } from '../lint-context.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** More problems of one set say nothing new. */
const mostTold = 20;

/** What lies in the folder of a file set is what its manifest says. */
export const fileSetIntact: Rule = {
  id: 'file-set-intact',
  severity: 'error',
  summary:
    'A file set in the repository holds exactly the files of its manifest, with their sizes and checksums.',
  why: 'Models are trained and compared on the set; a file that was swapped or lost changes their results and nobody sees why.',
  *check(context) {
    for (const bound of datasetsOf(context)) {
      const { source } = bound.dataset;
      if (source.kind !== 'files' || source.stored === undefined) continue;
      const problems = [...problemsOf(bound, source, source.stored)];
      yield* problems.slice(0, mostTold);
      const at = memberNode(bound.source?.profile, 'manifest');
      if (problems.length > mostTold && at !== undefined) {
        const more = problems.length - mostTold;
        yield problemAt(
          at,
          `${more} more files of '${bound.dataset.name}' differ from the manifest`,
        );
      }
    }
  },
};

function* problemsOf(
  { dataset, source: written }: BoundDataset,
  source: FilesSource,
  stored: readonly StoredFile[],
): Iterable<Problem> {
  const lying = new Map(stored.map((file) => [file.path, file]));
  const column = (name: string) => dataset.fields.findIndex((field) => field.name === name);
  const [pathAt, bytesAt, shaAt] = [column('path'), column('bytes'), column('sha256')];
  for (const [index, entry] of source.entries.entries()) {
    const place = source.places[index];
    const path = entry[pathAt];
    if (place === undefined || typeof path !== 'string') continue;
    const file = lying.get(path);
    lying.delete(path);
    if (file === undefined) {
      yield row(
        place,
        `'${path}' of '${dataset.name}' is not in ${source.folder}`,
        'add the file, or remove its row',
      );
    } else if (file.sha256 !== entry[shaAt]) {
      const sizes = Number(entry[bytesAt]) === file.bytes ? '' : ` and ${file.bytes} bytes`;
      yield row(
        place,
        `'${path}' of '${dataset.name}' is not the file of the manifest: it has the SHA-256 ${file.sha256.slice(0, 12)}…${sizes}`,
        `restore the file; where it was changed on purpose, write ${file.bytes} and ${file.sha256}`,
      );
    } else if (Number(entry[bytesAt]) !== file.bytes) {
      yield row(
        place,
        `'${path}' of '${dataset.name}' has ${file.bytes} bytes`,
        `write ${file.bytes}`,
      );
    }
  }
  const at = memberNode(written?.profile, 'manifest');
  if (at === undefined) return;
  for (const { path, bytes, sha256 } of lying.values()) {
    if (path.split('/').some((part) => part.startsWith('.'))) continue;
    yield problemAt(
      at,
      `'${path}' lies in ${source.folder} and not in the manifest of '${dataset.name}'`,
      `add a row with ${bytes} bytes and ${sha256}, or remove the file`,
    );
  }
}

function row(place: Place, message: string, hint: string): Problem {
  return { place, pointer: '', message, hint };
}
