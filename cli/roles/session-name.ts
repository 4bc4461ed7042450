import { createHash } from 'node:crypto';
import type { RoleContext } from './role.ts';
import { roleNames } from './role-names.ts';

/** Names that instances have where nobody gives them one. */
const unnamed: ReadonlySet<string> = new Set(['up', ...roleNames]);

/** Brokers take a hundred characters and more, some no more. */
const PLANT_CHARACTERS = 30;

/**
 * The MQTT client id of a class of streams, by which a broker keeps what the plant has not read yet:
 * plant, database and the instance's name where it was given one. It is the same whatever role reads
 * (`up`, `run pump`, `run reader`), so that a queue that is added in between strands nothing; and
 * another one for each environment, since two clients of one id throw each other out. The database is
 * told by the address in its URL, which a reader knows without reaching it.
 */
export function sessionName(
  kind: 'events' | 'samples',
  {
    plan,
    environment,
    instance,
    named = instance,
  }: Pick<RoleContext, 'plan' | 'environment' | 'instance' | 'named'>,
): string {
  const store = kind === 'events' ? environment.stores.raw : environment.stores.metrics;
  const plant = plan.plant.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const place = createHash('sha256')
    .update(JSON.stringify([plan.plant, databaseOf(store)]))
    .digest('hex');
  return [
    'tundish',
    plant.slice(0, PLANT_CHARACTERS),
    place.slice(0, 10),
    ...(unnamed.has(named) ? [] : [named]),
    kind,
  ].join('-');
}

/** Host, port and database of a URL, as PostgreSQL's clients understand it; no user, no password. */
function databaseOf(url: string): readonly string[] {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return [
    (searchParams.get('host') ?? hostname).toLowerCase(),
    searchParams.get('port') ?? (port === '' ? '5432' : port),
    decodeURIComponent(pathname),
  ];
}
