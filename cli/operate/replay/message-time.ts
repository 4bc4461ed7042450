import type { StreamMajor } from '../../../contracts/plan/plan.ts';
import { readTime } from '../../../ingestion/event-time.ts';
import { readMember } from '../../../ingestion/read-member.ts';
import { zonedToUtc } from '../../../ingestion/zoned-time.ts';

/** When the message happened, in milliseconds since 1970; undefined where it does not say. */
export function messageTime({ stream }: StreamMajor): (message: unknown) => number | undefined {
  const { eventTime } = stream;
  if (eventTime === undefined) return () => undefined;
  const path = eventTime.field.split('.');
  return (message) => {
    const record: unknown = Array.isArray(message) ? message[0] : message;
    const written = readMember(record, path);
    const time = typeof written === 'string' ? readTime(written) : undefined;
    if (time === undefined || !time.local) return time?.ms;
    const utc = zonedToUtc(Math.floor(time.ms), eventTime.zone ?? 'UTC');
    return typeof utc === 'number' ? utc : undefined;
  };
}
