import { compareText } from '../finding.ts';
import type { Tag } from '../model/tag.ts';
import { unitText } from './field-text.ts';
import { indexName, registerName } from './names.ts';
import type { Table, ViewColumn } from './plan.ts';
import { PRESENT, referenceColumn, referenceTable } from './reference-table.ts';

/** The tag register of a sensor dataset: a row per tag and period. */
export function registerTable(samples: string, dataset: string, tags: readonly Tag[]): Table {
  const name = registerName(samples);
  return referenceTable({
    store: 'metrics',
    name,
    comment: `Tags of ${dataset}: name at the source, unit and range, and when each is valid.`,
    columns: [
      referenceColumn('tag', 'text', 'Stable id; a rename or recalibration does not change it.'),
      referenceColumn('position', 'integer', 'Number of the row among those of its tag, from 1.'),
      referenceColumn('alias', 'text', 'The name under which the source sends it.'),
      referenceColumn('description', 'text', 'What is measured.', 'nullable'),
      referenceColumn('unit', 'text', 'UCUM code, and what the code does not say.', 'nullable'),
      referenceColumn('minimum', 'numeric', 'Lowest plausible value.', 'nullable'),
      referenceColumn('maximum', 'numeric', 'Highest plausible value.', 'nullable'),
      referenceColumn('sampling', 'text', 'Nominal spacing, an ISO 8601 duration.', 'nullable'),
      referenceColumn('valid_from', 'timestamptz', 'Empty: since ever.', 'nullable'),
      referenceColumn('valid_until', 'timestamptz', 'Empty: until now.', 'nullable'),
    ],
    key: ['tag', 'position'],
    indexes: [
      { name: indexName(name, 'alias'), elements: ['"alias"', '"valid_from"'], where: PRESENT },
    ],
    values: registerRows(tags),
  });
}

/** What the register says of a tag at a sample's time, as columns of the history view. */
export const REGISTERED = ['alias', 'unit', 'minimum', 'maximum'] as const;

/** The unit that all rows of a register have; undefined where they differ or say none. */
export function sharedUnit(tags: readonly Tag[]): string | undefined {
  const units = new Set(tags.map(({ unit }) => (unit === undefined ? undefined : unitText(unit))));
  const [only] = units;
  return units.size === 1 ? only : undefined;
}

/** The column with the register's unit, where it names none of its own. */
export function withUnit(column: ViewColumn, unit: string | undefined): ViewColumn {
  if (unit === undefined || column.unit !== undefined) return column;
  const text = column.comment?.endsWith(']') ? `${column.comment}.` : column.comment;
  return { ...column, unit, comment: text === undefined ? `[${unit}]` : `${text} [${unit}]` };
}

function registerRows(tags: readonly Tag[]): readonly (readonly (string | null)[])[] {
  const byId = new Map<string, Tag[]>();
  for (const tag of tags) byId.set(tag.id, [...(byId.get(tag.id) ?? []), tag]);
  return [...byId]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([id, rows]) => {
      const ordered = [...rows].sort((a, b) => startOf(a) - startOf(b));
      return ordered.map((tag, index) => [
        id,
        String(index + 1),
        tag.alias,
        tag.description ?? null,
        tag.unit === undefined ? null : unitText(tag.unit),
        tag.minimum ?? null,
        tag.maximum ?? null,
        tag.samplingMs === undefined ? null : `PT${tag.samplingMs / 1000}S`,
        tag.validFrom ?? null,
        ordered[index + 1]?.validFrom ?? null,
      ]);
    });
}

function startOf({ validFrom }: Tag): number {
  return validFrom === undefined ? Number.MIN_SAFE_INTEGER : Date.parse(validFrom);
}
