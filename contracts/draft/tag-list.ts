import type { TextTable } from './csv-table.ts';
import { tagIdOf } from './draft-names.ts';
import type { DraftTag } from './tag-rows.ts';
import { isNormalVolume, normalState, unitOfText } from './unit-of-name.ts';

/** What a column of an instrument list means for the register. */
export const tagMeanings = [
  'id',
  'alias',
  'description',
  'unit',
  'minimum',
  'maximum',
  'sampling',
  'valid_from',
] as const;
export type TagMeaning = (typeof tagMeanings)[number];

/** Header of the list by meaning. */
export type TagMapping = ReadonlyMap<TagMeaning, string>;

/** How people head these columns, in German and English; the earlier word counts more. */
const words: Readonly<Record<TagMeaning, readonly RegExp[]>> = {
  id: [/^(stable )?id$/, /^tundish id$/],
  alias: [
    /^(tag|tagname|tag name|alias|signal|signalname|signal name|symbol|kks|akz|messstelle|mess-stelle|messstellennummer|point|point name|item)$/,
    /(tag|signal|messstelle|variable|plc.?name|kanal|channel|bezeichner)/,
    /^name$/,
  ],
  description: [
    /^(description|desc|beschreibung|benennung|bezeichnung|klartext|text|kommentar|comment|langtext|long text)$/,
    /(descr|beschreib|bezeichnung|benennung|klartext|text)/,
  ],
  unit: [
    /^(unit|units|einheit|eu|engineering unit|eng\.? ?unit|dim|dimension|maßeinheit|masseinheit)$/,
    /(einheit|\bunit)/,
  ],
  minimum: [
    /^(min|minimum|lo|low|range low|lrv|von|anfang|messbereich von|mb anfang|mba|untergrenze|eu ?lo|range min|min range)$/,
    /(\bmin\b|\blow\b|anfang|\bvon\b|untere)/,
  ],
  maximum: [
    /^(max|maximum|hi|high|range high|urv|bis|ende|messbereich bis|mb ende|mbe|obergrenze|eu ?hi|range max|max range)$/,
    /(\bmax\b|\bhigh\b|\bende\b|\bbis\b|obere)/,
  ],
  sampling: [
    /^(sampling|sampling rate|scan|scan rate|cycle|cycle time|abtastung|abtastrate|abtastzeit|zyklus|zykluszeit|period)(?: \[?(ms|s)\]?)?$/,
    /(abtast|zyklus|sampling|scan|cycle)/,
  ],
  valid_from: [
    /^(valid from|valid_from|gültig ab|gueltig ab|seit|since)$/,
    /(valid|gültig|gueltig)/,
  ],
};

/** Alarm limits and addresses look like ranges and names, and are neither. */
const misleading = /(alarm|warn|adress|address|\bio\b|slot|\bhh\b|\bll\b|\bsp\b|setpoint|sollwert)/;

/** The likeliest meaning of each column; no header means two things. */
export function guessMapping(header: readonly string[]): TagMapping {
  const mapping = new Map<TagMeaning, string>();
  const taken = new Set<string>();
  const depth = Math.max(...Object.values(words).map((each) => each.length));
  for (let level = 0; level < depth; level += 1) {
    for (const meaning of tagMeanings) {
      const word = words[meaning][level];
      if (word === undefined || mapping.has(meaning)) continue;
      const found = header.find((cell) => !taken.has(cell) && matches(cell, word));
      if (found === undefined) continue;
      mapping.set(meaning, found);
      taken.add(found);
    }
  }
  return mapping;
}

function matches(cell: string, word: RegExp): boolean {
  const text = cell
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .trim();
  return word.test(text) && !misleading.test(text);
}

/** A row of the list as a tag, and what of it could not be taken. */
export interface ReadTag {
  readonly tag: DraftTag;
  readonly problems: readonly {
    readonly column: string;
    readonly text: string;
    /** What is left of it; nothing where absent. */
    readonly became?: string;
    readonly why: string;
  }[];
}

/** The tags of a list; rows without an alias and repeats of an alias are left out. */
export function tagsOf(
  table: TextTable,
  mapping: TagMapping,
): {
  readonly tags: readonly ReadTag[];
  readonly nameless: number;
  readonly repeated: readonly string[];
} {
  const tags: ReadTag[] = [];
  const seen = new Set<string>();
  const repeated: string[] = [];
  let nameless = 0;
  for (const row of table.rows) {
    const read = tagOf(table, row, mapping);
    const alias = read?.tag.alias;
    if (read === undefined || alias === undefined) nameless += 1;
    else if (seen.has(alias)) repeated.push(alias);
    else {
      seen.add(alias);
      tags.push(read);
    }
  }
  return { tags, nameless, repeated };
}

