import type { Dataset } from '../../model/dataset.ts';
import type { Field } from '../../model/field.ts';
import type { FieldType } from '../../model/field-type.ts';
import { sharedMembers } from '../../plan/event-dataset.ts';
import { columnName } from '../../plan/names.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import type { Beside } from './change-rule.ts';
import type { ContractSides } from './contract-promises.ts';

/**
 * How a further major says what this one must not, as an imperative: `publish heat.v2.odcs.yaml beside
 * it, with physicalName: weight_v2 on the field, and say until when v1 stays`. Undefined where none can.
 */
export function majorBeside(
  fact: ChangeFact,
  beside: Beside | undefined,
  sides: ContractSides,
): string | undefined {
  const difference = differenceOf(fact, beside, sides);
  if (difference === 'never') return undefined;
  const publish = `publish ${nextMajorFile(sides)} beside it`;
  const until = `say until when v${sides.major} stays`;
  return difference === undefined
    ? `${publish} and ${until}`
    : `${publish}, ${difference}, and ${until}`;
}

function differenceOf(
  fact: ChangeFact,
  beside: Beside | undefined,
  sides: ContractSides,
): string | undefined {
  if (beside === undefined || beside === 'never') return beside;
  const { dataset: name = '', field = '' } = fact.subject;
  const ofDataset = `where '${name}' has another name`;
  // Event, sensor and computed rows have tables of their own kind, whatever the name.
  if (fact.kind === 'class-changed') return ofDataset;
  const { current, previous } = sides;
  const dataset = (current ?? previous)?.datasets.find((one) => one.name === name);
  // Only streams have tables that all majors share.
  if (dataset?.source.kind !== 'stream') return undefined;
  const { class: kind } = dataset.source.stream;
  if (beside === 'dataset-name' || kind === 'sensor') return ofDataset;
  const column = beside === 'column' ? ownColumn(field, dataset, sides.nextMajor) : undefined;
  return column === undefined
    ? `where '${field}' has another name`
    : `with physicalName: ${column} on the field`;
}

/** The name that a further column for a field would have; undefined where it can have but one. */
function ownColumn(field: string, dataset: Dataset, major: number): string | undefined {
  const shared = [...sharedMembers(dataset), ...(dataset.variants === undefined ? [] : [field])];
  if (shared.includes(field)) return undefined;
  const inRow = pathInRow(field.split('.'), dataset.fields);
  return inRow === undefined ? undefined : columnName([...inRow, `v${major}`]);
}

/** The path behind the last array of objects, whose elements are rows; undefined in a union. */
function pathInRow(
  path: readonly string[],
  fields: readonly Field[],
  around: readonly string[] = [],
): readonly string[] | undefined {
  const [name, ...rest] = path;
  const type = fields.find((one) => one.name === name)?.type;
  if (name === undefined || type === undefined) return undefined;
  const own = [...around, name];
  if (rest.length === 0) return own;
  if (type.kind === 'object') return pathInRow(rest, type.fields, own);
  const items = itemsOf(type);
  return items?.kind === 'object' ? pathInRow(rest, items.fields) : undefined;
}

function itemsOf(type: FieldType): FieldType | undefined {
  return type.kind === 'array' ? type.items : undefined;
}

/** `heat.v2.odcs.yaml`. */
function nextMajorFile({ id, major, nextMajor, current, previous }: ContractSides): string {
  const path = (current ?? previous)?.path ?? `${id}.v${major}.odcs.yaml`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/\.v\d+\.odcs\.yaml$/, `.v${nextMajor}.odcs.yaml`);
}
