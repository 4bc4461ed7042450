import { compareText } from '../finding.ts';
import type { Field } from '../model/field.ts';
import { casesOf } from './branch-cases.ts';
import { type ColumnCheck, checksInNumeric, sharedChecks } from './column-checks.ts';
import { unitText } from './field-text.ts';
import { columnName } from './names.ts';
import type { BranchCase, MajorZone } from './plan.ts';
import type { PostgresType } from './postgres-type.ts';
import { agreedUnions, type Leaf, type RowShape, type UnionShape } from './row-shape.ts';

/** One table's rows over all majors that share it. */
export interface MergedRow {
  readonly leaves: readonly MergedLeaf[];
  /** Branch rules that every major with the discriminator states alike. */
  readonly unions: readonly UnionShape[];
  readonly children: readonly MergedChild[];
}

/** `field` is that of the newest major with the member. */
export interface MergedLeaf extends Omit<Leaf, 'when'> {
  /** Ascending. */
  readonly majors: readonly number[];
  /** None where every row of the majors has the member. */
  readonly when: readonly BranchCase[];
  /** Majors whose times are written in another way than `zone` says. */
  readonly zones: readonly MajorZone[];
  /** What each major says of the member by itself. */
  readonly own: ReadonlyMap<number, OwnMember>;
  /** The column's name, where majors say one; absent where it follows from the path. */
  readonly physicalName?: string;
  /** A further column of a member that has one under another name in earlier majors. */
  readonly isFurther: boolean;
}

export type OwnMember = Pick<Leaf, 'nullable' | 'field'>;

export interface MergedChild {
  readonly path: readonly string[];
  /** That of the newest major with the array. */
  readonly field: Field;
  readonly own: ReadonlyMap<number, Field>;
  readonly majors: readonly number[];
  readonly row: MergedRow;
}

export interface MajorShape {
  readonly major: number;
  readonly shape: RowShape;
}

/** Two majors give a member that has one column different types, or two members have one column. */
export interface TypeClash {
  readonly path: readonly string[];
  /** Present where a column of its own would settle it: its name. */
  readonly apart?: string;
  /** Present where the name that a major gives to the column is that of another member's. */
  readonly taken?: string;
  readonly field: Field | undefined;
  readonly kept: string;
  readonly refused: string;
  readonly major: number;
}

/** Dotted paths of members for which all majors need one column: keys, order, relations. */
export type SharedMembers = ReadonlySet<string>;

/**
 * The union of the columns of all majors: a member that some major lacks is nullable, a CHECK stays
 * only where all majors with the member state it. Of bigint and numeric the column is numeric. A major
 * that gives the member a `physicalName` has a column of that name, and what is rows in one major may be
 * a column in another. Where unit or type of one column cannot be reconciled the lowest major's stay
 * and the difference is added to `clashes`, as for `shared` members with two columns.
 */
export function mergeMajors(
  shapes: readonly MajorShape[],
  clashes: TypeClash[],
  shared: SharedMembers = new Set(),
): MergedRow {
  const ordered = [...shapes].sort((a, b) => a.major - b.major);
  return mergeRows(ordered, [], { clashes, shared });
}

interface Merging {
  readonly clashes: TypeClash[];
  readonly shared: SharedMembers;
}

function mergeRows(
  shapes: readonly MajorShape[],
  prefix: readonly string[],
  merging: Merging,
): MergedRow {
  const leaves = mergeLeaves(shapes, prefix, merging);
  const children = mergeChildren(shapes, prefix, merging);
  for (const child of children) {
    const leaf = leaves.find((one) => samePath(one.path, child.path));
    if (leaf === undefined) continue;
    const isShared = merging.shared.has([...prefix, ...child.path].join('.'));
    if (!isShared && !leaf.majors.some((major) => child.majors.includes(major))) continue;
    merging.clashes.push({
      path: [...prefix, ...child.path],
      field: child.field,
      kept: leaf.type,
      refused: 'rows of a child table',
      major: child.majors[0] ?? 0,
    });
  }
  return { leaves, unions: agreedUnions(shapes.map(({ shape }) => shape)), children };
}

function mergeLeaves(
  shapes: readonly MajorShape[],
  prefix: readonly string[],
  { clashes, shared }: Merging,
): readonly MergedLeaf[] {
  const merged = new Map<string, GrowingLeaf[]>();
  for (const { major, shape } of shapes) {
    for (const leaf of shape.leaves) {
      const columns = merged.get(pathText(leaf.path)) ?? [];
      merged.set(pathText(leaf.path), columns);
      const dotted = [...prefix, ...leaf.path].join('.');
      const mayStandApart = !shared.has(dotted) && isOfEveryRow(leaf);
      const named = columns.find((one) => one.field?.physicalName === leaf.field?.physicalName);
      const known = named ?? (mayStandApart ? undefined : columns[0]);
      if (known === undefined) {
        columns.push({ ...leaf, isFurther: columns.length > 0, occurrences: [{ major, leaf }] });
        continue;
      }
      const joined = named === undefined ? undefined : sharedColumn(known, leaf);
      if (joined === undefined) {
        clashes.push({
          path: [...prefix, ...leaf.path],
          field: leaf.field,
          kept: typeText(known),
          refused: typeText(leaf),
          major,
          ...(mayStandApart ? { apart: columnName([...leaf.path, `v${major}`]) } : {}),
        });
      }
      columns[columns.indexOf(known)] = {
        ...known,
        ...(joined ?? { checks: sharedChecks(known.checks, leaf.checks) }),
        nullable: known.nullable || leaf.nullable,
        occurrences: [...known.occurrences, { major, leaf }],
      };
    }
  }
  const leaves = [...merged.values()].flat();
  noteTaken(leaves, prefix, clashes);
  return leaves.map(({ occurrences, ...leaf }) => {
    const majors = [...new Set(occurrences.map(({ major }) => major))];
    const physicalName = occurrences[0]?.leaf.field?.physicalName;
    return {
      ...leaf,
      ...(physicalName === undefined ? {} : { physicalName }),
      nullable: leaf.nullable || majors.length < shapes.length,
      majors,
      when: casesOf(occurrences.map(({ major, leaf: { when } }) => ({ major, when }))),
      zones: otherZones(leaf.zone, occurrences),
      own: ownMembers(occurrences),
    };
  });
}

