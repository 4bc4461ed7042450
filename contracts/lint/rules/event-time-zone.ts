import { fieldAt } from '../field-at.ts';
import type { DatasetSource } from '../lint-context.ts';
import { datasetsOf } from '../lint-context.ts';
import { memberOf, problemAt, problemAtKey, textOf } from '../located.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Times without an offset come with the zone they are meant in. */
export const eventTimeZone: Rule = {
  id: 'event-time-zone',
  severity: 'error',
  summary: 'An event time without an offset declares its IANA zone.',
  why: 'Plant clocks run in local time: read as UTC every value lies hours off, and the hour that repeats in October is stored in the wrong order.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const dataset of datasets) yield* checkKnownZone(dataset);
    }
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      const { eventTime } = dataset.source.stream;
      if (eventTime === undefined || eventTime.zone !== undefined) continue;
      const field = fieldAt(dataset.fields, eventTime.field);
      const written = memberOf(source?.profile, 'eventTime');
      if (field?.type.kind === 'local-timestamp' && written !== undefined) {
        yield problemAtKey(
          written,
          `event time '${eventTime.field}' of stream '${dataset.name}' has no offset in its text and no zone in the contract`,
          'add zone: Europe/Berlin (the IANA zone of the source clock), or have the source send the offset',
        );
      }
    }
  },
};

function* checkKnownZone({ name, profile }: DatasetSource): Iterable<Problem> {
  const zone = memberOf(memberOf(profile, 'eventTime'), 'zone');
  const text = textOf(memberOf(profile, 'eventTime'), 'zone');
  if (zone === undefined || text === undefined || isZone(text)) return;
  yield problemAt(
    zone,
    `'${text}' of stream '${name}' is not a time zone of the IANA database`,
    'write a zone such as Europe/Berlin; abbreviations like MEZ change twice a year',
  );
}

function isZone(name: string): boolean {
  // Offsets and abbreviations pass as zones in some engines; daylight saving needs a place.
  if (!/^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
