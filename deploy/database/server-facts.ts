import type { StoreSession } from '../../connectors/connector.ts';
import type { StoreName } from '../../contracts/plan/plan.ts';
import { type Difference, refusal } from './difference.ts';

/** What the server and our login can do. */
export interface ServerFacts {
  readonly version: number;
  readonly encoding: string;
  readonly user: string;
  readonly mayCreateRoles: boolean;
  readonly hasTimescale: boolean;
  /** Roles of the platform that exist. */
  readonly roles: ReadonlySet<string>;
}

/** The oldest major on which all generated SQL runs. */
const OLDEST_VERSION = 150_000;

export async function readServerFacts(session: StoreSession): Promise<ServerFacts> {
  const [row] = await session.query<{ facts: string }>({
    text: `
      SELECT json_build_object(
        'version', current_setting('server_version_num')::integer,
        'encoding', current_setting('server_encoding'),
        'user', current_user,
        'mayCreateRoles', (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user),
        'hasTimescale', EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb'),
        'roles', (SELECT coalesce(json_agg(rolname), '[]') FROM pg_roles
                  WHERE starts_with(rolname::text, 'tundish_'))
      )::text AS facts`,
  });
  const facts = JSON.parse(row?.facts ?? '{}') as Omit<ServerFacts, 'roles'> & {
    readonly roles: readonly string[];
  };
  return { ...facts, roles: new Set(facts.roles) };
}

/** Refusals that make looking further pointless. */
export function serverDifferences(store: StoreName, server: ServerFacts): readonly Difference[] {
  const found: Difference[] = [];
  if (server.version < OLDEST_VERSION) {
    found.push(
      refusal({
        store,
        kind: 'server',
        object: `store ${store}`,
        actual: `PostgreSQL ${Math.floor(server.version / 10_000)}`,
        planned: 'PostgreSQL 15 or newer',
        next: 'Point the store at a newer server.',
      }),
    );
  }
  if (server.encoding !== 'UTF8') {
    found.push(
      refusal({
        store,
        kind: 'server',
        object: `store ${store}`,
        actual: `a database in ${server.encoding}`,
        planned: 'a database in UTF8',
        next: 'Lengths and texts would mean something else: create a database with ENCODING UTF8.',
      }),
    );
  }
  return found;
}
