import type { Contract } from '../../model/contract.ts';
import type { Field } from '../../model/field.ts';
import { placeOfProperty } from './contract-place.ts';
import type { FactBody } from './stated-fact.ts';
import { type Sources, type Spot, spotAt, spotOf } from './written-place.ts';

/** Where the contract's file says what a fact is about. */
const inContract: Readonly<Partial<Record<FactBody['kind'], readonly string[]>>> = {
  'unit-changed': ['unit'],
  'column-moved': ['physicalName'],
  'identifier-changed': ['identifier'],
  'classification-changed': ['classification'],
  'treatment-changed': ['personal'],
  'field-text-changed': ['description', 'businessName'],
  'type-changed': ['logicalType', 'physicalType'],
  'nullability-changed': ['required'],
  'requirement-changed': ['required'],
};

/** Where the field's own schema says it. */
const inSchema: Readonly<Partial<Record<FactBody['kind'], readonly string[]>>> = {
  'values-changed': ['enum', 'const'],
  'length-changed': ['maxLength', 'minLength'],
  'pattern-changed': ['pattern'],
  'format-changed': ['format'],
  'type-changed': ['type'],
  'nullability-changed': ['type'],
  'range-changed': ['maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum'],
};

/** The narrowest text that says what a fact about a field is about; else the field's name. */
export function placeOfField(
  sources: Sources,
  contract: Contract,
  dataset: string,
  path: string,
  field: Field,
  body: FactBody,
): Spot {
  const own = spotAt(sources, field.place);
  if (sources === undefined) return own;
  for (const what of keysFor(body)) {
    const written = placeOfProperty(sources, contract, dataset, path, what);
    if (written !== undefined) return written;
  }
  for (const keyword of inSchema[body.kind] ?? []) {
    const written = spotOf(sources, field.place.file, `${own.pointer}/${keyword}`);
    if (own.pointer !== '' && written !== undefined) return written;
  }
  // A field without a schema stands at the name of its property, beside which the rest is said.
  const property = /^(.*)\/name$/.exec(own.pointer)?.[1];
  if (property === undefined || field.place.file !== contract.path) return own;
  for (const keyword of inSchema[body.kind] ?? []) {
    const written =
      spotOf(sources, contract.path, `${property}/${keyword}`) ??
      spotOf(sources, contract.path, `${property}/logicalTypeOptions/${keyword}`);
    if (written !== undefined) return written;
  }
  return own;
}

function keysFor(body: FactBody): readonly string[] {
  if (body.kind === 'type-changed' && isStorageAlone(body)) return ['physicalType'];
  if (body.kind !== 'field-text-changed') return inContract[body.kind] ?? [];
  return [body.what === 'description' ? 'description' : 'businessName'];
}

/** `number (exact decimal)` and `number (double precision)`. */
function isStorageAlone({ before, after }: { readonly before: string; readonly after: string }) {
  const kind = (text: string) => text.replace(/ \(.*\)$/, '');
  return before !== after && kind(before) === kind(after);
}
