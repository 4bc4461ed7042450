import { toStorableText } from '../../contracts/plan/sql-text.ts';

/** True when the database's comment is the planned one; PostgreSQL keeps an empty one as none. */
export function sameComment(planned: string | undefined, actual: string | null): boolean {
  return toStorableText(planned ?? '') === (actual ?? '');
}
