import type { Place } from '../finding.ts';
import type { Field } from '../model/field.ts';
import type { FieldType } from '../model/field-type.ts';
import { pointerTo } from '../source/json-pointer.ts';
import type { SourceDocument, SourceNode } from '../source/source-document.ts';
import type { LintContext } from './lint-context.ts';
import type { Problem } from './problem.ts';

/** The field at a dotted path through objects, or undefined where there is none. */
export function fieldAt(fields: readonly Field[], path: string): Field | undefined {
  const [name, ...rest] = path.split('.');
  const field = fields.find((candidate) => candidate.name === name);
  return rest.length === 0 || field === undefined
    ? field
    : fieldAt(fieldsOf(field.type), rest.join('.'));
}

/** The fields along a dotted path, outermost first; those that exist. */
export function fieldChain(fields: readonly Field[], path: string): readonly Field[] {
  const [name, ...rest] = path.split('.');
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined) return [];
  return rest.length === 0 ? [field] : [field, ...fieldChain(fieldsOf(field.type), rest.join('.'))];
}

/** A field and all fields below it, with their dotted paths; array items do not show. */
export function fieldsBelow(fields: readonly Field[]): readonly FieldBelow[] {
  let below = known.get(fields);
  if (below === undefined) {
    const found: FieldBelow[] = [];
    addBelow(fields, '', found);
    below = found;
    known.set(fields, below);
  }
  return below;
}

interface FieldBelow {
  readonly path: string;
  readonly field: Field;
}

/** A dozen rules ask for the fields of the same dataset. */
const known = new WeakMap<readonly Field[], readonly FieldBelow[]>();

function addBelow(fields: readonly Field[], prefix: string, found: FieldBelow[]): void {
  for (const field of fields) {
    const path = `${prefix}${field.name}`;
    found.push({ path, field });
    addBelow(fieldsOf(field.type), `${path}.`, found);
  }
}

/** The fields of an object, of an array's items, or of all branches of a union. */
function fieldsOf(type: FieldType): readonly Field[] {
  switch (type.kind) {
    case 'object':
      return type.fields;
    case 'array':
      return fieldsOf(type.items);
    case 'union':
      return type.branches.flatMap((branch) => branch.fields);
    default:
      return [];
  }
}

/** A problem with a field of the model: it points at where the field is written. */
export function problemAtField(
  context: LintContext,
  field: Field,
  message: string,
  hint?: string,
): Problem {
  const document = context.documents.get(field.place.file);
  const pointer = document === undefined ? '' : pointerOfPlace(document, field.place);
  return { place: field.place, pointer, message, ...(hint === undefined ? {} : { hint }) };
}

/** Built once per document: a large schema may have thousands of fields to point at. */
const pointersByPlace = new WeakMap<SourceDocument, ReadonlyMap<string, string>>();

function pointerOfPlace(document: SourceDocument, place: Place): string {
  let pointers = pointersByPlace.get(document);
  if (pointers === undefined) {
    pointers = indexPointers(document);
    pointersByPlace.set(document, pointers);
  }
  return pointers.get(startOf(place)) ?? '';
}

function indexPointers(document: SourceDocument): ReadonlyMap<string, string> {
  const pointers = new Map<string, string>();
  const visit = (node: SourceNode, pointer: string): void => {
    pointers.set(startOf(document.placeOf(pointer)), pointer);
    pointers.set(startOf(document.keyPlaceOf(pointer)), pointer);
    if (node.kind === 'array') {
      node.items.forEach((item, index) => {
        visit(item, pointerTo(pointer, index));
      });
    } else if (node.kind === 'object') {
      for (const [name, member] of node.members) visit(member.node, pointerTo(pointer, name));
    }
  };
  visit(document.root, '');
  return pointers;
}

function startOf(place: Place): string {
  return `${place.line}:${place.column}`;
}
