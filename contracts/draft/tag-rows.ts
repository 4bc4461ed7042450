import { tagIdOf } from './draft-names.ts';
import { unitOfName } from './unit-of-name.ts';

/** One row of a tag register; all but the alias may be unknown. */
export interface DraftTag {
  readonly id?: string;
  readonly alias: string;
  readonly description?: string;
  /** UCUM code. */
  readonly unit?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  /** ISO 8601 duration. */
  readonly sampling?: string;
  /** RFC 3339 with offset. */
  readonly validFrom?: string;
}

const tagColumns = 'id,alias,description,unit,minimum,maximum,sampling,valid_from';

/** The text of `tags.csv`; ids that are not given are made from the aliases, each only once. */
export function tagRegister(tags: readonly DraftTag[]): string {
  const taken = new Set(tags.flatMap(({ id }) => id ?? []));
  const rows = tags.map((tag) => {
    const id = tag.id ?? freeId(tagIdOf(tag.alias), taken);
    taken.add(id);
    const unit = tag.unit ?? unitOfName(tag.alias);
    const { alias, description, minimum, maximum, sampling, validFrom } = tag;
    return [id, alias, description, unit, minimum, maximum, sampling, validFrom].map(csvCell);
  });
  return `${[tagColumns, ...rows.map((row) => row.join(','))].join('\n')}\n`;
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
}

/** RFC 4180; line breaks of a description become spaces, since one tag is one line of a review. */
function csvCell(text: string | undefined): string {
  const line = (text ?? '')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 4_000);
  return /[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}
