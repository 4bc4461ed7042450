import { itemNodes, memberNode, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { replaceText } from '../edit.ts';
import { spellings } from '../known-spellings.ts';
import { problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** ODCS gives `d, day, days` as examples. `m` is left out: it is a minute to one and a month to another. */
const timeUnits = new Set(
  'ms,millisecond,milliseconds,s,sec,second,seconds,min,minute,minutes,h,hr,hour,hours,d,day,days,w,week,weeks,mo,month,months,y,yr,year,years'.split(
    ',',
  ),
);
const knownUnit = spellings({
  ms: 'msec,msecs,millisekunde,millisekunden',
  s: 'sek,sekunde,sekunden,secs',
  min: 'mins,minute,minuten',
  h: 'std,stde,stunde,stunden,hrs',
  d: 'tag,tage,tagen',
  w: 'wk,wks,woche,wochen',
  mo: 'monat,monate,monaten',
  y: 'jahr,jahre,jahren,yrs',
});
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
          continue;
        }
        const text = plainText(unit);
        if (text !== undefined && !timeUnits.has(text.toLowerCase())) {
          const known = knownUnit(text);
          // A short word is near to several units: mn may be min, and mo.
          const near = known ?? (text.length < 4 ? undefined : nearest(text, [...timeUnits]));
          yield problemAt(
            unit,
            `'${text}' of service level '${property}' is not a unit of time`,
            near === undefined ? 'write s, min, h, d, w, mo or y' : `did you mean '${near}'?`,
            known === undefined ? undefined : replaceText(unit, known),
          );
        }
      }
    }
  },
};
