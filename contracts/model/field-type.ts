import type { Field } from './field.ts';

/**
 * The closed set of types that a field can have. Bounds are decimal texts, so that no bound loses
 * digits on its way from the contract to SQL.
 */
export type FieldType =
  | StringType
  | IntegerType
  | NumberType
  | BooleanType
  | TimeType
  | ObjectType
  | ArrayType
  | UnionType
  | JsonType;

export interface StringType {
  readonly kind: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Allowed values where the schema names them (`enum`, `const`). */
  readonly values?: readonly string[];
  /** Kept for documentation and checked by the validator; never becomes a CHECK. */
  readonly pattern?: string;
  readonly format?: string;
}

export interface NumericBounds {
  readonly minimum?: string;
  readonly maximum?: string;
  readonly exclusiveMinimum?: string;
  readonly exclusiveMaximum?: string;
  readonly values?: readonly string[];
}

export interface IntegerType extends NumericBounds {
  readonly kind: 'integer';
}

export interface NumberType extends NumericBounds {
  readonly kind: 'number';
  /** Present where a computed dataset asks for `double precision`; numeric otherwise. */
  readonly storage?: 'double';
}

export interface BooleanType {
  readonly kind: 'boolean';
  readonly values?: readonly boolean[];
}

export interface TimeType {
  /** `local-timestamp`: no offset in the text; its zone is the stream's declared zone. */
  readonly kind: 'timestamp' | 'local-timestamp' | 'date' | 'time';
}

export interface ObjectType {
  readonly kind: 'object';
  readonly fields: readonly Field[];
}

export interface ArrayType {
  readonly kind: 'array';
  readonly items: FieldType;
}

/** `oneOf`/`anyOf` whose branches each fix `discriminator` to a constant of their own. */
export interface UnionType {
  readonly kind: 'union';
  readonly discriminator: string;
  readonly branches: readonly UnionBranch[];
}

export interface UnionBranch {
  readonly value: string;
  /** All members of the branch, the discriminator among them. */
  readonly fields: readonly Field[];
}

/** What has no columns of its own; `reason` is shown in the finding that says so. */
export interface JsonType {
  readonly kind: 'json';
  readonly reason:
    | 'recursive'
    | 'undiscriminated-union'
    | 'pattern-properties'
    | 'additional-properties'
    | 'array-depth'
    | 'mixed-type'
    | 'untyped'
    | 'tuple';
}
