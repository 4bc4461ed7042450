/**
 * What a schema of a database really holds, in PostgreSQL's own canonical spelling. Two shapes that
 * the same server printed can be compared as text.
 */
export interface StoreShape {
  readonly exists: boolean;
  readonly tables: readonly TableShape[];
  readonly views: readonly ViewShape[];
  /** Privileges of the platform's roles: on tables and views, and USAGE on the schema. */
  readonly privileges: readonly PrivilegeShape[];
}

export interface TableShape {
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly ColumnShape[];
  /** `PRIMARY KEY (a, b)`, or null. */
  readonly primaryKey: string | null;
  readonly checks: readonly NamedDefinition[];
  /** Without the primary key's. */
  readonly indexes: readonly NamedDefinition[];
  /** `RANGE ("time")`, `HYPERTABLE`, or null. */
  readonly partitioning: string | null;
  readonly partitions: readonly string[];
}

export interface ColumnShape {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** The default's expression, `IDENTITY`, or null. */
  readonly value: string | null;
  readonly comment: string | null;
}

export interface NamedDefinition {
  readonly name: string;
  readonly definition: string;
}

export interface ViewShape {
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment: string | null;
  }[];
  readonly definition: string;
}

export interface PrivilegeShape {
  readonly role: string;
  readonly privilege: string;
  /** A table or view, or null for the schema itself. */
  readonly object: string | null;
  /** False for owners, logins and roles of the plant's own: theirs is not for us to revoke. */
  readonly managed: boolean;
}
