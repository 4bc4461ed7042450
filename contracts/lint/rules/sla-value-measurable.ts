import { dateFault } from '../calendar-date.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { type SlaEntry, slaEntries } from '../sla-entries.ts';
import { textOf } from '../written.ts';

const timed = new Set([
  'retention',
  'frequency',
  'latency',
  'timeToDetect',
  'timeToNotify',
  'timeToRepair',
]);
const dated = new Set(['generalAvailability', 'endOfSupport', 'endOfLife']);
const shares = new Set(['availability', 'errorRate']);

/** Service levels can be measured. */
export const slaValueMeasurable: Rule = {
  id: 'sla-value-measurable',
  severity: 'error',
  summary: 'Service levels about time and share have numbers, those about the end of life dates.',
  why: 'Nothing can be compared with "as soon as possible" or 110 percent: the promise is never broken, and never kept.',
  *check(context) {
    for (const entry of slaEntries(context)) {
      const fault = faultOf(entry);
      if (fault === undefined || entry.valueAt === undefined) continue;
      yield problemAt(
        entry.valueAt,
        `the value '${entry.value}' of service level '${entry.property}' ${fault[0]}`,
        fault[1],
      );
    }
  },
};

function faultOf({ node, level, value }: SlaEntry): readonly [string, string] | undefined {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (dated.has(level)) {
    const fault = dateFault(value);
    return fault === undefined ? undefined : [fault, 'write a date as 2026-12-31'];
  }
  if (timed.has(level)) {
    // Some write `continuous` or a duration with its unit; only a number can be measured.
    if (Number.isNaN(number)) return ['is no number', 'write a number, and its unit in unit'];
    return number > 0 ? undefined : ['is not above 0', 'write how long it may take'];
  }
  const unit = (textOf(node, 'unit') ?? '').toLowerCase();
  const isPercent = /^(%|percent|pct)$/.test(unit);
  if (!shares.has(level) || !isPercent) return undefined;
  return number >= 0 && number <= 100
    ? undefined
    : ['is no percentage', 'write a number from 0 to 100'];
}
