/** The column types that plans use; arrays only of scalars. */
export type PostgresType = ScalarType | `${ScalarType}[]`;

export type ScalarType =
  | 'text'
  | 'bigint'
  | 'integer'
  | 'smallint'
  | 'numeric'
  | 'double precision'
  | 'boolean'
  | 'timestamptz'
  | 'timestamp'
  | 'date'
  | 'time'
  | 'jsonb'
  | 'uuid'
  | 'xid8'
  | 'bytea';
