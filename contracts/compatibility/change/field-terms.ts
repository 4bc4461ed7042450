import type { Classification, Field } from '../../model/field.ts';
import { isSameData } from './same-meaning.ts';
import { type FactBody, textOr } from './stated-fact.ts';

/** From what anybody may read to what only a few may. */
const strictness: readonly (Classification | undefined)[] = [
  undefined,
  'public',
  'internal',
  'confidential',
  'restricted',
  'personal',
];

/** What differs between two fields of one name beside their types. */
export function termFacts(before: Field, after: Field): readonly FactBody[] {
  const facts: FactBody[] = [];
  if (before.required !== after.required) {
    const direction = after.required ? 'tightened' : 'loosened';
    facts.push({ kind: 'requirement-changed', direction });
  }
  if (before.nullable !== after.nullable) {
    const direction = after.nullable ? 'loosened' : 'tightened';
    facts.push({ kind: 'nullability-changed', direction });
  }
  if (!isSameData(before.unit, after.unit)) {
    facts.push({ kind: 'unit-changed', before: before.unit, after: after.unit });
  }
  if (before.physicalName !== after.physicalName) {
    const texts = { before: before.physicalName ?? '', after: after.physicalName ?? '' };
    facts.push({ kind: 'column-moved', ...texts });
  }
  if (before.identifier !== after.identifier) {
    const texts = { before: textOr(before.identifier), after: textOr(after.identifier) };
    facts.push({ kind: 'identifier-changed', ...texts });
  }
  if (before.classification !== after.classification) {
    const [was, is] = [before.classification, after.classification];
    const direction = strictness.indexOf(is) > strictness.indexOf(was) ? 'stricter' : 'looser';
    facts.push({ kind: 'classification-changed', before: was, after: is, direction });
  }
  if (before.treatment !== after.treatment) {
    facts.push({ kind: 'treatment-changed', before: before.treatment, after: after.treatment });
  }
  if (before.description !== after.description) {
    facts.push({ kind: 'field-text-changed', what: 'description' });
  }
  if (before.businessName !== after.businessName) {
    facts.push({ kind: 'field-text-changed', what: 'business name' });
  }
  if (!isSameData(before.takenFrom, after.takenFrom)) {
    facts.push({ kind: 'field-text-changed', what: 'what it is made from' });
  }
  return facts;
}
