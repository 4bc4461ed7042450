import type { Json } from '../../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';
import { allowedValues, without } from '../property-schema.ts';
import { styleOf } from '../whole-contract.ts';
import { fieldsBelow } from './field-path.ts';
import {
  contractColumns,
  customColumns,
  datasetColumns,
  fieldColumns,
  optionColumns,
  qualityColumns,
  roleColumns,
  sheetNames,
  slaColumns,
  supportColumns,
  teamColumns,
} from './sheets.ts';
import { type Row, sheetOf } from './table.ts';
import type { Workbook } from './workbook.ts';

/** Lists of the root with a sheet of their own. */
const rootLists = ['schema', 'slaProperties', 'roles', 'support', 'customProperties', 'team'];

/** A whole contract as the workbook that a process engineer reads and edits. */
export function contractWorkbook(whole: JsonObject): Workbook {
  const datasets = listOf(whole, 'schema');
  const fields = datasets.flatMap((dataset) =>
    fieldsBelow(dataset).map(({ path, element }) => ({ at: placeOf(dataset, path), element })),
  );
  const places = [
    { at: {}, element: whole },
    ...datasets.map((dataset) => ({ at: placeOf(dataset), element: dataset })),
    ...fields,
  ];
  const { hasEnum } = styleOf(whole);
  const team = member(whole, 'team');
  const members = isJsonObject(team) ? listOf(team, 'members') : listOf(whole, 'team');
  return [
    contractSheet(whole),
    sheetOf(sheetNames.datasets, datasetColumns, datasets.map(datasetRow)),
    sheetOf(
      sheetNames.fields,
      fieldColumns,
      fields.map(({ at, element }) => ({ ...at, ...fieldRow(element, hasEnum) })),
    ),
    sheetOf(
      sheetNames.quality,
      qualityColumns,
      places
        .slice(1)
        .flatMap(({ at, element }) =>
          listOf(isAllowedRule(element, hasEnum), 'quality').map((rule) => ({ ...at, ...rule })),
        ),
    ),
    sheetOf(sheetNames.sla, slaColumns, listOf(whole, 'slaProperties')),
    sheetOf(sheetNames.team, teamColumns, members),
    sheetOf(sheetNames.roles, roleColumns, listOf(whole, 'roles')),
    sheetOf(sheetNames.support, supportColumns, listOf(whole, 'support')),
    sheetOf(
      sheetNames.custom,
      customColumns,
      places.flatMap(({ at, element }) => customRows(at, element)),
    ),
  ];
}

function placeOf(dataset: JsonObject, path?: string): Row {
  return {
    dataset: typeof dataset.name === 'string' ? dataset.name : '',
    ...(path === undefined ? {} : { path }),
  };
}

/** Single values by name, one level of mappings with a dot; what goes deeper is JSON. */
function contractSheet(whole: JsonObject) {
  const rows = Object.entries(whole)
    .filter(([name]) => !rootLists.includes(name))
    .flatMap(([name, value]): readonly Row[] =>
      isJsonObject(value) && name !== 'context'
        ? Object.entries(value).map(([inner, each]) => ({
            property: `${name}.${inner}`,
            value: each,
          }))
        : [{ property: name, value }],
    );
  const team = member(whole, 'team');
  const teamRows: Row[] = isJsonObject(team)
    ? Object.entries(without(team, 'members')).map(([name, value]) => ({
        property: `team.${name}`,
        value,
      }))
    : isJsonArray(team)
      ? [{ property: 'team', value: 'list' }]
      : [];
  const sheet = sheetOf(sheetNames.contract, contractColumns, [...rows, ...teamRows]);
  return { ...sheet, choices: [] };
}

function datasetRow(dataset: JsonObject): Row {
  const { properties: _p, quality: _q, customProperties: _c, ...row } = dataset;
  return row;
}

/** Entries of customProperties that have a column of the sheet Fields. */
const fieldEntries = ['unit', 'identifier'];

function fieldRow(element: JsonObject, hasEnum: boolean): Row {
  const { name: _n, properties: _p, items: _i, quality: _q, customProperties, ...rest } = element;
  const { logicalTypeOptions, enum: list, ...row } = rest;
  const options = isJsonObject(logicalTypeOptions) ? Object.entries(logicalTypeOptions) : [];
  const entries = (isJsonArray(customProperties) ? customProperties : []).filter(isFieldEntry);
  const allowed = allowedIn(element, hasEnum);
  return {
    ...row,
    ...(list === undefined || allowed !== undefined ? {} : { enum: list }),
    ...(allowed === undefined ? {} : { allowed: [...allowed.values] }),
    ...Object.fromEntries(
      options.map(([option, value]) => [
        optionColumns.includes(option) ? option : `option: ${option}`,
        value,
      ]),
    ),
    ...Object.fromEntries(entries.map((entry) => [String(entry.property), entry.value ?? null])),
  };
}

function isFieldEntry(entry: Json): entry is JsonObject {
  return (
    isJsonObject(entry) &&
    fieldEntries.includes(String(entry.property)) &&
    Object.keys(entry).sort().join() === 'property,value' &&
    entry.value !== null
  );
}

/** The allowed values where they say nothing but values, in the contract's own style. */
function allowedIn(element: JsonObject, hasEnum: boolean) {
  const allowed = allowedValues(element);
  if (allowed === undefined) return undefined;
  const isEnum = member(element, 'enum') !== undefined;
  if (isEnum !== hasEnum) return undefined;
  return isEnum && member(allowed.rest(element), 'enum') !== undefined ? undefined : allowed;
}

function isAllowedRule(element: JsonObject, hasEnum: boolean): JsonObject {
  const allowed = hasEnum ? undefined : allowedIn(element, hasEnum);
  return allowed === undefined ? element : allowed.rest(element);
}

function customRows(at: Row, element: JsonObject): readonly Row[] {
  const isField = at.path !== undefined;
  return listOf(element, 'customProperties')
    .filter((entry) => !(isField && isFieldEntry(entry)))
    .filter((entry) => entry.property !== 'payloadSchema')
    .map((entry) => ({ ...at, ...entry }));
}

function listOf(parent: JsonObject, name: string): readonly JsonObject[] {
  const list = member(parent, name);
  return isJsonArray(list) ? list.filter(isJsonObject) : [];
}
