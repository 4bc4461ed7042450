import { isJsonObject, type JsonObject, member } from '../source/json-schema/json-object.ts';
import { textMember } from './property-schema.ts';

const scalars = ['apiVersion', 'status', 'domain', 'dataProduct', 'tenant', 'contractCreatedTs'];
const texts = ['usage', 'limitations'];

/** What a document of schemas says of a contract that has no member there: one `x-contract`. */
export function contractExtension(whole: JsonObject): JsonObject {
  const description = member(whole, 'description');
  return Object.fromEntries([
    ...named(whole, ['name', ...scalars]),
    ...(isJsonObject(description) ? named(description, texts) : []),
  ]);
}

function named(object: JsonObject, names: readonly string[]) {
  return names.flatMap((name) => {
    const value = textMember(object, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** The head of a contract from `x-contract` and the document's description. */
export function contractHead(extension: JsonObject, purpose: string | undefined): JsonObject {
  const description = Object.fromEntries([
    ...(purpose === undefined ? [] : [['purpose', purpose] as const]),
    ...named(extension, texts),
  ]);
  return {
    ...Object.fromEntries(named(extension, ['id', 'name', 'version', ...scalars])),
    ...(Object.keys(description).length === 0 ? {} : { description }),
  };
}

export function purposeOf(whole: JsonObject): string | undefined {
  const description = member(whole, 'description');
  return isJsonObject(description) ? textMember(description, 'purpose') : undefined;
}
