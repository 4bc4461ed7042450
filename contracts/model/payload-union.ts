import type { Field } from './field.ts';
import type { FieldType, UnionType } from './field-type.ts';
import {
  type Facts,
  factsOf,
  joinedFacts,
  type Site,
  type VisitedSchema,
} from './payload-facts.ts';
import { isClosed, isConstraintOnly, sameNamesSameTypes, sharedType } from './payload-kinds.ts';
import type { Variants } from './variants.ts';

/** The `oneOf` and `anyOf` that say what a value consists of. */
export function structuralAlternatives(facts: Facts): readonly (readonly Site[])[] {
  return facts.alternatives.filter((group) => !group.every((site) => isConstraintOnly(site)));
}

/**
 * The facts of each way in which `oneOf` or `anyOf` can hold, together with what always holds; empty
 * where there is none, or more than one to combine.
 */
export function branchesOf(schema: VisitedSchema, facts: Facts): readonly Facts[] {
  const [group, ...others] = structuralAlternatives(facts);
  if (group === undefined || others.length > 0) return [];
  return group
    .map((site) => joinedFacts(facts, factsOf(schema, [site], new Set())))
    .filter((branch) => !branch.never);
}

/** The first required member that has a text of its own in every branch, and those texts in order. */
function discriminatorOf(
  schema: VisitedSchema,
  branches: readonly Facts[],
): { readonly name: string; readonly values: readonly string[] } | undefined {
  for (const name of branches[0]?.properties.keys() ?? []) {
    const values = branches
      .map((branch) => constantText(schema, branch, name))
      .filter((value) => value !== undefined);
    if (values.length === branches.length && new Set(values).size === values.length) {
      return { name, values };
    }
  }
  return undefined;
}

/** The type of a value that is one of several branches, whose own types stand in the same order. */
export function typeOfBranches(
  schema: VisitedSchema,
  branches: readonly Facts[],
  types: readonly FieldType[],
): FieldType {
  const [only] = types;
  if (only === undefined) return { kind: 'json', reason: 'untyped' };
  if (types.length === 1) return only;
  const open: FieldType = { kind: 'json', reason: 'undiscriminated-union' };
  const objects = types.filter((type) => type.kind === 'object');
  if (objects.length === types.length) {
    const lists = objects.map((type) => type.fields);
    return unionOf(discriminatorOf(schema, branches), lists) ?? open;
  }
  const mixed: FieldType = { kind: 'json', reason: 'mixed-type' };
  return sharedType(types) ?? (objects.length > 0 ? open : mixed);
}

function unionOf(
  discriminator: ReturnType<typeof discriminatorOf>,
  lists: readonly (readonly Field[])[],
): UnionType | undefined {
  if (discriminator === undefined) return undefined;
  const { name, values } = discriminator;
  if (!sameNamesSameTypes(lists, name)) return undefined;
  const branches = values.map((value, index) => ({ value, fields: lists[index] ?? [] }));
  return { kind: 'union', discriminator: name, branches };
}

function constantText(schema: VisitedSchema, branch: Facts, name: string): string | undefined {
  const sites = branch.properties.get(name);
  if (sites === undefined || !branch.required.has(name)) return undefined;
  const values = factsOf(schema, sites, new Set()).values;
  const value = values?.length === 1 ? values[0]?.value : undefined;
  return typeof value === 'string' ? value : undefined;
}

export interface RootUnion {
  readonly fields: readonly Field[];
  readonly variants?: Variants;
  /** Fields that are json because the branches do not say one type for them. */
  readonly untyped: readonly string[];
}

/**
 * One list of fields for a record that is one of several branches. What one branch types another may
 * leave open, so a field that not all have is typed only where a discriminator tells which branch a
 * message is, or where all are closed.
 */
export function rootUnion(
  schema: VisitedSchema,
  branches: readonly Facts[],
  lists: readonly (readonly Field[])[],
): RootUnion {
  const closed = branches.every((branch) => isClosed(branch));
  const found = discriminatorOf(schema, branches);
  const isText = lists.every((list) =>
    list.some(({ name, type }) => name === found?.name && type.kind === 'string'),
  );
  const discriminator = isText ? found : undefined;
  const untyped: string[] = [];
  const names = new Set(lists.flatMap((list) => list.map((field) => field.name)));
  const fields = [...names].flatMap((name): readonly Field[] => {
    const members = lists.flatMap((list) => list.find((field) => field.name === name) ?? []);
    const [first] = members;
    if (first === undefined) return [];
    const everywhere = members.length === lists.length;
    const known = everywhere || closed || discriminator !== undefined;
    const type = known ? sharedType(members.map((field) => field.type)) : undefined;
    if (type === undefined) untyped.push(name);
    return [
      {
        ...first,
        type: type ?? { kind: 'json', reason: 'undiscriminated-union' },
        required: everywhere && members.every((field) => field.required),
        nullable: type === undefined || members.some((field) => field.nullable),
      },
    ];
  });
  if (discriminator === undefined) return { fields, untyped };
  const others = lists.map((list) => list.filter((field) => field.name !== discriminator.name));
  const variants = {
    discriminator: discriminator.name,
    closed,
    branches: discriminator.values.map((value, index) => ({
      value,
      fields: (others[index] ?? []).map((field) => field.name),
      required: (others[index] ?? []).flatMap((field) => (field.required ? [field.name] : [])),
    })),
  };
  return { fields, variants, untyped };
}
