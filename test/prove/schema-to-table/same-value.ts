import type { PostgresType } from '../../../contracts/plan/postgres-type.ts';
import { type Exact, ExactNumber, exactJson, isExactArray, sameExact } from './exact-json.ts';
import { instantNs, localNs } from './instant.ts';

/**
 * Whether a column's text (an array as JSON) is the value that was sent. Missing and null are both
 * NULL; numbers agree in every digit, times as instants to the microsecond.
 */
export function sameValue(
  type: PostgresType,
  zone: string | undefined,
  sent: Exact | undefined,
  stored: string | null,
): boolean {
  if (sent === undefined || sent === null) return stored === null;
  if (type === 'timestamptz' && zone !== undefined && typeof sent === 'string') {
    const instant = localNs(sent, zone);
    // Shown twice or never by the zone's clocks: not guessed.
    return instant === undefined ? stored === null : sameInstant(instant, stored);
  }
  if (stored === null) return false;
  if (type === 'jsonb') return sameExact(sent, exactJson(stored));
  if (!type.endsWith('[]')) return sameScalar(type, sent, stored);
  const items = exactJson(stored);
  const itemType = type.slice(0, -2) as PostgresType;
  return (
    isExactArray(sent) &&
    isExactArray(items) &&
    sent.length === items.length &&
    sent.every((item, index) => sameItem(itemType, item, items[index] ?? null))
  );
}

function sameItem(type: PostgresType, sent: Exact, stored: Exact): boolean {
  if (sent === null || stored === null) return sent === stored;
  if (type === 'timestamptz' && typeof sent === 'string' && typeof stored === 'string') {
    return sameInstant(instantNs(sent), stored);
  }
  if (type === 'date' && typeof sent === 'string' && typeof stored === 'string') {
    return sameDay(sent, stored);
  }
  return sameExact(sent, stored);
}

/** The year 0 of ISO 8601 is PostgreSQL's first before Christ. */
function sameDay(sent: string, stored: string): boolean {
  return sent === stored || stored === `0001${sent.replace(/^0000/, '')} BC`;
}

function sameScalar(type: PostgresType, sent: Exact, stored: string): boolean {
  switch (type) {
    case 'numeric':
    case 'bigint':
      return sent instanceof ExactNumber && sent.canonical === new ExactNumber(stored).canonical;
    case 'boolean':
      return sent === (stored === 'true');
    case 'timestamptz':
    case 'timestamp':
      return typeof sent === 'string' && sameInstant(instantNs(sent), stored);
    case 'date':
      return typeof sent === 'string' && sameDay(sent, stored);
    default:
      return sent === stored;
  }
}

/** Half a microsecond either way is how PostgreSQL rounds, a whole one how a clock cuts. */
function sameInstant(sent: bigint, stored: string | null): boolean {
  if (stored === null) return false;
  const apart = instantNs(stored) - sent;
  return apart < 1000n && apart > -1000n;
}
