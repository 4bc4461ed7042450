import type { Json } from '../../source/json.ts';
import { isJsonArray, type JsonObject, objectOf } from '../../source/json-schema/json-object.ts';
import type { Loss } from '../loss.ts';
import { allowedValuesRule } from '../property-schema.ts';
import { styleOf } from '../whole-contract.ts';
import { FieldTree } from './field-path.ts';
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
import { type Column, entriesOf, type Row, type RowRead } from './table.ts';
import type { Sheet, Workbook } from './workbook.ts';

export interface WorkbookContract {
  readonly contract: JsonObject;
  /** Rows and sheets that belong to nothing. */
  readonly losses: readonly Loss[];
}

/** The contract of a workbook in the layout of `contractWorkbook`; undefined where it has none. */
export function contractOfWorkbook(workbook: Workbook): WorkbookContract | undefined {
  return new WorkbookReader(workbook).read();
}

class WorkbookReader {
  readonly #sheets: ReadonlyMap<string, Sheet>;
  readonly #losses: Loss[] = [];

  constructor(workbook: Workbook) {
    this.#sheets = new Map(workbook.map((sheet) => [sheet.name.trim().toLowerCase(), sheet]));
    const known = new Set(Object.values(sheetNames).map((name) => name.toLowerCase()));
    for (const { name } of workbook) {
      if (known.has(name.trim().toLowerCase())) continue;
      this.#lose(`sheet ${name}`, `sheet ${name}`, 'a contract has no such sheet');
    }
  }

  read(): WorkbookContract | undefined {
    const head = this.#entries('contract', contractColumns);
    const datasets = this.#entries('datasets', datasetColumns);
    const fields = this.#entries('fields', fieldColumns);
    if (head.length === 0 && datasets.length === 0 && fields.length === 0) return undefined;
    const { team, ...root } = this.#root(head);
    const { hasEnum } = styleOf(root);
    const custom = this.#places('custom', customColumns);
    const quality = this.#places('quality', qualityColumns);
    const trees = new Map<string, FieldTree>();
    for (const { number, entry } of fields) {
      const { dataset, path, ...row } = entry;
      const name = textOf(dataset);
      const tree = trees.get(name) ?? new FieldTree();
      trees.set(name, tree);
      const at = `${name}\n${textOf(path)}`;
      const element = fieldOf(row, hasEnum, quality.take(at), custom.take(at));
      if (!tree.add(textOf(path), element))
        this.#lose(
          `field ${textOf(path)}`,
          `sheet Fields, row ${number}`,
          'the field has no name, stands twice or is nested too deep',
        );
    }
    const named = new Set(datasets.map(({ entry }) => textOf(entry.name)));
    const unnamed = [...trees.keys()].filter((name) => !named.has(name)).map((name) => ({ name }));
    const schema = [...datasets.map(({ entry }) => entry), ...unnamed].map((row) => {
      const name = textOf(row.name);
      return {
        ...row,
        ...list('properties', trees.get(name)?.properties() ?? []),
        ...list('quality', quality.take(`${name}\n`)),
        ...list('customProperties', custom.take(`${name}\n`)),
      };
    });
    const contract: JsonObject = {
      ...root,
      ...list('schema', schema),
      ...list('slaProperties', this.#rows('sla', slaColumns)),
      ...this.#team(team),
      ...list('roles', this.#rows('roles', roleColumns)),
      ...list('support', this.#rows('support', supportColumns)),
      ...list('customProperties', custom.take('\n')),
    };
    for (const [sheet, places] of [
      ['Custom', custom],
      ['Quality', quality],
    ] as const) {
      for (const { at, number } of places.left())
        this.#lose(
          `row of ${at.replace('\n', '.')}`,
          `sheet ${sheet}, row ${number}`,
          'no such dataset or field',
        );
    }
    return { contract, losses: this.#losses };
  }

  #root(rows: readonly RowRead[]): JsonObject {
    const root = new Map<string, Json>();
    for (const { entry, number } of rows) {
      const name = textOf(entry.property);
      const [outer = '', inner] = name.split(/\.(.*)/s);
      const value = entry.value;
      if (name === '' || value === undefined) {
        if (name === '')
          this.#lose(
            'value without a property',
            `sheet Contract, row ${number}`,
            'it belongs to nothing',
          );
        continue;
      }
      if (inner === undefined)
        root.set(outer, outer === 'tags' && !isJsonArray(value) ? tagsOf(value) : value);
      else root.set(outer, { ...(root.get(outer) as JsonObject | undefined), [inner]: value });
    }
    return objectOf(root);
  }

