import type { Unit } from '../../model/field.ts';

/** Codes of one and the same amount: 1 t is 1 Mg by definition (UCUM, table 5 and the prefixes). */
const groups: readonly (readonly string[])[] = [
  ['t', 'Mg'],
  ['t/h', 'Mg/h'],
  ['l', 'L', 'dm3'],
  ['ml', 'mL', 'cm3'],
  ['kl', 'kL', 'm3'],
  ['Pa', 'N/m2'],
  ['MPa', 'N/mm2'],
  ['hPa', 'mbar'],
  ['W', 'J/s'],
];

const groupOf = new Map(groups.flatMap((codes, index) => codes.map((code) => [code, index])));

/**
 * True where a number in one unit is the same number in the other: another code of the same amount, or
 * the kind of quantity written down on one side only. Volumes of gas at unlike references differ.
 */
export function isSameAmount(before: Unit, after: Unit): boolean {
  if (before.reference !== after.reference) return false;
  const kinds = [before.quantity, after.quantity];
  if (before.quantity !== after.quantity && !kinds.includes(undefined)) return false;
  if (before.code === after.code) return true;
  const group = groupOf.get(before.code);
  return group !== undefined && group === groupOf.get(after.code);
}
