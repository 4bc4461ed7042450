import type { Contract } from '../../model/contract.ts';
import type { Json } from '../../source/json.ts';
import { pointerTo } from '../../source/json-pointer.ts';
import { isJsonArray, isJsonObject, member } from '../../source/json-schema/json-object.ts';
import { type Sources, type Spot, spotAt, spotOf } from './written-place.ts';

/** A member of the contract's document (`version`, `slaProperties`), else the contract's id. */
export function placeInContract(sources: Sources, contract: Contract, name?: string): Spot {
  const named = name === undefined ? undefined : spotOf(sources, contract.path, `/${name}`);
  return named ?? spotAt(sources, contract.place);
}

/** An entry of a list of the contract, by the values of some of its members. */
export function placeOfEntry(
  sources: Sources,
  contract: Contract,
  list: string,
  entry: Readonly<Record<string, string | undefined>>,
): Spot {
  const root = sources?.get(contract.path)?.value;
  const at = root === undefined ? undefined : entryIn(root, '', list, entry);
  return spotOf(sources, contract.path, at?.pointer) ?? placeInContract(sources, contract, list);
}

/** A key of a dataset's profile (`topic`, `eventTime`); undefined where it is not written. */
export function placeInProfile(
  sources: Sources,
  contract: Contract,
  dataset: string,
  key: string | undefined,
): Spot | undefined {
  const at = datasetIn(sources, contract, dataset);
  const profile = at && entryIn(at.value, at.pointer, 'customProperties', { property: 'tundish' });
  if (profile === undefined) return undefined;
  const pointer = pointerTo(profile.pointer, 'value');
  return spotOf(sources, contract.path, key === undefined ? pointer : pointerTo(pointer, key));
}

/**
 * What the ODCS file says about a field: its property, or the entry of `customProperties` or the key
 * that `what` names. Undefined where the file does not speak of it.
 */
export function placeOfProperty(
  sources: Sources,
  contract: Contract,
  dataset: string,
  field: string,
  what?: string,
): Spot | undefined {
  let at = datasetIn(sources, contract, dataset);
  for (const name of field.split('.')) {
    at = at && propertyIn(at, name);
    if (at === undefined) return undefined;
  }
  if (at === undefined) return undefined;
  if (what === undefined) return spotOf(sources, contract.path, pointerTo(at.pointer, 'name'));
  const custom = entryIn(at.value, at.pointer, 'customProperties', { property: what });
  if (custom !== undefined) {
    return spotOf(sources, contract.path, pointerTo(custom.pointer, 'value'));
  }
  return spotOf(sources, contract.path, pointerTo(at.pointer, what));
}

interface At {
  readonly value: Json;
  readonly pointer: string;
}

function datasetIn(sources: Sources, contract: Contract, dataset: string): At | undefined {
  const root = sources?.get(contract.path)?.value;
  return root === undefined ? undefined : entryIn(root, '', 'schema', { name: dataset });
}

function propertyIn(at: At, name: string): At | undefined {
  const own = entryIn(at.value, at.pointer, 'properties', { name });
  if (own !== undefined) return own;
  const items = isJsonObject(at.value) ? member(at.value, 'items') : undefined;
  return items === undefined
    ? undefined
    : propertyIn({ value: items, pointer: pointerTo(at.pointer, 'items') }, name);
}

function entryIn(
  value: Json,
  pointer: string,
  list: string,
  entry: Readonly<Record<string, string | undefined>>,
): At | undefined {
  const items = isJsonObject(value) ? member(value, list) : undefined;
  if (!isJsonArray(items)) return undefined;
  const index = items.findIndex(
    (item) =>
      isJsonObject(item) &&
      Object.entries(entry).every(
        ([name, text]) => text === undefined || String(member(item, name)) === text,
      ),
  );
  const found = items[index];
  if (found === undefined) return undefined;
  return { value: found, pointer: pointerTo(pointerTo(pointer, list), index) };
}
