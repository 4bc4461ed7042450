import { compareText } from '../finding.ts';
import type { Field } from '../model/field.ts';
import { type Alternatives, casesOf } from './branch-cases.ts';
import { sharedChecks } from './column-checks.ts';
import { unitText } from './field-text.ts';
import type { BranchCase } from './plan.ts';
import { agreedUnions, type Leaf, type RowShape, type UnionShape } from './row-shape.ts';

/** One table's rows over all majors that share it. */
export interface MergedRow {
  readonly leaves: readonly MergedLeaf[];
  /** Branch rules that every major with the discriminator states alike. */
  readonly unions: readonly UnionShape[];
  readonly children: readonly MergedChild[];
}

export interface MergedLeaf extends Omit<Leaf, 'when'> {
  /** Ascending. */
  readonly majors: readonly number[];
  /** None where every row of the majors has the member. */
  readonly when: readonly BranchCase[];
}

export interface MergedChild {
  readonly path: readonly string[];
  readonly field: Field;
  readonly majors: readonly number[];
  readonly row: MergedRow;
}

export interface MajorShape {
  readonly major: number;
  readonly shape: RowShape;
}

/** Two majors give one member different column types, or make it a column here and rows there. */
export interface TypeClash {
  readonly path: readonly string[];
  readonly field: Field | undefined;
  readonly kept: string;
  readonly refused: string;
  readonly major: number;
}

/**
 * The union of the columns of all majors: a member that some major lacks is nullable, a CHECK stays
 * only where all majors with the member state it. Where types differ the lowest major's stays and
 * the difference is added to `clashes`.
 */
export function mergeMajors(shapes: readonly MajorShape[], clashes: TypeClash[]): MergedRow {
  const ordered = [...shapes].sort((a, b) => a.major - b.major);
  return mergeRows(ordered, [], clashes);
}

function mergeRows(
  shapes: readonly MajorShape[],
  prefix: readonly string[],
  clashes: TypeClash[],
): MergedRow {
  const leaves = mergeLeaves(shapes, prefix, clashes);
  const children = mergeChildren(shapes, prefix, clashes);
  for (const child of children) {
    const leaf = leaves.find((one) => samePath(one.path, child.path));
    if (leaf === undefined) continue;
    clashes.push({
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
  clashes: TypeClash[],
): readonly MergedLeaf[] {
  const merged = new Map<string, GrowingLeaf>();
  for (const { major, shape } of shapes) {
    for (const leaf of shape.leaves) {
      const key = JSON.stringify(leaf.path);
      const known = merged.get(key);
      if (known === undefined) {
        merged.set(key, { ...leaf, occurrences: [{ major, when: leaf.when }] });
        continue;
      }
      if (typeText(known) !== typeText(leaf)) {
        clashes.push({
          path: [...prefix, ...leaf.path],
          field: leaf.field,
          kept: typeText(known),
          refused: typeText(leaf),
          major,
        });
      }
      merged.set(key, {
        ...known,
        nullable: known.nullable || leaf.nullable,
        checks: sharedChecks(known.checks, leaf.checks),
        occurrences: [...known.occurrences, { major, when: leaf.when }],
      });
    }
  }
  return [...merged.values()].map(({ occurrences, ...leaf }) => {
    const majors = [...new Set(occurrences.map(({ major }) => major))];
    const nullable = leaf.nullable || majors.length < shapes.length;
    return { ...leaf, nullable, majors, when: casesOf(occurrences) };
  });
}

interface GrowingLeaf extends Leaf {
  readonly occurrences: readonly { readonly major: number; readonly when: Alternatives }[];
}

/** A unit is part of the type: majors share the column, so tonnes and kilogrammes cannot. */
function typeText({ type, zone, field }: Pick<Leaf, 'type' | 'zone' | 'field'>): string {
  const unit = field?.unit === undefined ? '' : ` [${unitText(field.unit)}]`;
  return `${type}${zone === undefined ? '' : ` in ${zone}`}${unit}`;
}

function mergeChildren(
  shapes: readonly MajorShape[],
  prefix: readonly string[],
  clashes: TypeClash[],
): readonly MergedChild[] {
  const found = new Map<string, { readonly field: Field; readonly rows: MajorShape[] }>();
  for (const { major, shape } of shapes) {
    for (const child of shape.children) {
      const key = JSON.stringify(child.path);
      const known = found.get(key) ?? { field: child.field, rows: [] };
      known.rows.push({ major, shape: child.row });
      found.set(key, known);
    }
  }
  return [...found.entries()]
    .map(([key, { field, rows }]) => {
      const path = JSON.parse(key) as readonly string[];
      return {
        path,
        field,
        majors: rows.map((row) => row.major),
        row: mergeRows(rows, [...prefix, ...path], clashes),
      };
    })
    .sort((a, b) => compareText(a.path.join('\u0001'), b.path.join('\u0001')));
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
