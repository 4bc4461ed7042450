import type { Dataset } from '../model/dataset.ts';
import type { Field } from '../model/field.ts';
import type { ArrayType, FieldType, UnionType } from '../model/field-type.ts';
import { type Variants, variantBranches } from '../model/variants.ts';
import { type Alternatives, eitherOf } from './branch-cases.ts';
import { type ColumnCheck, scalarChecks, sharedChecks } from './column-checks.ts';
import { scalarColumnType } from './column-type.ts';
import type { BranchCondition } from './plan.ts';
import type { PostgresType } from './postgres-type.ts';

/** What one row of a table holds, before columns have names. Paths start at the row's element. */
export interface RowShape {
  readonly leaves: readonly Leaf[];
  readonly unions: readonly UnionShape[];
  readonly children: readonly ChildShape[];
}

/** A member that becomes one column. */
export interface Leaf {
  readonly path: readonly string[];
  readonly type: PostgresType;
  readonly nullable: boolean;
  readonly checks: readonly ColumnCheck[];
  readonly zone: string | undefined;
  readonly when: Alternatives;
  /** Carries description, unit and classification; undefined for a bare discriminator. */
  readonly field: Field | undefined;
}

/** Which leaves each branch of a union requires and allows. */
export interface UnionShape {
  readonly discriminator: readonly string[];
  readonly branches: readonly BranchShape[];
}

export interface BranchShape {
  readonly value: string;
  readonly required: readonly (readonly string[])[];
  readonly allowed: readonly (readonly string[])[];
}

/** An array of objects: rows of a child table. */
export interface ChildShape {
  readonly path: readonly string[];
  readonly field: Field;
  readonly row: RowShape;
}

/** Arrays of objects below the second level have no ordinal column left: they stay jsonb. */
const DEEPEST_LEVEL = 2;

interface Context {
  readonly path: readonly string[];
  /** Some object around the member may be absent or null. */
  readonly optional: boolean;
  /** All of them hold where the member is. */
  readonly when: readonly BranchCondition[];
  /** Levels of arrays of objects around the member. */
  readonly level: number;
  readonly zone: string | undefined;
}

interface Collected {
  readonly leaves: Leaf[];
  readonly unions: UnionShape[];
  readonly children: ChildShape[];
}

/** The shape of a record. `zone` is the stream's declared zone for local timestamps. */
export function recordShape(
  { fields, variants }: Pick<Dataset, 'fields' | 'variants'>,
  zone: string | undefined,
): RowShape {
  const context = { ...RECORD, zone };
  return variants === undefined
    ? shapeFrom(fields, context)
    : shapeOfVariants(fields, variants, context);
}

/** The shape of a transform's result: one row, so that arrays of objects are jsonb columns. */
export function resultShape(fields: readonly Field[]): RowShape {
  return shapeFrom(fields, { ...RECORD, level: DEEPEST_LEVEL });
}

const RECORD: Context = { path: [], optional: false, when: [], level: 0, zone: undefined };

function shapeFrom(fields: readonly Field[], context: Context): Collected {
  const collected = emptyShape();
  collectFields(fields, context, collected);
  return collected;
}

/**
 * Fields that only some variants have are nullable, with a CHECK per variant. Where a variant is
 * open, a message may carry another one's member with any content: such a member is not stored.
 */
function shapeOfVariants(fields: readonly Field[], variants: Variants, context: Context): RowShape {
  const { branches, closed } = variants;
  const discriminator = [variants.discriminator];
  const collect = (list: readonly Field[]) => {
    const collected = emptyShape();
    for (const field of list) {
      const having = branches.filter((branch) => branch.fields.includes(field.name));
      const some = having.length > 0 && having.length < branches.length;
      const condition = { path: discriminator, values: having.map((branch) => branch.value) };
      const when = some && !closed ? [condition] : [];
      collectFields([field], { ...context, when }, collected);
    }
    return collected;
  };
  const whole = collect(fields);
  const filled = new Set(
    whole.leaves.filter((leaf) => !leaf.nullable).map((leaf) => JSON.stringify(leaf.path)),
  );
  whole.unions.push({
    discriminator,
    branches: variantBranches(fields, variants).map(({ value, fields: own }) => {
      const { leaves } = collect(own);
      const required = leaves.filter(
        (leaf) => !leaf.nullable && !filled.has(JSON.stringify(leaf.path)),
      );
      return {
        value,
        required: required.map((leaf) => leaf.path),
        allowed: leaves.map((leaf) => leaf.path),
      };
    }),
  });
  return whole;
}

function emptyShape(): Collected {
  return { leaves: [], unions: [], children: [] };
}

function collectFields(fields: readonly Field[], context: Context, into: Collected): void {
  for (const field of fields) {
    const inner = {
      ...context,
      path: [...context.path, field.name],
      optional: context.optional || !field.required || field.nullable,
    };
    collectField(field, inner, into);
  }
}

function collectField(field: Field, context: Context, into: Collected): void {
  const { type } = field;
  switch (type.kind) {
    case 'object':
      collectFields(type.fields, context, into);
      return;
    case 'union':
      collectUnion(type, context, into, field);
      return;
    case 'array':
      collectArray(field, type, context, into);
      return;
    default:
      into.leaves.push(scalarLeaf(field, type, context));
  }
}

