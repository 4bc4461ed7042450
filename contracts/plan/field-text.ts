import type { Field, Treatment, Unit } from '../model/field.ts';

/** `m3 (volume, 0 Cel, 1.01325 bar)`: the code, and what the code alone does not say. */
export function unitText(unit: Unit): string {
  const more = [unit.quantity, unit.reference].filter((part) => part !== undefined);
  return more.length === 0 ? unit.code : `${unit.code} (${more.join(', ')})`;
}

/**
 * What a column says about its field; members without a value are absent. A comment ends with `]`
 * only after a unit: what a database says about a unit is read from there.
 */
export function fieldTexts(field: Field | undefined): {
  readonly comment?: string;
  readonly unit?: string;
  readonly classification?: string;
  readonly treatment?: Treatment;
} {
  if (field === undefined) return {};
  const unit = field.unit === undefined ? undefined : unitText(field.unit);
  const description = field.description ?? field.businessName;
  const comment = [
    unit === undefined && description?.endsWith(']') === true ? `${description}.` : description,
    unit === undefined ? undefined : `[${unit}]`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  return {
    ...(comment === '' ? {} : { comment }),
    ...(unit === undefined ? {} : { unit }),
    ...(field.classification === undefined ? {} : { classification: field.classification }),
    ...(field.treatment === undefined ? {} : { treatment: field.treatment }),
  };
}