/** A member of some branches only has CHECKs that name its one column. */
function isOfEveryRow({ when }: Leaf): boolean {
  return when.every((conditions) => conditions.length === 0);
}

function noteTaken(
  leaves: readonly GrowingLeaf[],
  prefix: readonly string[],
  clashes: TypeClash[],
): void {
  const taken = new Set<string>();
  const nameOf = ({ path, field }: GrowingLeaf) => field?.physicalName ?? columnName(path);
  for (const leaf of leaves) if (leaf.field?.physicalName === undefined) taken.add(nameOf(leaf));
  for (const leaf of leaves) {
    if (leaf.field?.physicalName === undefined) continue;
    const name = nameOf(leaf);
    if (taken.has(name)) {
      const [first] = leaf.occurrences;
      const path = [...prefix, ...leaf.path];
      const none = { kept: '', refused: '' };
      clashes.push({ path, field: leaf.field, ...none, major: first?.major ?? 0, taken: name });
    }
    taken.add(name);
  }
}

interface GrowingLeaf extends Leaf {
  readonly isFurther: boolean;
  readonly occurrences: readonly Occurrence[];
}

interface Occurrence {
  readonly major: number;
  readonly leaf: Leaf;
}

/**
 * What a column is that holds the member of both, the second of a later major; undefined where
 * there is none. Local times and instants are instants both; a unit where none was written before is
 * taken as what it always was, another unit is not.
 */
function sharedColumn(a: Leaf, b: Leaf): Pick<Leaf, 'type' | 'checks' | 'field'> | undefined {
  const [unit, later] = [unitOf(a), unitOf(b)];
  if (unit !== undefined && unit !== later) return undefined;
  const field = b.field ?? a.field;
  if (a.type === b.type) return { type: a.type, checks: sharedChecks(a.checks, b.checks), field };
  const type = widerNumber(a.type, b.type);
  if (type === undefined) return undefined;
  return { type, checks: sharedChecks(checksAs(type, a), checksAs(type, b)), field };
}

function widerNumber(a: PostgresType, b: PostgresType): PostgresType | undefined {
  const types = new Set([a, b]);
  if (types.has('bigint') && types.has('numeric')) return 'numeric';
  return types.has('bigint[]') && types.has('numeric[]') ? 'numeric[]' : undefined;
}

function checksAs(type: PostgresType, { type: own, checks }: Leaf): readonly ColumnCheck[] {
  return own === 'bigint' && type === 'numeric' ? checksInNumeric(checks) : checks;
}

function ownMembers(occurrences: readonly Occurrence[]): ReadonlyMap<number, OwnMember> {
  const own = new Map<number, OwnMember>();
  for (const { major, leaf } of occurrences) {
    const known = own.get(major);
    own.set(major, {
      nullable: leaf.nullable || known?.nullable === true,
      field: leaf.field ?? known?.field,
    });
  }
  return own;
}

function otherZones(
  zone: string | undefined,
  occurrences: readonly Occurrence[],
): readonly MajorZone[] {
  return occurrences
    .filter(({ leaf }) => leaf.zone !== zone)
    .map(({ major, leaf }) => ({
      majors: [major],
      ...(leaf.zone === undefined ? {} : { zone: leaf.zone }),
    }));
}

/** A unit is part of the type: tonnes and kilogrammes cannot share a column. */
function typeText(leaf: Pick<Leaf, 'type' | 'field'>): string {
  const unit = unitOf(leaf);
  return unit === undefined ? leaf.type : `${leaf.type} [${unit}]`;
}

function unitOf({ field }: Pick<Leaf, 'field'>): string | undefined {
  return field?.unit === undefined ? undefined : unitText(field.unit);
}

function mergeChildren(
  shapes: readonly MajorShape[],
  prefix: readonly string[],
  merging: Merging,
): readonly MergedChild[] {
  const found = new Map<
    string,
    { readonly own: Map<number, Field>; readonly rows: MajorShape[] }
  >();
  for (const { major, shape } of shapes) {
    for (const child of shape.children) {
      const key = JSON.stringify(child.path);
      const known = found.get(key) ?? { own: new Map<number, Field>(), rows: [] };
      known.own.set(major, child.field);
      known.rows.push({ major, shape: child.row });
      found.set(key, known);
    }
  }
  return [...found.entries()]
    .flatMap(([key, { own, rows }]) => {
      const path = JSON.parse(key) as readonly string[];
      const field = [...own.values()].at(-1);
      if (field === undefined) return [];
      const row = mergeRows(rows, [...prefix, ...path], merging);
      return [{ path, field, own, majors: rows.map(({ major }) => major), row }];
    })
    .sort((a, b) => compareText(a.path.join('\u0001'), b.path.join('\u0001')));
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return pathText(a) === pathText(b);
}

function pathText(path: readonly string[]): string {
  return JSON.stringify(path);
}