  #team(head: Json | undefined): JsonObject {
    const members = this.#rows('team', teamColumns);
    if (head === 'list') return list('team', members);
    const team = typeof head === 'object' && head !== null && !isJsonArray(head) ? head : {};
    const whole = { ...team, ...list('members', members) };
    return Object.keys(whole).length === 0 ? {} : { team: whole };
  }

  #rows(sheet: keyof typeof sheetNames, columns: readonly Column[]): readonly Row[] {
    return this.#entries(sheet, columns).map(({ entry }) => entry);
  }

  #entries(sheet: keyof typeof sheetNames, columns: readonly Column[]): readonly RowRead[] {
    return entriesOf(this.#sheets.get(sheetNames[sheet].toLowerCase()), columns);
  }

  #places(sheet: keyof typeof sheetNames, columns: readonly Column[]): Places {
    return new Places(this.#entries(sheet, columns));
  }

  #lose(what: string, where: string, why: string): void {
    this.#losses.push({ what, where, became: 'nothing', why });
  }
}

/** Rows that say what they belong to, taken by whom they belong to. */
class Places {
  readonly #rows = new Map<string, { readonly number: number; readonly row: Row }[]>();

  constructor(entries: readonly RowRead[]) {
    for (const { number, entry } of entries) {
      const { dataset, path, ...row } = entry;
      const at = `${textOf(dataset)}\n${textOf(path)}`;
      this.#rows.set(at, [...(this.#rows.get(at) ?? []), { number, row }]);
    }
  }

  take(at: string): readonly Row[] {
    const rows = this.#rows.get(at) ?? [];
    this.#rows.delete(at);
    return rows.map(({ row }) => row);
  }

  left(): readonly { readonly at: string; readonly number: number }[] {
    return [...this.#rows].flatMap(([at, rows]) => rows.map(({ number }) => ({ at, number })));
  }
}

function fieldOf(
  row: Row,
  hasEnum: boolean,
  quality: readonly Row[],
  custom: readonly Row[],
): JsonObject {
  const options: [string, Json][] = [];
  const element: [string, Json][] = [];
  const entries: Row[] = [];
  const rules: Row[] = [];
  for (const [name, value] of Object.entries(row)) {
    const option =
      /^option: (.+)$/.exec(name)?.[1] ?? (optionColumns.includes(name) ? name : undefined);
    if (option !== undefined) options.push([option, value]);
    else if (name === 'unit' || name === 'identifier') entries.push({ property: name, value });
    else if (name === 'allowed' && isJsonArray(value)) {
      if (hasEnum) element.push(['enum', value.map((each) => ({ value: each }))]);
      else rules.push(allowedValuesRule(value));
    } else element.push([name, value]);
  }
  return {
    ...objectOf(element),
    ...(options.length === 0 ? {} : { logicalTypeOptions: objectOf(options) }),
    ...list('quality', [...rules, ...quality]),
    ...list('customProperties', [...entries, ...custom]),
  };
}

function list(name: string, items: readonly Json[]): JsonObject {
  return items.length === 0 ? {} : { [name]: items };
}

function tagsOf(value: Json): Json {
  return String(value)
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function textOf(value: Json | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}
