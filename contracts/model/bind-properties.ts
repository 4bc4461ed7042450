import { shown } from '../source/checked-value.ts';
import { itemNodes, memberNode, type NodeAt, placeOf, plainText } from '../source/node-at.ts';
import { canonicalDecimal } from '../source/number-text.ts';
import { didYouMean, nearest } from '../source/suggestion.ts';
import { bindQuality } from './bind-quality.ts';
import { bindUnit } from './bind-unit.ts';
import type { Classification, Field } from './field.ts';
import type { QualityRule } from './quality-rule.ts';
import {
  booleanOf,
  choiceOf,
  type Findings,
  mappingsOf,
  note,
  noteKey,
  optional,
  requiredText,
  textOf,
} from './read-node.ts';

/** What the properties of a schema object say beside structure. */
export interface PropertyFacts {
  readonly key: readonly string[];
  readonly quality: readonly QualityRule[];
}

/** One ODCS property on its way into the model. */
export interface Property {
  readonly at: NodeAt;
  readonly name: string;
  /** Dotted, from the record. */
  readonly path: string;
  /** Stands inside an array. */
  readonly inArray: boolean;
}

const classifications = ['public', 'internal', 'confidential', 'restricted', 'personal'] as const;

const treatments = ['drop', 'pseudonymise', 'encrypt'] as const;
const ours = ['unit', 'identifier', 'personal'];

/** The properties of a schema object or of an object property; names that stand twice are findings. */
export function propertiesOf(
  parent: NodeAt,
  path: string,
  inArray: boolean,
  findings: Findings,
): readonly Property[] {
  const seen = new Set<string>();
  return mappingsOf(parent, 'properties', findings).flatMap((at) => {
    const name = requiredText(at, 'name', findings);
    if (name === undefined) return [];
    if (seen.has(name)) {
      const place = memberNode(at, 'name') ?? at;
      note(
        findings,
        'said-twice',
        place,
        `the property '${shown(name)}' stands twice`,
        'remove one of the two',
      );
      return [];
    }
    seen.add(name);
    return [{ at, name, path: path === '' ? name : `${path}.${name}`, inArray }];
  });
}

/** The members of a field that ODCS adds to structure: texts, unit, classification and the like. */
export function describedBy(property: Property, findings: Findings): Partial<Field> {
  const { at } = property;
  return {
    ...optional('description', textOf(at, 'description', findings)),
    ...optional('businessName', textOf(at, 'businessName', findings)),
    ...optional('classification', classificationOf(at, findings)),
    ...customFacts(at, findings),
    ...takenFrom(at),
  };
}

const sourceObject =
  /^((?:curated|metrics|business)\.[a-z][a-z0-9_]*_v\d+)(?:\.([a-z_][a-z0-9_]*))?$/;

/** Objects of other systems may stand in the list as well; they are none of ours. */
function takenFrom(at: NodeAt): Pick<Field, 'takenFrom'> {
  const found = itemNodes(memberNode(at, 'transformSourceObjects')).flatMap((item) => {
    const [, view, column] = sourceObject.exec(plainText(item) ?? '') ?? [];
    return view === undefined
      ? []
      : [{ view, ...optional('column', column), place: placeOf(item) }];
  });
  return found.length === 0 ? {} : { takenFrom: found };
}

function classificationOf(at: NodeAt, findings: Findings): Classification | undefined {
  return choiceOf(at, 'classification', classifications, findings);
}

function customFacts(at: NodeAt, findings: Findings): Partial<Field> {
  let facts: Partial<Field> = {};
  for (const entry of mappingsOf(at, 'customProperties', findings)) {
    const property = textOf(entry, 'property', findings);
    const value = memberNode(entry, 'value');
    if (value === undefined) continue;
    if (property === 'unit') facts = { ...facts, ...optional('unit', bindUnit(value, findings)) };
    if (property === 'identifier') {
      facts = { ...facts, ...optional('identifier', identifierAt(entry, value, findings)) };
    }
    if (property === 'personal') {
      const treatment = choiceOf(entry, 'value', treatments, findings);
      facts = { ...facts, ...optional('treatment', treatment) };
    }
    if (property !== undefined) noteNearly(property, entry, findings);
  }
  return facts;
}

