import type { Field } from '../../model/field.ts';
import type { FieldType, UnionType } from '../../model/field-type.ts';
import { variantBranches } from '../../model/variants.ts';
import { unitText } from '../../plan/field-text.ts';
import type { StreamMajor } from '../../plan/plan.ts';
import { docComment, memberName, stringLiteral } from './ts-text.ts';

/** The types of one stream major's messages: the record, and the message where it holds many. */
export function messageTypes(
  major: StreamMajor,
  description: string | undefined,
  name: string,
): string {
  const many = major.payload.records === 'array';
  const record = many ? `${name}Record` : `${name}Message`;
  const about = [
    description,
    `${many ? 'One record of a message' : 'Message'} on \`${major.stream.topic}\`, contract version ${major.version}.`,
  ];
  const type = `${docComment(about)}export ${recordType(major, record)}\n`;
  if (!many) return type;
  return `${type}\n${docComment([`Message on \`${major.stream.topic}\`.`])}export type ${name}Message = readonly ${record}[];\n`;
}

function recordType({ fields, variants }: StreamMajor, name: string): string {
  if (variants === undefined) return `interface ${name} ${objectType(fields, '')}`;
  const { discriminator } = variants;
  const branches = variantBranches(fields, variants);
  return `type ${name} = ${unionType({ kind: 'union', discriminator, branches }, '')};`;
}

function objectType(fields: readonly Field[], indent: string): string {
  if (fields.length === 0) return '{}';
  const inner = `${indent}  `;
  return `{\n${fields.map((field) => memberOf(field, inner)).join('')}${indent}}`;
}

function memberOf(field: Field, indent: string): string {
  const doc = docComment(
    [
      field.description ?? field.businessName,
      field.unit === undefined ? undefined : `Unit: ${unitText(field.unit)}`,
      field.classification === undefined ? undefined : `Classification: ${field.classification}`,
      field.treatment === undefined ? undefined : `Before it is stored: ${field.treatment}.`,
      ...constraints(field.type),
    ],
    indent,
  );
  const type = fieldType(field.type, indent);
  const nullable = field.nullable && type !== 'unknown' ? ' | null' : '';
  return `${doc}${indent}${memberName(field.name)}${field.required ? '' : '?'}: ${type}${nullable};\n`;
}

function fieldType(type: FieldType, indent: string): string {
  switch (type.kind) {
    case 'string':
      return type.values === undefined || type.values.length === 0
        ? 'string'
        : type.values.map(stringLiteral).join(' | ');
    case 'integer':
    case 'number':
      return numberType(type.values);
    case 'boolean':
      return type.values?.length === 1 ? String(type.values[0]) : 'boolean';
    case 'timestamp':
    case 'local-timestamp':
    case 'date':
    case 'time':
      return 'string';
    case 'object':
      return objectType(type.fields, indent);
    case 'array':
      return arrayType(type.items, indent);
    case 'union':
      return unionType(type, indent);
    case 'json':
      return 'unknown';
  }
}

/** Digits beyond a double's cannot be written as a literal that means them. */
function numberType(values: readonly string[] | undefined): string {
  const exact = values?.every(
    (value) => /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) && value.length < 16,
  );
  return values !== undefined && values.length > 0 && exact ? values.join(' | ') : 'number';
}

function arrayType(items: FieldType, indent: string): string {
  const element = fieldType(items, indent);
  return /^[A-Za-z]+$/.test(element) ? `readonly ${element}[]` : `readonly (${element})[]`;
}

function unionType(type: UnionType, indent: string): string {
  const branches = type.branches.map((branch) => {
    const others = branch.fields.filter((field) => field.name !== type.discriminator);
    const constant = `${indent}  ${memberName(type.discriminator)}: ${stringLiteral(branch.value)};\n`;
    return `{\n${constant}${others.map((field) => memberOf(field, `${indent}  `)).join('')}${indent}}`;
  });
  return branches.length === 0 ? 'never' : branches.join(' | ');
}

/** What a type cannot say, in words. */
function constraints(type: FieldType): readonly (string | undefined)[] {
  switch (type.kind) {
    case 'timestamp':
      return ['RFC 3339 time with offset.'];
    case 'local-timestamp':
      return ["Local time without offset, in the stream's declared zone."];
    case 'date':
      return ['Date as year-month-day.'];
    case 'time':
      return ['Time of day with offset.'];
    case 'integer':
    case 'number':
      return [
        type.minimum === undefined ? undefined : `At least ${type.minimum}.`,
        type.exclusiveMinimum === undefined ? undefined : `More than ${type.exclusiveMinimum}.`,
        type.maximum === undefined ? undefined : `At most ${type.maximum}.`,
        type.exclusiveMaximum === undefined ? undefined : `Less than ${type.exclusiveMaximum}.`,
        type.kind === 'integer' ? 'Whole number.' : undefined,
      ];
    case 'string':
      return [
        type.maxLength === undefined ? undefined : `At most ${type.maxLength} characters.`,
        type.format === undefined ? undefined : `Format: ${type.format}.`,
      ];
    default:
      return [];
  }
}
