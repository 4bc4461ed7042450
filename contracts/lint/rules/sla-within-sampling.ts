import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { slaEntries, slaMs } from '../sla-entries.ts';
import { textOf } from '../written.ts';

/** Nothing is promised faster than it is sampled. */
export const slaWithinSampling: Rule = {
  id: 'sla-within-sampling',
  severity: 'warning',
  summary: 'A sensor dataset promises no latency or frequency below its sampling interval.',
  why: 'A value every second cannot come from a gauge that is read every five: the alarm rings all night, until somebody turns it off.',
  *check(context) {
    const sensors = datasetsOf(context).filter(
      ({ dataset }) => dataset.source.kind === 'stream' && dataset.source.stream.class === 'sensor',
    );
    if (sensors.length === 0) return;
    for (const entry of slaEntries(context)) {
      const { contract, node, level, valueAt } = entry;
      const promised = slaMs(entry);
      if (promised === undefined || valueAt === undefined) continue;
      if (level !== 'latency' && level !== 'frequency') continue;
      const element = textOf(node, 'element')?.split('.')[0];
      for (const { contract: owner, dataset } of sensors) {
        if (owner.path !== contract.path || (element !== undefined && element !== dataset.name))
          continue;
        const stream = dataset.source.kind === 'stream' ? dataset.source.stream : undefined;
        const samplingMs = stream?.class === 'sensor' ? stream.samplingMs : undefined;
        if (samplingMs === undefined || promised >= samplingMs) continue;
        yield problemAt(
          valueAt,
          `the ${level} of '${dataset.name}' is promised at ${promised / 1000} s, and it is sampled every ${samplingMs / 1000} s`,
          'promise no less than the sampling interval',
        );
      }
    }
  },
};
