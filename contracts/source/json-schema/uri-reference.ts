/** The components of RFC 3986, section 3; undefined differs from empty. */
interface UriParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

/** The expression of RFC 3986, appendix B. */
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function parseUri(text: string): UriParts {
  const match = PARTS.exec(text);
  return {
    scheme: match?.[1],
    authority: match?.[2],
    path: match?.[3] ?? '',
    query: match?.[4],
    fragment: match?.[5],
  };
}

function formatUri(parts: UriParts): string {
  return (
    (parts.scheme === undefined ? '' : `${parts.scheme}:`) +
    (parts.authority === undefined ? '' : `//${parts.authority}`) +
    parts.path +
    (parts.query === undefined ? '' : `?${parts.query}`) +
    (parts.fragment === undefined ? '' : `#${parts.fragment}`)
  );
}

/** RFC 3986, section 5.2.4. */
function removeDotSegments(path: string): string {
  const absolute = path.startsWith('/');
  const kept: string[] = [];
  const segments = path.split('/');
  const last = segments.at(-1);
  for (const segment of absolute ? segments.slice(1) : segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const trailing = last === '.' || last === '..';
  return (absolute ? '/' : '') + kept.join('/') + (trailing && kept.length > 0 ? '/' : '');
}

/** Resolves a reference against an absolute base (RFC 3986, section 5.2.2). */
export function resolveUri(base: string, reference: string): string {
  const r = parseUri(reference);
  if (r.scheme !== undefined) return formatUri({ ...r, path: removeDotSegments(r.path) });
  const b = parseUri(base);
  if (r.authority !== undefined) {
    return formatUri({ ...r, scheme: b.scheme, path: removeDotSegments(r.path) });
  }
  if (r.path === '') {
    return formatUri({ ...b, query: r.query ?? b.query, fragment: r.fragment });
  }
  const merged = r.path.startsWith('/')
    ? r.path
    : b.authority !== undefined && b.path === ''
      ? `/${r.path}`
      : b.path.slice(0, b.path.lastIndexOf('/') + 1) + r.path;
  return formatUri({
    scheme: b.scheme,
    authority: b.authority,
    path: removeDotSegments(merged),
    query: r.query,
    fragment: r.fragment,
  });
}

/** True for a reference that names no scheme of its own. */
export function isRelativeReference(reference: string): boolean {
  return parseUri(reference).scheme === undefined;
}

/** Splits at the first `#`; the fragment comes back percent-decoded, undefined where malformed. */
export function splitFragment(uri: string): {
  readonly uri: string;
  readonly fragment: string | undefined;
} {
  const hash = uri.indexOf('#');
  if (hash < 0) return { uri, fragment: '' };
  return { uri: uri.slice(0, hash), fragment: percentDecode(uri.slice(hash + 1)) };
}

export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * The path that leads from one URI's folder to another URI (`../units/steel.json`), or undefined
 * where scheme or authority differ.
 */
export function relativePath(from: string, to: string): string | undefined {
  const a = parseUri(from);
  const b = parseUri(to);
  if (a.scheme !== b.scheme || a.authority !== b.authority) return undefined;
  const here = a.path.split('/').slice(0, -1);
  const there = b.path.split('/');
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) {
    shared += 1;
  }
  return [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/');
}
