import type { StoreSession } from '../../connectors/connector.ts';
import type { Transform, ViewName } from '../../contracts/model/transform.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { Difference } from './difference.ts';

type ReadableStore = ViewName['store'];

/**
 * Computed datasets that cannot be computed where the stores are: a SELECT sees the views of one
 * database only, and it runs in that of business. `identities` tells the database of each store.
 * Pure.
 */
export function apartDifferences(
  plan: Plan,
  identities: Readonly<Record<ReadableStore, string>>,
): readonly Difference[] {
  return plan.datasets.flatMap((dataset): readonly Difference[] => {
    if (dataset.kind !== 'computed') return [];
    const apart = storesRead(dataset.transform).filter(
      (store) => identities[store] !== identities.business,
    );
    if (apart.length === 0) return [];
    const stores = apart.join(' and ');
    const are = apart.length === 1 ? 'is' : 'are';
    return [
      {
        store: 'business',
        kind: 'transform',
        object: dataset.id,
        action: 'refuse',
        actual: `${stores} in another database than business`,
        planned: `one SELECT over views of ${stores}`,
        message: `${dataset.id}: its transform reads views of ${stores}, which ${are} in another database than business, and one SELECT does not reach both. Let the URLs of metrics, curated and business name one database; raw may be apart.`,
        statements: [],
      },
    ];
  });
}

function storesRead({ reads, refresh }: Transform): readonly ReadableStore[] {
  const watched = refresh.kind === 'full' ? [] : refresh.changedBy.map(({ view }) => view);
  return [...new Set([...reads, ...watched].map(({ store }) => store))].sort();
}

/** Which database a session is in. Two URLs can name one, so the server is asked. */
export async function databaseIdentity(session: StoreSession): Promise<string> {
  const [row] = await session.query<{ identity: string }>({
    text: `SELECT (SELECT system_identifier FROM pg_control_system()) || '/' ||
             (SELECT oid FROM pg_database WHERE datname = current_database()) AS identity`,
  });
  if (row === undefined) throw new Error('the server does not say which database this is');
  return row.identity;
}
