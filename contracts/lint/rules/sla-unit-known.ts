import { itemNodes, memberNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf, writtenText } from '../written.ts';

/** ODCS 3.1 names s, m, h, d, w, mo, y families by the example of `d, day, days`. */
const timeUnits = new Set(
  'ms,millisecond,milliseconds,s,sec,second,seconds,m,min,minute,minutes,h,hr,hour,hours,d,day,days,w,week,weeks,mo,month,months,y,yr,year,years'.split(
    ',',
  ),
);
const timedProperties = new Set(
  'latency,ly,retention,re,frequency,fy,timetodetect,td,timetonotify,tn,timetorepair,tr'.split(','),
);

/** Service levels that measure a time say in which unit. */
export const slaUnitKnown: Rule = {
  id: 'sla-unit-known',
  severity: 'error',
  summary: 'Service levels about time carry a unit of time.',
  why: 'Alerts and the deletion of old data are derived from them: 3 read as days instead of years deletes what was promised.',
  *check(context) {
    for (const { root } of context.contracts) {
      for (const sla of itemNodes(memberNode(root, 'slaProperties'))) {
        const property = textOf(sla, 'property') ?? '';
        const timed = timedProperties.has(property.toLowerCase());
        const unit = memberNode(sla, 'unit');
        if (!timed) continue;
        if (unit === undefined) {
          yield problemAtKey(
            memberNode(sla, 'value') ?? sla,
            `service level '${property}' has a value without a unit`,
            'add unit: s, min, h, d, w, mo or y',
          );
        } else if (!timeUnits.has(writtenText(unit).toLowerCase())) {
          const near = nearest(writtenText(unit), [...timeUnits]);
          yield problemAt(
            unit,
            `'${writtenText(unit)}' of service level '${property}' is not a unit of time`,
            near === undefined ? 'write s, min, h, d, w, mo or y' : `did you mean '${near}'?`,
          );
        }
      }
    }
  },
};
