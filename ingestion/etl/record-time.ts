import type { StreamMajor } from '../../contracts/plan/plan.ts';
import { eventTime } from '../event-time.ts';
import type { RawRow } from './decode-raw-row.ts';
import { instantText } from './instant-text.ts';
import type { RecordTime } from './map-record.ts';
import { compilePath } from './read-path.ts';

/** Reads the event time of each record by a major's declaration. */
export function recordTime(major: StreamMajor): (record: unknown, row: RawRow) => RecordTime {
  const declared = major.stream.class === 'event' ? major.stream.eventTime : undefined;
  const read = compilePath(declared === undefined ? [] : declared.field.split('.'));
  return (record, row) => {
    const receivedAtMs = Date.parse(row.received_at);
    if (declared === undefined) {
      return { eventTime: row.received_at, eventTimeBasis: 'received' };
    }
    const { ms, basis } = eventTime(read(record), declared, receivedAtMs);
    const isReceived = basis !== 'source' && basis !== 'ahead';
    return { eventTime: isReceived ? row.received_at : instantText(ms), eventTimeBasis: basis };
  };
}
