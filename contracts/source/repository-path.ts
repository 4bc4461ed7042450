const longestPath = 1_024;

/** True for a plain relative path: `a/b.json`, without empty, `.` or `..` segments. */
export function isRepositoryPath(path: string): boolean {
  return (
    path.length > 0 &&
    path.length <= longestPath &&
    !/[\0-\x1f\x7f\\]/.test(path) &&
    path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
  );
}

export type ResolvedPath =
  | { readonly path: string; readonly problem?: never }
  | { readonly path?: never; readonly problem: string };

/**
 * Resolves a path that `from` (a file of the repository) names, without a fragment. It may climb
 * with `..` but never above the root. Percent signs are refused rather than decoded: whoever needs
 * an encoded path hides something from the reviewer.
 */
export function resolveRepositoryPath(from: string, reference: string): ResolvedPath {
  if (reference === '') return { problem: 'is empty' };
  if (reference.length > longestPath)
    return { problem: `is longer than ${longestPath} characters` };
  if (/[\0-\x1f\x7f]/.test(reference)) return { problem: 'holds a control character' };
  if (reference.includes('\\')) return { problem: 'holds a backslash' };
  if (/[%?#]/.test(reference)) return { problem: 'holds one of % ? #' };
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference)) {
    return { problem: 'is a URL or a drive, not a path in the repository' };
  }
  if (reference.startsWith('/')) return { problem: 'is absolute' };
  const segments = from.split('/').slice(0, -1);
  for (const segment of reference.split('/')) {
    if (segment === '') return { problem: 'holds an empty segment' };
    if (segment === '.') continue;
    if (segment === '..') {
      if (segments.pop() === undefined) return { problem: 'leads out of the repository' };
    } else {
      segments.push(segment);
    }
  }
  const path = segments.join('/');
  if (/(^|\/)\.\.?$/.test(reference)) return { problem: 'names no file' };
  return isRepositoryPath(path) ? { path } : { problem: 'names no file' };
}
