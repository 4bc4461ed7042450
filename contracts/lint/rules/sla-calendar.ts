import { itemNodes, memberNode } from '../../source/node-at.ts';
import type { LintContext } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

const measured = new Set(['frequency', 'fy', 'latency', 'ly', 'availability', 'av']);

/** Service levels of a stream say when the plant is expected to run. */
export const slaCalendar: Rule = {
  id: 'sla-calendar',
  severity: 'info',
  summary:
    'Frequency, latency and availability of a stream name the calendar by which they are measured.',
  why: 'A caster that stands for its planned relining sends nothing; without a calendar that is an alarm every night, and soon nobody reads them.',
  *check(context) {
    const streams = streamContracts(context);
    for (const { path, root } of context.contracts) {
      if (!streams.has(path)) continue;
      for (const sla of itemNodes(memberNode(root, 'slaProperties'))) {
        const property = textOf(sla, 'property') ?? '';
        if (!measured.has(property.toLowerCase())) continue;
        if (memberNode(sla, 'scheduler') !== undefined) continue;
        const [calendar] = context.plant.calendars;
        yield problemAtKey(
          memberNode(sla, 'property') ?? sla,
          isLatency(property)
            ? `service level '${property}' is measured around the clock, in planned stops too`
            : `service level '${property}' counts planned stops and free shifts as failures`,
          calendar === undefined
            ? 'add a calendar to plant.yaml, and here: scheduler: calendar, schedule: <its name>'
            : `add scheduler: calendar, schedule: ${calendar.name}`,
        );
      }
    }
  },
};

function isLatency(property: string): boolean {
  return ['latency', 'ly'].includes(property.toLowerCase());
}

/** Contracts with a dataset that arrives on a stream. */
function streamContracts({ plant }: LintContext): ReadonlySet<string> {
  return new Set(
    plant.products
      .flatMap((product) => product.contracts)
      .filter(({ datasets }) => datasets.some(({ source }) => source.kind === 'stream'))
      .map(({ path }) => path),
  );
}
