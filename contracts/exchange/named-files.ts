import { isJsonArray, isJsonObject, type JsonObject } from '../source/json-schema/json-object.ts';
import type { Loss } from './loss.ts';
import { textMember } from './property-schema.ts';
import { profileOf } from './whole-contract.ts';

/** Members of the `tundish` entry that name a file of the product's folder. */
const naming = ['transform', 'tags', 'manifest', 'folder'];

/** Files that a contract names and that no document of another format carries along. */
export function namedFiles(whole: JsonObject): readonly Loss[] {
  const objects = isJsonArray(whole.schema) ? whole.schema.filter(isJsonObject) : [];
  return objects.flatMap((object) => {
    const profile = profileOf(object);
    if (profile === undefined) return [];
    return naming.flatMap((name) => {
      const file = textMember(profile, name);
      if (file === undefined) return [];
      const where = `schema[${textMember(object, 'name') ?? ''}].customProperties[tundish].value.${name}`;
      return [
        { what: file, where, became: 'its name', why: 'the document carries no other files' },
      ];
    });
  });
}
