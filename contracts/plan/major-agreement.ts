import type { Place } from '../finding.ts';
import type { Dataset } from '../model/dataset.ts';
import type { Field, Treatment } from '../model/field.ts';
import type { FieldType } from '../model/field-type.ts';
import type { Tag } from '../model/tag.ts';
import type { DatasetGroup, StreamMember } from './dataset-group.ts';
import { unitText } from './field-text.ts';
import { EVERY_ELEMENT } from './personal-fields.ts';

/** What the majors of one stream have to say alike, as their rows stand in one table. */
export interface Disagreement {
  readonly group: DatasetGroup;
  readonly kind: 'change' | 'personal' | 'register' | 'unit';
  /** Of the later major. */
  readonly place: Place;
  /** The member, where one is meant. */
  readonly member?: string;
  readonly kept: string;
  readonly refused: string;
  readonly major: number;
}

/** Where a later major contradicts the lowest in what only one can be right about. */
export function disagreements(
  group: DatasetGroup,
  members: readonly StreamMember[],
): readonly Disagreement[] {
  const [first, ...later] = members;
  if (first === undefined) return [];
  return later.flatMap((member) => {
    const common = { group, major: member.contract.major };
    const { stream } = member.dataset.source;
    return [
      ...personalDisagreements(first.dataset, member.dataset),
      ...(stream.class === 'event'
        ? changeDisagreements(first.dataset, member.dataset)
        : [...registerDisagreements(first, member), ...unitDisagreements(first, member)]),
    ].map((one) => ({ ...common, ...one }));
  });
}

type Found = Omit<Disagreement, 'group' | 'major'>;

function changeDisagreements(a: Dataset, b: Dataset): readonly Found[] {
  if (a.change === b.change) return [];
  return [{ kind: 'change', place: b.place, kept: a.change, refused: b.change }];
}

function registerDisagreements(a: StreamMember, b: StreamMember): readonly Found[] {
  const [kept, refused] = [a.dataset.source.tags, b.dataset.source.tags];
  if (registerText(kept) === registerText(refused)) return [];
  const place = b.dataset.source.stream.place;
  return [{ kind: 'register', place, kept: registerName(kept), refused: registerName(refused) }];
}

/** What a register says, wherever it is written. */
function registerText(tags: readonly Tag[]): string {
  return JSON.stringify(tags.map(({ place: _, ...said }) => said));
}

function registerName(tags: readonly Tag[]): string {
  return tags[0]?.place.file ?? 'no register';
}

function unitDisagreements(a: StreamMember, b: StreamMember): readonly Found[] {
  const [before, after] = [valueField(a), valueField(b)];
  const kept = before?.unit === undefined ? undefined : unitText(before.unit);
  const refused = after?.unit === undefined ? 'no unit' : unitText(after.unit);
  if (after === undefined || kept === undefined || kept === refused) return [];
  return [{ kind: 'unit', place: after.place, member: after.name, kept, refused }];
}

/** The member that holds a sample's value. */
export function valueField({ dataset }: StreamMember): Field | undefined {
  const { stream } = dataset.source;
  if (stream.class !== 'sensor') return undefined;
  return dataset.fields.find(({ name }) => name === stream.series.value);
}

/** Members that one major names as personal and the other does not, or treats in another way. */
function personalDisagreements(a: Dataset, b: Dataset): readonly Found[] {
  const [before, after] = [saidOf(a), saidOf(b)];
  const differing = [...after].filter(([path, { text }]) => {
    const kept = before.get(path);
    return kept !== undefined && kept.text !== text;
  });
  return differing
    .filter(([path]) => !differing.some(([around]) => path.startsWith(`${around}.`)))
    .map(([path, { text, place }]) => ({
      kind: 'personal',
      place,
      member: path,
      kept: before.get(path)?.text ?? '',
      refused: text,
    }));
}

interface Said {
  readonly text: string;
  readonly place: Place;
}

function saidOf({ fields }: Dataset): ReadonlyMap<string, Said> {
  const said = new Map<string, Said>();
  for (const field of fields) addSaid(field, [], said);
  return said;
}

function addSaid(field: Field, around: readonly string[], said: Map<string, Said>): void {
  const path = [...around, field.name];
  const key = path.join('.');
  if (!said.has(key)) said.set(key, { text: personalText(field), place: field.place });
  addInside(field.type, path, said);
}

function addInside(type: FieldType, path: readonly string[], said: Map<string, Said>): void {
  switch (type.kind) {
    case 'object':
      for (const field of type.fields) addSaid(field, path, said);
      return;
    case 'union':
      for (const field of type.branches.flatMap(({ fields }) => fields)) addSaid(field, path, said);
      return;
    case 'array':
      addInside(type.items, [...path, EVERY_ELEMENT], said);
      return;
    default:
  }
}

const TREATED: Readonly<Record<Treatment, string>> = {
  drop: 'personal and left out',
  pseudonymise: 'personal and pseudonymised',
  encrypt: 'personal and encrypted',
};

function personalText({ classification, treatment }: Field): string {
  if (treatment !== undefined) return TREATED[treatment];
  return classification === 'personal' ? 'personal and kept as it is' : 'not personal';
}
