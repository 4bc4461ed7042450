import { compareText } from '../../finding.ts';
import type { Grant } from '../../plan/plan.ts';
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../../plan/sql-text.ts';
import type { SchemaOf } from './schema-names.ts';

/**
 * Creates a group role unless it is there. Roles belong to the whole server and PostgreSQL has no
 * IF NOT EXISTS for them; two applies at once may both try, so the second one's error is caught.
 */
export function createRole(role: string): string {
  const body = [
    'BEGIN',
    `  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(role)}) THEN`,
    `    CREATE ROLE ${quoteIdentifier(role)} NOLOGIN;`,
    '  END IF;',
    'EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;',
    'END',
  ].join('\n');
  // A quoted body, not a dollar-quoted one: a name could hold the closing tag.
  return `DO ${quoteLiteral(body)};`;
}

/** The roles that grants name, sorted. */
export function rolesOf(grants: readonly Grant[]): readonly string[] {
  return [...new Set(grants.map((grant) => grant.role))].sort(compareText);
}

/** USAGE on the schemas, then one statement per role and set of privileges. */
export function grantStatements(grants: readonly Grant[], schemaOf: SchemaOf): readonly string[] {
  const usages = new Set(
    grants.map(
      ({ role, store }) =>
        `GRANT USAGE ON SCHEMA ${quoteIdentifier(schemaOf(store))} TO ${quoteIdentifier(role)};`,
    ),
  );
  const statements = new Map<string, string[]>();
  for (const { role, privileges, object } of byObject(grants, schemaOf)) {
    const key = JSON.stringify([privileges.join(', '), role]);
    statements.set(key, [...(statements.get(key) ?? []), object]);
  }
  return [
    ...usages,
    ...[...statements.entries()].map(([key, objects]) => {
      const [privileges, role] = JSON.parse(key) as [string, string];
      const list = objects.map((object) => `\n  ${object}`).join(',');
      return `GRANT ${privileges} ON${list}\n  TO ${quoteIdentifier(role)};`;
    }),
  ];
}

/** Takes privileges on one table or view from one role. */
export function revokeStatement(
  { role, store, object }: Pick<Grant, 'role' | 'store' | 'object'>,
  privileges: readonly string[],
  schemaOf: SchemaOf,
): string {
  const words = privileges.filter((one) => /^[A-Z ]+$/.test(one)).join(', ');
  return `REVOKE ${words} ON ${qualifiedName(schemaOf(store), object)} FROM ${quoteIdentifier(role)};`;
}

function byObject(
  grants: readonly Grant[],
  schemaOf: SchemaOf,
): readonly {
  readonly role: string;
  readonly object: string;
  readonly privileges: readonly string[];
}[] {
  const found = new Map<string, { role: string; object: string; privileges: string[] }>();
  for (const { role, privilege, store, object } of grants) {
    const name = qualifiedName(schemaOf(store), object);
    const key = JSON.stringify([role, name]);
    const known = found.get(key) ?? { role, object: name, privileges: [] };
    known.privileges.push(privilege);
    found.set(key, known);
  }
  return [...found.values()];
}
