import type { Field } from './field.ts';
import type { UnionBranch } from './field-type.ts';

/**
 * A record whose payload schema is `oneOf` or `anyOf` with a discriminator at its root. The fields
 * stay one list, so that keys, times and descriptions find them by name; the variants say by name
 * which of them belong together.
 */
export interface Variants {
  /** A required text field that has a constant of its own in each variant. */
  readonly discriminator: string;
  /** No variant lets a message carry members that it does not declare. */
  readonly closed: boolean;
  readonly branches: readonly Variant[];
}

export interface Variant {
  readonly value: string;
  /** Its fields without the discriminator, those that all variants have among them. */
  readonly fields: readonly string[];
  readonly required: readonly string[];
}

/** Each variant with its fields, required as the variant says. */
export function variantBranches(
  fields: readonly Field[],
  { branches }: Variants,
): readonly UnionBranch[] {
  return branches.map((branch) => ({
    value: branch.value,
    fields: fields
      .filter(({ name }) => branch.fields.includes(name))
      .map((field) => ({ ...field, required: branch.required.includes(field.name) })),
  }));
}
