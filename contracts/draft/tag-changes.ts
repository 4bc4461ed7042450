import type { DraftTag } from './tag-rows.ts';

/** What an import of the list a second time would do to the register. */
export interface TagChanges {
  /** The rows of the register after it, older rows kept. */
  readonly rows: readonly DraftTag[];
  /** Lines of a difference: `+ cs_pv …`, `~ ml_pv unit mm → cm`, `- old_tag …`. */
  readonly lines: readonly string[];
  /** Tags whose meaning changed but for which nobody said since when: they keep their old row. */
  readonly waiting: readonly string[];
}

/** A change of these means that older samples are to be read differently. */
const meaning = ['unit', 'minimum', 'maximum'] as const;
/** A change of these does not. */
const wording = ['description', 'sampling'] as const;

/**
 * Lays a list over the register that stands. The id of a tag stays: it is found by alias, or by id
 * where the alias is new (a rename). What changes the meaning becomes a new row from `validFrom` on.
 */
export function changedRegister(
  standing: readonly DraftTag[],
  listed: readonly DraftTag[],
  validFrom: string | undefined,
): TagChanges {
  const newest = newestById(standing);
  const byAlias = new Map([...newest.values()].map((tag) => [tag.alias, tag] as const));
  const rows = [...standing];
  const lines: string[] = [];
  const waiting: string[] = [];
  const found = new Set<string | undefined>();
  for (const tag of listed) {
    const before = byAlias.get(tag.alias) ?? newest.get(tag.id ?? '');
    if (before === undefined) {
      rows.push(tag);
      lines.push(`+ ${tag.id} (${tag.alias})`);
      continue;
    }
    found.add(before.id);
    const after = {
      ...before,
      ...stated(tag),
      ...(before.id === undefined ? {} : { id: before.id }),
    };
    const changes = differences(before, after);
    if (changes.length === 0) continue;
    lines.push(`~ ${before.id}: ${changes.map(({ text }) => text).join(', ')}`);
    if (!changes.some(({ isMeaning }) => isMeaning)) {
      rows[rows.indexOf(before)] = after;
    } else if (validFrom === undefined) {
      waiting.push(before.id ?? before.alias);
    } else {
      rows.splice(rows.indexOf(before) + 1, 0, { ...after, validFrom });
    }
  }
  for (const [id, tag] of newest) {
    if (!found.has(id))
      lines.push(
        `- ${id} (${tag.alias}) is not in the list; its row stays, since samples have its id`,
      );
  }
  return { rows, lines, waiting };
}

function newestById(tags: readonly DraftTag[]): ReadonlyMap<string, DraftTag> {
  const newest = new Map<string, DraftTag>();
  for (const tag of tags) {
    const id = tag.id ?? tag.alias;
    const known = newest.get(id);
    if (known === undefined || start(tag) >= start(known)) newest.set(id, tag);
  }
  return newest;
}

function start({ validFrom }: DraftTag): number {
  return validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(validFrom);
}

/** What the list says; silence changes nothing. */
function stated(tag: DraftTag): Partial<DraftTag> {
  const { id, validFrom, ...said } = tag;
  return said;
}

function differences(
  before: DraftTag,
  after: DraftTag,
): readonly { readonly text: string; readonly isMeaning: boolean }[] {
  const changed = (name: 'alias' | (typeof meaning)[number] | (typeof wording)[number]) => {
    const isSame = before[name] === after[name] || isSameNumber(before[name], after[name]);
    return isSame ? [] : [`${name} ${before[name] ?? 'none'} → ${after[name] ?? 'none'}`];
  };
  return [
    ...[...meaning, 'alias' as const].flatMap(changed).map((text) => ({ text, isMeaning: true })),
    ...wording.flatMap(changed).map((text) => ({ text, isMeaning: false })),
  ];
}

function isSameNumber(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && /\d/.test(a + b) && Number(a) === Number(b);
}
