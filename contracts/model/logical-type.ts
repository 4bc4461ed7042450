import { shown } from '../source/checked-value.ts';
import { keyPlaceOf, memberNode, type NodeAt } from '../source/node-at.ts';
import { compareDecimals } from '../source/number-text.ts';
import {
  describedBy,
  type Property,
  type PropertyFacts,
  propertiesOf,
  propertyFacts,
} from './bind-properties.ts';
import type { Field } from './field.ts';
import { fieldNameProblem } from './field-name.ts';
import type { FieldType, NumericBounds, StringType } from './field-type.ts';
import {
  booleanOf,
  choiceOf,
  decimalAt,
  decimalOf,
  type Findings,
  mappingsOf,
  note,
  optional,
  scalarText,
  textOf,
} from './read-node.ts';

/** ODCS 3.2's logical types; 3.0 and 3.1 know all but the last two. */
export const logicalTypes = [
  'string',
  'date',
  'timestamp',
  'time',
  'number',
  'integer',
  'object',
  'array',
  'boolean',
  'map',
  'vector',
] as const;

/** The fields of a dataset without a stream: name, type and limits stand in the ODCS file. */
export function bindProperties(
  schemaObject: NodeAt,
  findings: Findings,
): { readonly fields: readonly Field[] } & PropertyFacts {
  const properties = propertiesOf(schemaObject, '', false, findings);
  const facts = propertyFacts(properties, () => [], findings);
  const key = new Set(facts.key);
  const fields = properties.flatMap((property) => {
    const field = fieldOf(property, key.has(property.path), findings);
    return field === undefined ? [] : [field];
  });
  return { fields, ...facts };
}

function fieldOf(property: Property, isKey: boolean, findings: Findings): Field | undefined {
  const { at, name } = property;
  const problem = fieldNameProblem(name);
  if (problem !== undefined) {
    note(
      findings,
      'field-name',
      memberNode(at, 'name') ?? at,
      `'${shown(name)}' ${problem}`,
      'rename the column in the transform',
    );
    return undefined;
  }
  const type = typeOf(at, property.path, findings);
  if (type === undefined) return undefined;
  const required = booleanOf(at, 'required', findings) === true || isKey;
  return {
    name,
    type,
    required,
    nullable: !required,
    ...describedBy(property, findings),
    place: keyPlaceOf(memberNode(at, 'name') ?? at),
  };
}

function typeOf(at: NodeAt, path: string, findings: Findings): FieldType | undefined {
  const logical = choiceOf(at, 'logicalType', logicalTypes, findings);
  const options = memberNode(at, 'logicalTypeOptions');
  switch (logical) {
    case undefined:
      if (memberNode(at, 'logicalType') === undefined) {
        const message = `'${path}' has no logicalType`;
        note(findings, 'field-type-missing', at, message, `add one of ${logicalTypes.join(', ')}`);
      }
      return undefined;
    case 'string':
      return {
        kind: 'string',
        ...stringLimits(options, findings),
        ...optional('values', enumOf(at, findings)),
      };
    case 'integer':
      return {
        kind: 'integer',
        ...numberLimits(options, findings),
        ...optional('values', decimalsOf(at, findings)),
      };
    case 'number': {
      const double = /^(double precision|double|float8|float64)$/i.test(
        textOf(at, 'physicalType', findings) ?? '',
      );
      return {
        kind: 'number',
        ...numberLimits(options, findings),
        ...optional('values', decimalsOf(at, findings)),
        ...(double ? { storage: 'double' as const } : {}),
      };
    }
    case 'array': {
      const items = memberNode(at, 'items');
      const type = items === undefined ? undefined : typeOf(items, `${path}.items`, findings);
      const isScalar =
        type !== undefined && !['object', 'array', 'union', 'json'].includes(type.kind);
      return isScalar ? { kind: 'array', items: type } : { kind: 'json', reason: 'untyped' };
    }
    case 'vector':
      return { kind: 'array', items: { kind: 'number', storage: 'double' } };
    case 'object':
    case 'map':
      return { kind: 'json', reason: logical === 'map' ? 'additional-properties' : 'untyped' };
    default:
      return { kind: logical };
  }
}

function stringLimits(options: NodeAt | undefined, findings: Findings): Partial<StringType> {
  return {
    ...optional('minLength', countOf(options, 'minLength', findings)),
    ...optional('maxLength', countOf(options, 'maxLength', findings)),
    ...optional('pattern', textOf(options, 'pattern', findings)),
    ...optional('format', textOf(options, 'format', findings)),
  };
}

function countOf(
  options: NodeAt | undefined,
  name: string,
  findings: Findings,
): number | undefined {
  const digits = decimalOf(options, name, findings);
  if (digits === undefined) return undefined;
  const count = Number(digits);
  if (Number.isInteger(count) && count >= 0) return count;
  const at = memberNode(options, name);
  if (at !== undefined)
    note(
      findings,
      'value-not-allowed',
      at,
      `'${name}' is ${digits}; expected is a whole number from 0`,
    );
  return undefined;
}

/** Limits as written, and those of a declared width (`i16`, `u32`), whichever are tighter. */
function numberLimits(options: NodeAt | undefined, findings: Findings): NumericBounds {
  const width = /^([iu])(8|16|32|64|128)$/.exec(textOf(options, 'format', findings) ?? '');
  const bits = BigInt(width?.[2] ?? 0);
  const signed = width?.[1] === 'i';
  const least = width === null ? undefined : signed ? String(-(2n ** (bits - 1n))) : '0';
  const most = width === null ? undefined : String(2n ** (signed ? bits - 1n : bits) - 1n);
  const minimum = decimalOf(options, 'minimum', findings);
  const maximum = decimalOf(options, 'maximum', findings);
  return {
    ...optional('minimum', tighter(minimum, least, 1)),
    ...optional('maximum', tighter(maximum, most, -1)),
    ...optional('exclusiveMinimum', decimalOf(options, 'exclusiveMinimum', findings)),
    ...optional('exclusiveMaximum', decimalOf(options, 'exclusiveMaximum', findings)),
  };
}

function tighter(a: string | undefined, b: string | undefined, sign: 1 | -1): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return sign * compareDecimals(a, b) >= 0 ? a : b;
}

/** ODCS 3.2's enum: `[{ value, label }]`. */
function enumOf(at: NodeAt, findings: Findings): readonly string[] | undefined {
  if (memberNode(at, 'enum') === undefined) return undefined;
  return mappingsOf(at, 'enum', findings).flatMap((entry) => {
    const text = scalarText(memberNode(entry, 'value'));
    return text === undefined ? [] : [text];
  });
}

function decimalsOf(at: NodeAt, findings: Findings): readonly string[] | undefined {
  if (memberNode(at, 'enum') === undefined) return undefined;
  return mappingsOf(at, 'enum', findings).flatMap((entry) => {
    const value = memberNode(entry, 'value');
    const decimal = value === undefined ? undefined : decimalAt(value);
    return decimal === undefined ? [] : [decimal];
  });
}
