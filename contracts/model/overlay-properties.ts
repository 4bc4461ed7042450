import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt } from '../source/node-at.ts';
import {
  describedBy,
  type Property,
  type PropertyFacts,
  propertiesOf,
  propertyFacts,
  unknownProperty,
} from './bind-properties.ts';
import type { Field } from './field.ts';
import type { FieldType } from './field-type.ts';
import { logicalTypes } from './logical-type.ts';
import {
  booleanOf,
  choiceOf,
  type Findings,
  note,
  noteKey,
  optional,
  textOf,
} from './read-node.ts';

/**
 * Lays what the ODCS properties say over the fields of the payload schema, and checks them against
 * it: structure and types are the schema's alone.
 */
export function overlayProperties(
  schemaObject: NodeAt,
  fields: readonly Field[],
  schemaPath: string,
  findings: Findings,
  eventTime?: string,
): { readonly fields: readonly Field[] } & PropertyFacts {
  const overlay = new Overlay(schemaPath, findings, eventTime);
  const properties = propertiesOf(schemaObject, '', false, findings);
  const described = overlay.fields(fields, properties);
  const facts = propertyFacts(properties, (property) => overlay.nested(property), findings);
  return { fields: described, ...facts };
}

class Overlay {
  readonly #schemaPath: string;
  readonly #findings: Findings;
  readonly #eventTime: string | undefined;
  readonly #nested = new Map<NodeAt, readonly Property[]>();

  constructor(schemaPath: string, findings: Findings, eventTime: string | undefined) {
    this.#eventTime = eventTime;
    this.#schemaPath = schemaPath;
    this.#findings = findings;
  }

  fields(fields: readonly Field[], properties: readonly Property[]): readonly Field[] {
    const byName = new Map(properties.map((property) => [property.name, property]));
    const names = new Set(fields.map((field) => field.name));
    for (const property of properties) {
      if (!names.has(property.name)) {
        unknownProperty(property, fields, this.#schemaPath, this.#findings);
      }
    }
    return fields.map((field) => {
      const property = byName.get(field.name);
      return property === undefined ? field : this.#field(field, property);
    });
  }

  /** The properties below a property, read once so that each finding comes once. */
  nested(property: Property): readonly Property[] {
    const known = this.#nested.get(property.at);
    if (known !== undefined) return known;
    const items = memberNode(property.at, 'items');
    const direct = propertiesOf(property.at, property.path, property.inArray, this.#findings);
    const ofItems =
      items === undefined ? [] : propertiesOf(items, property.path, true, this.#findings);
    const found = [...direct, ...ofItems];
    this.#nested.set(property.at, found);
    return found;
  }

  #field(field: Field, property: Property): Field {
    this.#check(field, property);
    return {
      ...field,
      ...describedBy(property, this.#findings),
      ...optional('physicalName', this.#physicalName(property)),
      type: this.#type(field.type, property),
    };
  }

  #physicalName({ at }: Property): string | undefined {
    const name = textOf(at, 'physicalName', this.#findings);
    if (name === undefined || /^[a-z][a-z0-9_]{0,62}$/.test(name)) return name;
    const message = `'${shown(name)}' is no name of a column`;
    const hint = "use up to 63 lower case letters, digits and '_', a letter first, or leave it out";
    note(this.#findings, 'name-refused', memberNode(at, 'physicalName') ?? at, message, hint);
    return undefined;
  }

  #type(type: FieldType, property: Property): FieldType {
    const inner = this.nested(property);
    switch (type.kind) {
      case 'object':
        return { ...type, fields: this.fields(type.fields, inner) };
      case 'array':
        return { ...type, items: this.#type(type.items, property) };
      case 'union': {
        const names = new Set(
          type.branches.flatMap((branch) => branch.fields.map(({ name }) => name)),
        );
        const all = type.branches.flatMap((branch) => branch.fields);
        for (const each of inner) {
          if (!names.has(each.name)) unknownProperty(each, all, this.#schemaPath, this.#findings);
        }
        return {
          ...type,
          branches: type.branches.map((branch) => {
            const own = new Set(branch.fields.map(({ name }) => name));
            const stated = inner.filter(({ name }) => own.has(name));
            return { ...branch, fields: this.fields(branch.fields, stated) };
          }),
        };
      }
      case 'json':
        return type;
      default:
        for (const each of inner) unknownProperty(each, [], this.#schemaPath, this.#findings);
        return type;
    }
  }

  /**
   * A time that is a text to the schema, because its zone or its format is wrong: both are told where
   * they stand.
   */
  #isToldElsewhere(logical: string, { type }: Field, { path }: Property): boolean {
    return (
      ['timestamp', 'date', 'time'].includes(logical) &&
      type.kind === 'string' &&
      (path === this.#eventTime || (type.format !== undefined && isSlipOfTime(type.format)))
    );
  }

  #check(field: Field, property: Property): void {
    const logical = choiceOf(property.at, 'logicalType', logicalTypes, this.#findings);
    const expected = logicalTypesOf(field.type);
    if (
      logical !== undefined &&
      !expected.includes(logical) &&
      !this.#isToldElsewhere(logical, field, property)
    ) {
      const at = memberNode(property.at, 'logicalType') ?? property.at;
      const message = `'${property.path}' is ${logical} here and ${expected[0]} in ${this.#schemaPath}`;
      note(
        this.#findings,
        'field-type-differs',
        at,
        message,
        `write ${expected[0]}, or leave it out`,
      );
    }
    const optionsAt = memberNode(property.at, 'logicalTypeOptions');
    if (optionsAt !== undefined) {
      const message = `'${property.path}' repeats limits that belong into ${this.#schemaPath}`;
      noteKey(this.#findings, 'field-written-twice', optionsAt, message, 'move them there');
    }
    const required = booleanOf(property.at, 'required', this.#findings);
    if (required === true && (!field.required || field.nullable)) {
      const at = memberNode(property.at, 'required') ?? property.at;
      const message = `'${property.path}' is required here and may be absent or null in ${this.#schemaPath}`;
      note(this.#findings, 'field-type-differs', at, message, 'say it in the payload schema alone');
    }
  }
}

/** `datetime`, `timestamp`: the rule `format-known` says what is meant. */
function isSlipOfTime(format: string): boolean {
  return /^(date[-_ ]?time|timestamp|iso-?8601|dates?|times?)$/i.test(format);
}

/** The logical types that agree with a type of the model, the best one first. */
function logicalTypesOf(type: FieldType): readonly string[] {
  switch (type.kind) {
    case 'timestamp':
    case 'local-timestamp':
      return ['timestamp'];
    case 'union':
    case 'object':
      return ['object', 'map'];
    case 'json':
      return ['object', 'map', 'array', 'vector', 'string', 'number', 'integer', 'boolean'];
    case 'array':
      return ['array', 'vector'];
    default:
      return [type.kind];
  }
}
