import type { Json } from '../../source/json.ts';
import { isJsonObject, member } from '../../source/json-schema/json-object.ts';

/** True where an object that took further members takes none any more, at any depth of two schemas. */
export function closes(before: Json | undefined, after: Json | undefined): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return after.some((item: Json, index) => closes(before[index], item));
  }
  if (!isJsonObject(before) || !isJsonObject(after)) return false;
  const isNowClosed = keywords.some((keyword) => member(after, keyword) === false);
  const wasClosed = keywords.some((keyword) => member(before, keyword) === false);
  if (isNowClosed && !wasClosed) return true;
  return Object.keys(after).some((name) => closes(member(before, name), member(after, name)));
}

const keywords = ['additionalProperties', 'unevaluatedProperties'] as const;
