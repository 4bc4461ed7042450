import { compareText } from '../finding.ts';
import type { Plan } from './plan.ts';

/** The plan as JSON with sorted members: the same plan gives the same bytes, and ends in a line. */
export function serialisePlan(plan: Plan): string {
  return `${JSON.stringify(plan, (_, value: unknown) => sortMembers(value), 2)}\n`;
}

function sortMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  // fromEntries defines own members, also for a name such as __proto__.
  return Object.fromEntries(entries);
}
