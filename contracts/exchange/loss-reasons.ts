import type { Difference } from './differences.ts';

/** Why a draft of ours differs from the document that it was made of. */
export function draftLossReason(difference: Difference): string {
  const { path, before, after } = difference;
  const names = path.map(({ name }) => name);
  const last = names.at(-1) ?? '';
  if (names[0] === 'servers') return 'contracts name no hosts: servers stand in environments/';
  if (names.length === 1) return headReason(last, before === undefined);
  if (names[0] === 'schema' && names.length === 2 && last === 'name')
    return 'a dataset with tables is named in lower case letters and _';
  if (path.some(({ item }) => item === 'payloadSchema')) return payloadReason(difference);
  if (last === 'customProperties' && before === undefined)
    return 'how records arrive is told in the tundish entry; this is a guess to confirm';
  if (last === 'authoritativeDefinitions' || names.includes('authoritativeDefinitions'))
    return after === undefined
      ? 'a stream has one payload schema, the file beside it'
      : 'a stream names the file of its payload schema';
  if (names.includes('logicalTypeOptions'))
    return 'the payload schema decides over limits, and JSON Schema has no such limit';
  if (last === 'logicalType')
    return before === undefined
      ? 'the payload schema needs a type, and the physical one tells it'
      : 'in a payload schema the format decides over the type';
  return 'the payload schema has no place for it, or says it in another way';
}

function headReason(name: string, isNew: boolean): string {
  if (name === 'version') return 'versions are semantic, three numbers';
  if (name === 'status') return 'a status is proposed, draft, active, deprecated or retired';
  if (name === 'apiVersion') return 'documents of ODCS 3.0 to 3.2 are read';
  if (isNew) return 'a contract cannot do without it';
  return 'the layout of a contract has no place for it';
}

function payloadReason({ path, before }: Difference): string {
  if (path.at(-1)?.item !== 'payloadSchema')
    return 'the payload schema follows the fields, which were edited';
  return before === undefined
    ? 'ODCS has no words for all that the payload schema says'
    : 'the properties beside it say something else, and they count';
}

/** Why a contract read back from a workbook differs from the one that was written. */
export function workbookLossReason({ path, before }: Difference): string {
  if (path.some(({ item }) => item === 'payloadSchema'))
    return 'a sheet lists fields; what else a payload schema says is made anew from them';
  if (before === undefined) return 'the workbook says it by leaving a cell out';
  return 'it is longer than a cell (32,767 characters), or no value of a cell';
}

/** Why a contract read back from AsyncAPI differs from the one that was written. */
export function asyncapiLossReason(difference: Difference): string {
  const { path } = difference;
  const [root, inner] = path;
  if (root?.name === 'schema' && path.length === 1)
    return 'AsyncAPI describes messages; this dataset arrives on no stream';
  if (root?.name === 'schema' && inner?.name === 'physicalName')
    return 'a channel is named by its address';
  return schemasLossReason(difference, 'AsyncAPI');
}

/** Why a contract read back from JSON Schema differs from the one that was written. */
export function jsonSchemaLossReason(difference: Difference): string {
  return schemasLossReason(difference, 'JSON Schema');
}

function schemasLossReason({ path, before }: Difference, format: string): string {
  const names = path.map(({ name }) => name);
  const last = names.at(-1) ?? '';
  if (path.some(({ item }) => item === 'payloadSchema'))
    return before === undefined
      ? 'ODCS has no words for all that the schema says'
      : 'the schema is written in the words of another draft';
  if (path.some(({ item }) => item === 'tundish'))
    return `${format} tells consumers what they need of the tundish entry`;
  if (names.includes('quality')) return `${format} has no quality rules`;
  if (last === 'authoritativeDefinitions' && names[0] === 'schema' && names.length === 2)
    return 'the payload schema stands in the document itself';
  if (names.includes('logicalTypeOptions')) return 'a schema has no such limit';
  if (last === 'logicalType')
    return 'a schema tells texts from numbers, not a local time from a text';
  if (names.includes('enum')) return 'a schema lists values, without labels and descriptions';
  if (before === undefined) return 'the schema says it in another way';
  return `${format} has no place for ${plain(names[0] === 'schema' ? last : (names[0] ?? last))}`;
}

const words: Readonly<Record<string, string>> = {
  slaProperties: 'service levels',
  roles: 'roles',
  support: 'support channels',
  team: 'the members of a team',
  price: 'prices',
  physicalType: 'types of a database',
  physicalName: 'names of a database',
  relationships: 'relations',
};

function plain(name: string): string {
  return words[name] ?? `'${name}'`;
}