function tagOf(table: TextTable, row: readonly string[], mapping: TagMapping): ReadTag | undefined {
  const problems: { column: string; text: string; became?: string; why: string }[] = [];
  const cell = (meaning: TagMeaning): string | undefined => {
    const header = mapping.get(meaning);
    const text = header === undefined ? undefined : row[table.header.indexOf(header)]?.trim();
    return text === '' ? undefined : text;
  };
  const taken = (meaning: TagMeaning, read: (text: string) => string | undefined, why: string) => {
    const text = cell(meaning);
    const value = text === undefined ? undefined : read(text);
    if (text !== undefined && value === undefined)
      problems.push({ column: mapping.get(meaning) ?? meaning, text, why });
    return value;
  };
  const alias = cell('alias') ?? cell('id');
  if (alias === undefined) return undefined;
  const id = cell('id');
  const unit = taken('unit', unitOfText, 'it is no unit that UCUM knows');
  const written = cell('unit');
  const isNormal = written !== undefined && isNormalVolume(written);
  if (isNormal)
    problems.push({
      column: mapping.get('unit') ?? 'unit',
      text: written,
      became: `${unit ?? 'nothing'}, with the state in the description`,
      why: 'UCUM has no normal cubic metre',
    });
  const range = {
    minimum: taken('minimum', (text) => decimal(text, table.decimalComma), noNumber),
    maximum: taken('maximum', (text) => decimal(text, table.decimalComma), noNumber),
  };
  const isReversed =
    range.minimum !== undefined &&
    range.maximum !== undefined &&
    Number(range.minimum) > Number(range.maximum);
  if (isReversed)
    problems.push({
      column: mapping.get('minimum') ?? 'minimum',
      text: `${range.minimum}..${range.maximum}`,
      why: 'the minimum is above the maximum',
    });
  const sampling = taken(
    'sampling',
    (text) => duration(text, mapping.get('sampling') ?? '', table.decimalComma),
    'it is no duration',
  );
  const validFrom = taken('valid_from', instant, 'it is no time with an offset');
  const told = cell('description');
  const description = isNormal ? `${told ?? alias} (at ${normalState})` : told;
  return {
    tag: {
      id: tagIdOf(id ?? alias),
      alias: alias.slice(0, 120),
      ...(description === undefined ? {} : { description }),
      ...(unit === undefined ? {} : { unit }),
      ...(range.minimum === undefined || isReversed ? {} : { minimum: range.minimum }),
      ...(range.maximum === undefined || isReversed ? {} : { maximum: range.maximum }),
      ...(sampling === undefined ? {} : { sampling }),
      ...(validFrom === undefined ? {} : { validFrom }),
    },
    problems,
  };
}

const noNumber = 'it is no number';

function decimal(text: string, decimalComma: boolean): string | undefined {
  const plain = text.replace(/[\s']/g, '');
  const value =
    decimalComma || /^[-+]?\d+,\d+$/.test(plain)
      ? plain.replace(/\.(?=\d{3}(\D|$))/g, '').replace(',', '.')
      : plain;
  return /^[-+]?\d{1,30}(\.\d{1,30})?$/.test(value) ? value.replace(/^\+/, '') : undefined;
}

/** `500 ms`, `1s`, `0,5 s`, `PT1S`; a bare number in the unit of the header, seconds otherwise. */
function duration(text: string, header: string, decimalComma: boolean): string | undefined {
  if (/^PT?\d[\dA-Z.]*$/.test(text)) return text;
  const [, digits = '', written = ''] = /^([\d.,]+)\s*(ms|s|sec|min|h)?$/i.exec(text.trim()) ?? [];
  const value = Number(decimal(digits, decimalComma) ?? Number.NaN);
  if (!Number.isFinite(value) || value <= 0) return undefined;
  const unit = (written || /\b(ms|min|h|s)\b/i.exec(header)?.[1] || 's').toLowerCase();
  if (unit === 'ms') return `PT${trimmed(value / 1000)}S`;
  if (unit === 'min') return `PT${trimmed(value)}M`;
  if (unit === 'h') return `PT${trimmed(value)}H`;
  return `PT${trimmed(value)}S`;
}

function trimmed(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function instant(text: string): string | undefined {
  const day = /^(\d{4}-\d\d-\d\d)$/.exec(text)?.[1];
  if (day !== undefined) return `${day}T00:00:00Z`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? text : undefined;
}
