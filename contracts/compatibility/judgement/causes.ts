import type { ChangeFact, FactKind } from '../change/change-fact.ts';

/** A change that somebody made, and the facts that follow from it. */
export interface Cause {
  readonly fact: ChangeFact;
  readonly consequences: readonly ChangeFact[];
}

/**
 * Facts by cause: a field that is gone takes its column, its view's column and its own members with it,
 * and a person hears of it once. In the order given, causes only.
 */
export function causesOf(facts: readonly ChangeFact[]): readonly Cause[] {
  const ranked = [...facts].sort((a, b) => rankOf(a) - rankOf(b));
  const taken = new Set<ChangeFact>();
  const causes = new Map<ChangeFact, ChangeFact[]>();
  for (const fact of ranked) {
    if (taken.has(fact)) continue;
    const consequences: ChangeFact[] = [];
    causes.set(fact, consequences);
    if (explains(fact) === undefined) continue;
    for (const other of ranked) {
      if (other === fact || taken.has(other) || causes.has(other) || !isCausedBy(other, fact)) {
        continue;
      }
      taken.add(other);
      consequences.push(other);
    }
  }
  return facts.flatMap((fact) => {
    const consequences = causes.get(fact);
    return consequences === undefined ? [] : [{ fact, consequences }];
  });
}

/** The wider a change, the earlier it is asked what follows from it. */
const ranks: readonly FactKind[] = [
  'contract-removed',
  'contract-added',
  'major-added',
  'calendar-removed',
  'calendar-added',
  'calendar-changed',
  'input-port-removed',
  'input-port-added',
  'role-removed',
  'role-added',
  'dataset-removed',
  'dataset-added',
  'class-changed',
  'change-changed',
  'key-changed',
  'event-key-changed',
  'series-changed',
  'revision-changed',
  'cancelled-changed',
  'topic-changed',
  'field-renamed',
  'field-moved',
  'field-removed',
  'field-added',
  'branch-removed',
  'branch-added',
  'type-changed',
  'unit-changed',
  'tag-unit-changed',
  'tag-renamed',
  'tag-alias-lost',
  'column-moved',
  'classification-changed',
  'treatment-changed',
  'format-changed',
  'range-changed',
  'length-changed',
  'values-changed',
  'requirement-changed',
  'nullability-changed',
  'view-removed',
  'view-added',
  'view-column-removed',
  'view-column-type-changed',
  'view-column-nullability-changed',
  'view-rows-changed',
];

const rankByKind = new Map(ranks.map((kind, rank) => [kind, rank]));

function rankOf(fact: ChangeFact): number {
  const { kind, subject } = fact;
  const object = 'object' in fact ? fact.object : undefined;
  // Of two fields, the outer one first.
  const depth = (subject.field?.split('.').length ?? 0) / 1_000;
  const isHistory = object !== undefined && /_history_v\d+$/.test(object);
  if (isHistory) return (rankByKind.get(kind) ?? ranks.length) + 0.5;
  return (rankByKind.get(kind) ?? ranks.length) + depth;
}

type Follows = (other: ChangeFact, cause: ChangeFact) => boolean;

const everything: Follows = () => true;

const rows: readonly FactKind[] = ['view-rows-changed', 'table-key-changed'];
const grants: readonly FactKind[] = ['grant-added', 'grant-removed'];
const facets: readonly FactKind[] = [
  'values-changed',
  'range-changed',
  'length-changed',
  'pattern-changed',
  'format-changed',
];
const atTheWire: readonly FactKind[] = [
  'topic-changed',
  'event-key-changed',
  'event-time-changed',
  'version-pointer-changed',
  'series-changed',
  'sampling-changed',
  'change-changed',
  'key-changed',
  'revision-changed',
  'cancelled-changed',
  'tag-added',
  'tag-removed',
  'tag-alias-lost',
  ...rows,
];

function oneOf(...kinds: readonly FactKind[]): Follows {
  return (other) => kinds.includes(other.kind);
}