/** Other tools have entries of their own here; only a name that is nearly one of ours is a mistake. */
function noteNearly(property: string, entry: NodeAt, findings: Findings): void {
  if (ours.includes(property)) return;
  const near = nearest(property, ours);
  if (near === undefined || Math.abs(near.length - property.length) > 1) return;
  const at = memberNode(entry, 'property') ?? entry;
  const message = `'${shown(property)}' has no effect`;
  note(findings, 'unknown-key', at, message, `did you mean '${near}'?`);
}

function identifierAt(entry: NodeAt, value: NodeAt, findings: Findings): string | undefined {
  const kind = requiredText(entry, 'value', findings);
  if (kind === undefined || /^[a-z][a-z0-9_]{0,39}$/.test(kind)) return kind;
  const message = `the identifier '${shown(kind)}' is no name of a kind of thing`;
  note(
    findings,
    'value-not-allowed',
    value,
    message,
    "write lower case letters, digits and '_': heat, slab",
  );
  return undefined;
}

/** Key paths in key order and quality rules of all properties, nested ones included. */
export function propertyFacts(
  properties: readonly Property[],
  nested: (property: Property) => readonly Property[],
  findings: Findings,
): PropertyFacts {
  const keys: { readonly path: string; readonly position: number; readonly at: NodeAt }[] = [];
  const quality: QualityRule[] = [];
  const visit = (property: Property): void => {
    quality.push(...bindQuality(property.at, property.path, findings));
    if (booleanOf(property.at, 'primaryKey', findings) === true) {
      const position = positionOf(property.at, keys.length + 1, findings);
      if (property.inArray) {
        const message = `'${property.path}' stands in an array and cannot be part of the key`;
        note(findings, 'field-unfit', property.at, message, 'use members of the record itself');
      } else {
        keys.push({ path: property.path, position, at: property.at });
      }
    }
    for (const inner of nested(property)) visit(inner);
  };
  for (const property of properties) visit(property);
  const sorted = [...keys].sort((a, b) => a.position - b.position);
  sorted.forEach((key, index) => {
    if (index > 0 && sorted[index - 1]?.position === key.position) {
      const message = `two properties of the key have the position ${key.position}`;
      note(findings, 'key-order', key.at, message, 'number them 1, 2, 3 by primaryKeyPosition');
    }
  });
  return { key: sorted.map((key) => key.path), quality };
}

function positionOf(at: NodeAt, otherwise: number, findings: Findings): number {
  const position = memberNode(at, 'primaryKeyPosition');
  if (position === undefined) return otherwise;
  const digits = position.node.kind === 'scalar' ? position.node.numberText : undefined;
  const value = Number(digits === undefined ? undefined : canonicalDecimal(digits));
  // -1 is the default value that the standard writes for "not part of the key".
  if (Number.isInteger(value) && value >= 1 && value <= 64) return value;
  note(
    findings,
    'key-order',
    position,
    "'primaryKeyPosition' is no whole number from 1",
    'count from 1',
  );
  return otherwise;
}

/** Notes a property that names no field. */
export function unknownProperty(
  property: Property,
  fields: readonly Field[],
  schemaPath: string,
  findings: Findings,
): void {
  const names = fields.map((field) => field.name);
  const message = `'${shown(property.path)}' is no member in ${schemaPath}`;
  const hint =
    didYouMean(property.name, names) ?? 'remove it, or add the member to the payload schema';
  noteKey(findings, 'field-unknown', memberNode(property.at, 'name') ?? property.at, message, hint);
}