function scalarLeaf(field: Field, type: FieldType, context: Context): Leaf {
  const scalar = scalarColumnType(type, context.zone) ?? 'jsonb';
  return {
    path: context.path,
    type: scalar,
    nullable: context.optional || mayStayEmpty(type, context.zone),
    checks: scalarChecks(type, scalar),
    zone: type.kind === 'local-timestamp' ? context.zone : undefined,
    when: [context.when],
    field,
  };
}

/**
 * A member that is there and still gives no value: a schema without a type allows null whatever
 * `required` says, and a local time that its zone's clocks showed twice or never is not guessed.
 */
function mayStayEmpty(type: FieldType, zone: string | undefined): boolean {
  return type.kind === 'json' || (type.kind === 'local-timestamp' && zone !== undefined);
}

function collectArray(field: Field, type: ArrayType, context: Context, into: Collected): void {
  const { items } = type;
  const rows = items.kind === 'object' || items.kind === 'union';
  // Inside a branch a child table would need the branch's condition on every row.
  if (rows && context.level < DEEPEST_LEVEL && context.when.length === 0) {
    const row = emptyShape();
    const inner = { path: [], optional: false, when: [], level: context.level + 1 };
    const itemContext = { ...inner, zone: context.zone };
    if (items.kind === 'object') collectFields(items.fields, itemContext, row);
    else collectUnion(items, itemContext, row, undefined);
    into.children.push({ path: context.path, field, row });
    return;
  }
  const scalar = scalarColumnType(items, context.zone);
  const inColumn = scalar !== undefined && scalar !== 'jsonb';
  into.leaves.push({
    path: context.path,
    type: inColumn ? `${scalar}[]` : 'jsonb',
    nullable: context.optional,
    checks: [],
    zone: items.kind === 'local-timestamp' && inColumn ? context.zone : undefined,
    when: [context.when],
    field,
  });
}

function collectUnion(
  type: UnionType,
  context: Context,
  into: Collected,
  field: Field | undefined,
): void {
  const discriminator = [...context.path, type.discriminator];
  const values = type.branches.map((branch) => branch.value);
  into.leaves.push({
    path: discriminator,
    type: 'text',
    nullable: context.optional,
    checks: scalarChecks({ kind: 'string', values }, 'text'),
    zone: undefined,
    when: [context.when],
    field: discriminatorField(type) ?? field,
  });
  const rows: RowShape[] = [];
  const branches: BranchShape[] = [];
  for (const branch of type.branches) {
    const condition = { path: discriminator, values: [branch.value] };
    const row = emptyShape();
    const fields = branch.fields.filter(({ name }) => name !== type.discriminator);
    collectFields(fields, { ...context, optional: false, when: [...context.when, condition] }, row);
    branches.push({
      value: branch.value,
      required: row.leaves.filter((leaf) => !leaf.nullable).map((leaf) => leaf.path),
      allowed: row.leaves.map((leaf) => leaf.path),
    });
    rows.push(row);
  }
  const leaves = rows.flatMap((row) => row.leaves.map((leaf) => ({ ...leaf, nullable: true })));
  into.leaves.push(...mergeBranchLeaves(leaves));
  into.unions.push(...agreedUnions(rows), { discriminator, branches });
}

/**
 * The branch rules that hold for the rows of all shapes: a row of a shape that has the discriminator
 * as a plain member, or with other branches, must pass the CHECKs as well.
 */
export function agreedUnions(shapes: readonly RowShape[]): readonly UnionShape[] {
  const byDiscriminator = new Map<string, UnionShape>();
  for (const union of shapes.flatMap((shape) => shape.unions)) {
    const key = JSON.stringify(union.discriminator);
    if (!byDiscriminator.has(key)) byDiscriminator.set(key, union);
  }
  return [...byDiscriminator].flatMap(([key, union]) => {
    const spelling = JSON.stringify(union);
    const agreed = shapes.every((shape) => {
      const own = shape.unions.filter((one) => JSON.stringify(one.discriminator) === key);
      return own.length === 0
        ? !shape.leaves.some((leaf) => JSON.stringify(leaf.path) === key)
        : own.every((one) => JSON.stringify(one) === spelling);
    });
    return agreed ? [union] : [];
  });
}

function discriminatorField(type: UnionType): Field | undefined {
  return type.branches
    .flatMap((branch) => branch.fields)
    .find((field) => field.name === type.discriminator);
}

/** Branches that share a member share its column; where their types differ it is jsonb. */
function mergeBranchLeaves(leaves: readonly Leaf[]): readonly Leaf[] {
  const byPath = new Map<string, Leaf>();
  for (const leaf of leaves) {
    const key = JSON.stringify(leaf.path);
    const known = byPath.get(key);
    byPath.set(key, known === undefined ? leaf : mergeTwo(known, leaf));
  }
  return [...byPath.values()];
}

function mergeTwo(a: Leaf, b: Leaf): Leaf {
  const sameType = a.type === b.type && a.zone === b.zone;
  return {
    ...a,
    type: sameType ? a.type : 'jsonb',
    zone: sameType ? a.zone : undefined,
    checks: sameType ? sharedChecks(a.checks, b.checks) : [],
    when: eitherOf(a.when, b.when),
  };
}
