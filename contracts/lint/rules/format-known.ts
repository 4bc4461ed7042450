import { memberNode, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** Formats of JSON Schema 2020-12 (validation, section 7.3), and `date-time-local`. */
const formats = [
  'date-time',
  'date-time-local',
  'date',
  'time',
  'duration',
  'email',
  'idn-email',
  'hostname',
  'idn-hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'iri',
  'iri-reference',
  'uuid',
  'uri-template',
  'json-pointer',
  'relative-json-pointer',
  'regex',
];

/** What people write instead. */
const meant: Readonly<Record<string, string>> = {
  timestamp: 'date-time',
  datetime: 'date-time',
  iso8601: 'date-time',
  'iso-8601': 'date-time',
  guid: 'uuid',
  url: 'uri',
};

/** A format is one that validators know. */
export const formatKnown: Rule = {
  id: 'format-known',
  severity: 'warning',
  summary: 'A format is not a slip of the pen away from one of JSON Schema.',
  why: 'Validators skip a format that they do not know: with datetime for date-time any text passes, and the column is text.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const format = memberNode(at, 'format');
      const text = plainText(format);
      if (format === undefined || text === undefined || formats.includes(text)) continue;
      const folded = text.toLowerCase();
      const near = Object.hasOwn(meant, folded) ? meant[folded] : nearest(text, formats);
      if (near === undefined) continue;
      const problem = problemAt(
        format,
        `the format '${text}' of ${schemaName(at)} is not known and checks nothing`,
        `did you mean '${near}'?`,
      );
      // A time that becomes a text is a column of another type.
      yield /^(date|time|date-time)$/.test(near) ? { ...problem, severity: 'error' } : problem;
    }
  },
};
