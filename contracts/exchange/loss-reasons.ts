import { isJsonArray, isJsonObject } from '../source/json-schema/json-object.ts';
import type { Difference } from './differences.ts';

/** Why a draft differs from the document that it was made of. */
export function draftLossReason({ path, before, after }: Difference): string {
  const names = path.map(({ name }) => name);
  const [root] = names;
  const last = names.at(-1);
  if (root === 'servers')
    return 'contracts name no hosts: servers stand in environments/<environment>.yaml';
  if (names.length === 1) {
    if (last === 'version') return 'versions are semantic, three numbers';
    if (last === 'status') return 'a status is proposed, draft, active, deprecated or retired';
    if (last === 'apiVersion') return 'ODCS 3.0 to 3.2 are written';
    if (last === 'id' || last === 'kind') return 'a contract cannot do without';
  }
  if (names.length === 2 && last === 'name')
    return 'datasets of a stream are named in lower case with _';
  if (last === 'customProperties' || path.at(-1)?.item === 'tundish') {
    if (path.at(-1)?.item === 'payloadSchema')
      return before === undefined
        ? 'ODCS has no words for all that the payload schema says'
        : 'the properties were changed beside it, and they count';
    if (before === undefined)
      return 'how its records arrive is told to the platform; it is a guess to confirm';
  }
  if (last === 'authoritativeDefinitions')
    return after === undefined
      ? 'a stream has one payload schema'
      : 'a stream names the file of its payload schema';
  if (last === 'logicalTypeOptions' || names.includes('logicalTypeOptions'))
    return 'the payload schema decides over limits, and JSON Schema has no such limit';
  if (last === 'logicalType')
    return before === undefined
      ? 'the payload schema needs a type; the physical one tells it'
      : 'in a payload schema the format decides over the type';
  if (isJsonArray(before ?? null) || isJsonObject(before ?? null))
    return 'the payload schema says it in another way';
  return 'our layout has no place for it';
}
