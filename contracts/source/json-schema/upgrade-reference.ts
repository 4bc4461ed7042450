import { escapeToken, pointerTokens } from '../json-pointer.ts';
import { type Draft, isBefore } from './draft.ts';
import { subschemaShape } from './schema-keywords.ts';

/**
 * Follows the pointer of a reference through what the upgrade moved. Reads only the names on the
 * way, because the file it points into may not be at hand; it is taken to be of the same draft.
 */
export function upgradeReference(reference: string, draft: Draft): string {
  const hash = reference.indexOf('#');
  if (hash < 0 || draft === '2020-12') return reference;
  const tokens = pointerTokens(reference.slice(hash + 1));
  if (tokens === undefined || tokens.length === 0) return reference;
  const moved: string[] = [];
  let at: 'schema' | 'list' | 'map' | 'unknown' = 'schema';
  tokens.forEach((token, index) => {
    if (at === 'list' || at === 'map') {
      at = 'schema';
      moved.push(token);
    } else if (at === 'schema') {
      const next = tokens[index + 1] ?? '';
      if (token === 'items' && /^\d+$/.test(next)) {
        at = 'list';
        moved.push('prefixItems');
      } else if (token === 'additionalItems') {
        moved.push('items');
      } else if (token === 'dependencies' && isBefore(draft, '2019-09')) {
        at = 'map';
        moved.push('dependentSchemas');
      } else {
        at = subschemaShape(token) ?? 'unknown';
        moved.push(token);
      }
    } else {
      moved.push(token);
    }
  });
  return reference.slice(0, hash + 1) + moved.map((token) => `/${escapeToken(token)}`).join('');
}