const follows: Readonly<Partial<Record<FactKind, Follows>>> = {
  'contract-removed': everything,
  'contract-added': everything,
  'major-added': everything,
  'calendar-removed': isOfCalendar,
  'calendar-added': isOfCalendar,
  'calendar-changed': isOfCalendar,
  'input-port-removed': oneOf(...grants),
  'input-port-added': oneOf(...grants),
  'role-removed': isOfRole,
  'role-added': isOfRole,
  'dataset-removed': everything,
  'dataset-added': everything,
  'class-changed': (other) => atTheWire.includes(other.kind) || isOfPlan(other),
  'change-changed': (other, cause) =>
    rows.includes(other.kind) ||
    oneOf('revision-changed', 'cancelled-changed')(other, cause) ||
    (other.kind === 'key-changed' && [other.before, other.after].some(isNone)) ||
    (isOfPlan(other) && /_history_v\d+$/.test('object' in other ? other.object : '')),
  'key-changed': oneOf(...rows),
  'event-key-changed': oneOf(...rows),
  'series-changed': oneOf(...rows),
  'revision-changed': oneOf(...rows),
  'cancelled-changed': oneOf(...rows),
  'topic-changed': oneOf('queue-renamed'),
  'field-renamed': (other, cause) => isOfField(other, cause),
  'field-moved': (other, cause) => isOfField(other, cause),
  'field-removed': (other, cause) => isOfField(other, cause),
  'field-added': (other, cause) => isOfField(other, cause),
  'branch-removed': isColumnOfField,
  'branch-added': isColumnOfField,
  'unit-changed': (other, cause) =>
    oneOf('range-changed', 'column-moved')(other, cause) && isSameField(other, cause),
  'column-moved': isColumnOfField,
  'tag-unit-changed': (other, cause) =>
    other.kind === 'tag-range-changed' && other.subject.tag === cause.subject.tag,
  'tag-renamed': (other, cause) =>
    other.kind === 'tag-text-changed' && other.subject.tag === cause.subject.tag,
  'tag-alias-lost': (other, cause) =>
    other.kind === 'tag-text-changed' && other.subject.tag === cause.subject.tag,
  'type-changed': (other, cause) =>
    (isSameField(other, cause) && (facets.includes(other.kind) || other.kind === 'column-moved')) ||
    isColumnOfField(other, cause) ||
    (cause.kind === 'type-changed' && cause.shape && isOfField(other, cause, 'unit too')),
  'classification-changed': (other, cause) =>
    other.kind === 'treatment-changed' && isSameField(other, cause),
  'treatment-changed': isColumnOfField,
  'format-changed': isColumnOfField,
  'range-changed': isColumnOfField,
  'length-changed': isColumnOfField,
  'values-changed': isColumnOfField,
  'requirement-changed': isNullabilityOfField,
  'nullability-changed': isNullabilityOfField,
  'view-removed': (other, cause) => isColumnOfObject(other, cause) || isInHistory(other, cause),
  'view-added': (other, cause) => isColumnOfObject(other, cause),
  'view-column-removed': isInHistory,
  'view-column-type-changed': isInHistory,
  'view-column-nullability-changed': isInHistory,
  'view-rows-changed': isInHistory,
};

function explains(fact: ChangeFact): Follows | undefined {
  return follows[fact.kind];
}

function isCausedBy(other: ChangeFact, cause: ChangeFact): boolean {
  const follow = explains(cause);
  if (follow === undefined || other.kind === 'version-changed') return false;
  const { dataset } = cause.subject;
  if (dataset !== undefined && other.subject.dataset !== dataset) return false;
  return follow(other, cause);
}

/** Facts about tables, views, grants and queues. */
export function isOfPlan(fact: ChangeFact): boolean {
  return 'object' in fact && 'store' in fact;
}

function isNone(text: string): boolean {
  return text === '' || text === 'nothing' || text === 'none';
}

function isOfCalendar(other: ChangeFact, cause: ChangeFact): boolean {
  if (!('calendar' in cause) || !('object' in other)) return false;
  const name = other.object.slice(other.object.indexOf('.') + 1);
  return name.startsWith(`calendar_${cause.calendar}`);
}

function isOfRole(other: ChangeFact, cause: ChangeFact): boolean {
  return 'role' in other && 'role' in cause && grants.includes(other.kind);
}

/** The paths that a fact is about: two where a field got another name or place. */
export function pathsOf(fact: ChangeFact): readonly string[] {
  const own = fact.subject.field === undefined ? [] : [fact.subject.field];
  if (fact.kind !== 'field-renamed' && fact.kind !== 'field-moved') return own;
  const { before, after } = fact;
  const parent = own[0]?.includes('.') === true ? own[0].slice(0, own[0].lastIndexOf('.') + 1) : '';
  const full = (name: string): string => (name.includes('.') ? name : `${parent}${name}`);
  return [...own, full(before), full(after)];
}

/** The field itself, its members, and their columns, tables and views. */
function isOfField(other: ChangeFact, cause: ChangeFact, unit?: 'unit too'): boolean {
  const paths = pathsOf(cause);
  const { field } = other.subject;
  if (field !== undefined) {
    const isSame = paths.includes(field);
    const isInside = paths.some((path) => field.startsWith(`${path}.`));
    return isInside || (isSame && (unit !== undefined || other.kind !== 'unit-changed'));
  }
  return isOfPlan(other) && paths.some((path) => isNamedBy(other, path));
}

function isSameField(other: ChangeFact, cause: ChangeFact): boolean {
  return other.subject.field !== undefined && other.subject.field === cause.subject.field;
}

function isColumnOfField(other: ChangeFact, cause: ChangeFact): boolean {
  return isOfPlan(other) && isOfField(other, cause);
}

function isNullabilityOfField(other: ChangeFact, cause: ChangeFact): boolean {
  const isNullability =
    other.kind === 'column-nullability-changed' || other.kind === 'view-column-nullability-changed';
  return isNullability && isOfField(other, cause);
}

function isColumnOfObject(other: ChangeFact, cause: ChangeFact): boolean {
  return 'object' in other && 'object' in cause && other.object === cause.object;
}

/** The history view has the columns of the view, and what happens to one happens to both. */
function isInHistory(other: ChangeFact, cause: ChangeFact): boolean {
  if (!('object' in other) || !('object' in cause) || other.kind !== cause.kind) return false;
  const isSame = !('column' in other && 'column' in cause) || other.column === cause.column;
  return isSame && other.object === cause.object.replace(/_v(\d+)$/, '_history_v$1');
}

/** Whether a column, or a table of its own, is named by a path. */
function isNamedBy(other: ChangeFact, path: string): boolean {
  const name = path.replaceAll('.', '_');
  if ('column' in other) {
    return (
      other.column === name ||
      other.column.startsWith(`${name}_`) ||
      path.endsWith(`.${other.column}`)
    );
  }
  if (!('object' in other)) return false;
  return other.object.replace(/(_history)?_v\d+$/, '').endsWith(`_${name}`);
}
