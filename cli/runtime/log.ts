import { destination, pino, stdTimeFunctions } from 'pino';
import type { Log } from '../../connectors/log.ts';

/**
 * JSON lines on stderr, so that stdout stays the result. Fields never hold payload values; the
 * level comes from TUNDISH_LOG (`info` unless set; `silent` for none).
 */
export function processLog(role: string, env: Readonly<Record<string, string | undefined>>): Log {
  return pino(
    { base: { role }, level: env.TUNDISH_LOG ?? 'info', timestamp: stdTimeFunctions.isoTime },
    destination({ dest: 2, sync: true }),
  );
}
