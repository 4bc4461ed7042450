import { itemNodes, memberNode, type NodeAt } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import { qualityEntries } from '../quality-entries.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Highest value of minute, hour, day of month, month, day of week. */
const fields = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const names = 'jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec,sun,mon,tue,wed,thu,fri,sat'.split(
  ',',
);

/** A cron schedule is one. */
export const scheduleReadable: Rule = {
  id: 'schedule-readable',
  severity: 'error',
  summary: 'Schedules for cron have five fields in range.',
  why: 'A check at 25:00 never runs, and a check that never runs is never red.',
  *check(context) {
    const levels = context.contracts.flatMap(({ root }) =>
      itemNodes(memberNode(root, 'slaProperties')),
    );
    const checks = qualityEntries(context).map((entry) => entry.node);
    for (const owner of [...levels, ...checks]) yield* judge(owner);
  },
};

function* judge(owner: NodeAt) {
  const at = memberNode(owner, 'schedule');
  const schedule = textOf(owner, 'schedule');
  if (at === undefined || schedule === undefined) return;
  if (textOf(owner, 'scheduler')?.toLowerCase() !== 'cron') return;
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(schedule)) return;
  const parts = schedule.trim().split(/\s+/);
  const wrong =
    parts.length === fields.length
      ? parts.find((part, index) => !isField(part, fields[index] ?? [0, 0]))
      : schedule;
  if (wrong === undefined) return;
  yield problemAt(
    at,
    wrong === schedule
      ? `the schedule '${schedule}' has ${parts.length} fields; cron reads 5`
      : `'${wrong}' in the schedule '${schedule}' is no field of cron`,
    'write minute, hour, day of month, month, day of week: 15 6 * * *',
  );
}

function isField(text: string, [low, high]: readonly [number, number]): boolean {
  return text.split(',').every((part) => {
    const [range = '', step, ...more] = part.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
    if (range === '*') return true;
    const ends = range.split('-');
    return ends.length <= 2 && ends.every((end) => isValue(end, low, high));
  });
}

function isValue(text: string, low: number, high: number): boolean {
  if (names.includes(text.toLowerCase())) return high <= 12;
  return /^\d{1,2}$/.test(text) && Number(text) >= low && Number(text) <= high;
}
