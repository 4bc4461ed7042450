import { shown } from '../source/checked-value.ts';
import { type NodeAt, placeOf } from '../source/node-at.ts';
import { resolveRepositoryPath } from '../source/repository-path.ts';
import { sourceFinding } from '../source/source-rules.ts';
import type { Findings } from './read-node.ts';

/**
 * The repository path that a document names, relative to itself; undefined, with a finding, where it
 * leaves the repository or has another ending.
 */
export function namedFile(
  at: NodeAt,
  reference: string,
  ending: string,
  findings: Findings,
): string | undefined {
  const resolved = resolveRepositoryPath(at.document.path, reference);
  const problem =
    resolved.problem ??
    (resolved.path.endsWith(ending) ? undefined : `does not end in '${ending}'`);
  if (problem === undefined) return resolved.path;
  const message = `the path '${shown(reference)}' ${problem}`;
  const hint = 'write a path relative to this file, inside the repository';
  findings.push(sourceFinding('path-refused', placeOf(at), at.pointer, message, hint));
  return undefined;
}

export function missingFile(at: NodeAt, path: string, findings: Findings): void {
  const message = `there is no file ${path}`;
  const hint = 'add it, or correct the path; links and submodules are not read';
  findings.push(sourceFinding('file-missing', placeOf(at), at.pointer, message, hint));
}
