import type { Field } from '../../model/field.ts';
import type { FieldType, UnionBranch } from '../../model/field-type.ts';
import { facetFacts } from './facet-facts.ts';
import { changesShape, kindChange } from './kind-change.ts';
import type { FactBody } from './stated-fact.ts';
import { typeText, typeTexts } from './type-text.ts';

/** Who is told what differs in a type, and who goes on with what stands in it. */
export interface TypeListener {
  tell(body: FactBody): void;
  fields(before: readonly Field[], after: readonly Field[]): void;
  branches(before: readonly UnionBranch[], after: readonly UnionBranch[]): void;
}

/** What differs between two types of one field. */
export function typeFacts(before: FieldType, after: FieldType, listener: TypeListener): void {
  if (before.kind === 'array' && after.kind === 'array') {
    itemFacts(before, after, before.items, after.items, listener);
    return;
  }
  itemFacts(before, after, before, after, listener);
}

/** `was` and `is` name the types; they hold `before` and `after`, which are compared. */
function itemFacts(
  was: FieldType,
  is: FieldType,
  before: FieldType,
  after: FieldType,
  listener: TypeListener,
): void {
  if (before.kind === 'object' && after.kind === 'object') {
    listener.fields(before.fields, after.fields);
    return;
  }
  if (
    before.kind === 'union' &&
    after.kind === 'union' &&
    before.discriminator === after.discriminator
  ) {
    listener.branches(before.branches, after.branches);
    return;
  }
  if (before.kind === 'array' && after.kind === 'array') {
    itemFacts(was, is, before.items, after.items, listener);
    return;
  }
  if (typeText(before) !== typeText(after)) {
    listener.tell({
      kind: 'type-changed',
      direction: kindChange(before, after),
      shape: changesShape(was, is),
      ...typeTexts(was, is),
    });
  }
  if (isRecord(before) && isRecord(after)) {
    listener.fields(allFields(before), allFields(after));
    return;
  }
  for (const body of facetFacts(before, after)) listener.tell(body);
}

type RecordType = Extract<FieldType, { readonly kind: 'object' | 'union' }>;

function isRecord(type: FieldType): type is RecordType {
  return type.kind === 'object' || type.kind === 'union';
}

/** The members that a value may have, whatever its branch; required where all branches say so. */
function allFields(type: RecordType): readonly Field[] {
  if (type.kind === 'object') return type.fields;
  const fields = new Map<string, Field>();
  for (const branch of type.branches) {
    for (const field of branch.fields) {
      if (!fields.has(field.name)) fields.set(field.name, field);
    }
  }
  const isEverywhere = ({ name }: Field) =>
    type.branches.every((branch) => branch.fields.some((one) => one.name === name && one.required));
  return [...fields.values()].map((field) => ({ ...field, required: isEverywhere(field) }));
}
