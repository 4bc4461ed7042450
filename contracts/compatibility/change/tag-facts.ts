import type { Tag } from '../../model/tag.ts';
import { unitText } from '../../plan/field-text.ts';
import type { ChangeFact } from './change-fact.ts';
import { type DatasetPair, datasetSubject } from './compared.ts';
import { rangeChange, rangeText } from './numeric-range.ts';
import { isSameData, saysTheSame } from './same-meaning.ts';
import { type FactBody, stated } from './stated-fact.ts';
import { samplingFact } from './stream-facts.ts';
import { spotAt } from './written-place.ts';

/** What differs in the register of a sensor stream: what is valid last, by tag. */
export function tagFacts(pair: DatasetPair): readonly ChangeFact[] {
  const { previous, current, contracts } = pair;
  const old = rowsById(previous.source.kind === 'stream' ? previous.source.tags : []);
  const now = rowsById(current.source.kind === 'stream' ? current.source.tags : []);
  const facts: ChangeFact[] = [];
  const subject = (tag: string) => ({ ...datasetSubject(pair), tag });
  for (const [id, rows] of now) {
    const before = old.get(id);
    const [was, is] = [before?.at(-1), rows.at(-1)];
    if (is === undefined) continue;
    const at = spotAt(contracts.after, is.place);
    if (before === undefined || was === undefined) {
      facts.push(stated(subject(id), at, { kind: 'tag-added' }));
      continue;
    }
    if (saysTheSame(before, rows)) continue;
    const bodies = [...lostAliases(id, before, rows), ...rowFacts(was, is, rows)];
    const isOlder = !isSameData(before.map(saying).slice(0, -1), rows.map(saying).slice(0, -1));
    const all = isOlder
      ? [...bodies, { kind: 'tag-text-changed', what: 'an earlier row' } as const]
      : bodies;
    facts.push(...all.map((body) => stated(subject(id), at, body, was.place)));
  }
  for (const [id, rows] of old) {
    const [first] = rows;
    if (now.has(id) || first === undefined) continue;
    const at = spotAt(contracts.after, current.place);
    facts.push(stated(subject(id), at, { kind: 'tag-removed' }, first.place));
  }
  return facts;
}

/** A row without its place. */
function saying({ place: _, ...row }: Tag) {
  return row;
}

function rowsById(tags: readonly Tag[]): ReadonlyMap<string, readonly Tag[]> {
  const byId = new Map<string, Tag[]>();
  for (const tag of tags) {
    const rows = byId.get(tag.id);
    if (rows === undefined) byId.set(tag.id, [tag]);
    else rows.push(tag);
  }
  return byId;
}

/** What the source calls the tag is known as long as a row holds it, however old. */
function lostAliases(
  id: string,
  before: readonly Tag[],
  after: readonly Tag[],
): readonly FactBody[] {
  const held = new Set([id, ...after.map(({ alias }) => alias)]);
  const old = new Set(before.map(({ alias }) => alias).filter((alias) => alias !== ''));
  const now = after.at(-1)?.alias;
  const latest = now === undefined || now === '' ? {} : { now };
  return [...old].flatMap((alias) =>
    held.has(alias) ? [] : [{ kind: 'tag-alias-lost', alias, ...latest }],
  );
}

function rowFacts(before: Tag, after: Tag, rows: readonly Tag[]): readonly FactBody[] {
  const facts: FactBody[] = [];
  const isKept = before.alias === '' || rows.some(({ alias }) => alias === before.alias);
  if (before.alias !== after.alias && isKept) {
    facts.push({ kind: 'tag-renamed', before: before.alias, after: after.alias });
  }
  if (!isSameData(before.unit, after.unit)) {
    const text = ({ unit }: Tag) => (unit === undefined ? 'no unit' : unitText(unit));
    facts.push({ kind: 'tag-unit-changed', before: text(before), after: text(after) });
  }
  const direction = rangeChange(bounds(before), bounds(after), false);
  if (direction !== undefined) {
    const texts = { before: rangeText(bounds(before)), after: rangeText(bounds(after)) };
    facts.push({ kind: 'tag-range-changed', direction, ...texts });
  }
  if (before.description !== after.description) {
    facts.push({ kind: 'tag-text-changed', what: 'description' });
  }
  if (before.samplingMs !== after.samplingMs) {
    facts.push(samplingFact(before.samplingMs, after.samplingMs));
  }
  if (before.validFrom !== after.validFrom) {
    facts.push({ kind: 'tag-text-changed', what: 'the time from which it holds' });
  }
  return facts;
}

function bounds({ minimum, maximum }: Tag) {
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}
