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

/** USAGE on the schemas, then one statement per object and role. */
export function grantStatements(grants: readonly Grant[], schemaOf: SchemaOf): readonly string[] {
  const usages = new Set(
    grants.map(
      (grant) =>
        `GRANT USAGE ON SCHEMA ${quoteIdentifier(schemaOf(grant.store))} TO ${quoteIdentifier(grant.role)};`,
    ),
  );
  const byObject = new Map<string, string[]>();
  for (const grant of grants) {
    const object = qualifiedName(schemaOf(grant.store), grant.object);
    const target = `ON ${object} TO ${quoteIdentifier(grant.role)}`;
    byObject.set(target, [...(byObject.get(target) ?? []), grant.privilege]);
  }
  return [
    ...usages,
    ...[...byObject.entries()].map(
      ([target, privileges]) => `GRANT ${privileges.join(', ')} ${target};`,
    ),
  ];
}
