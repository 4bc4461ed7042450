import type { Sla } from '../../model/contract.ts';
import { canonicalDecimal, compareDecimals } from '../../source/number-text.ts';
import { timeUnit } from '../../source/time-unit.ts';

/** Whether a larger amount of the level promises more. */
const better: Readonly<Record<string, 'lower' | 'higher' | 'later'>> = {
  latency: 'lower',
  frequency: 'lower',
  errorrate: 'lower',
  timetodetect: 'lower',
  timetonotify: 'lower',
  timetorepair: 'lower',
  availability: 'higher',
  throughput: 'higher',
  retention: 'higher',
  endofsupport: 'later',
  endoflife: 'later',
  generalavailability: 'lower',
};

/** ODCS's abbreviations of the levels. */
const short: Readonly<Record<string, string>> = {
  av: 'availability',
  th: 'throughput',
  er: 'errorrate',
  ga: 'generalavailability',
  es: 'endofsupport',
  el: 'endoflife',
  re: 'retention',
  fy: 'frequency',
  ly: 'latency',
  td: 'timetodetect',
  tn: 'timetonotify',
  tr: 'timetorepair',
};

/** The level under its long name in lower case: `ly` and `Latency` are `latency`. */
export function levelOf({ property }: Pick<Sla, 'property'>): string {
  const name = property.toLowerCase();
  return short[name] ?? name;
}

/** The value with its unit and calendar: `15 min by production_day`. */
export function slaText({ value, unit, calendar }: Sla): string {
  const amount = unit === undefined ? value : `${value} ${unit}`;
  return calendar === undefined ? amount : `${amount} by ${calendar}`;
}

/**
 * How a level moved: undefined where both say the same amount (`60 s` and `1 min`). What cannot be
 * compared (unlike units, another calendar, levels that are not known) is `changed`.
 */
export function slaChange(before: Sla, after: Sla): 'better' | 'worse' | 'changed' | undefined {
  const isSameText = slaText(before) === slaText(after);
  if (isSameText) return undefined;
  if (before.calendar === after.calendar) return amountChange(before, after);
  if (before.calendar !== undefined && after.calendar !== undefined) return 'changed';
  // What holds around the clock holds on the days of a calendar as well.
  const clock = after.calendar === undefined ? 'better' : 'worse';
  const amount = amountChange(before, after);
  return amount === undefined || amount === clock ? clock : 'changed';
}

function amountChange(before: Sla, after: Sla): 'better' | 'worse' | 'changed' | undefined {
  if (before.value === after.value && before.unit === after.unit) return undefined;
  const direction = better[levelOf(after)];
  const order =
    direction === 'later' || isDate(before) || isDate(after)
      ? orderOfDates(before, after)
      : orderOfAmounts(before, after);
  if (order === undefined) return 'changed';
  if (order === 0) return undefined;
  if (direction === undefined) return 'changed';
  return order > 0 === (direction !== 'lower') ? 'better' : 'worse';
}

const day = /^\d{4}-\d{2}-\d{2}(?=$|T)/;

function isDate({ value }: Sla): boolean {
  return day.test(value);
}

/** Above 0 where the date is later now. */
function orderOfDates(before: Sla, after: Sla): number | undefined {
  const [old] = day.exec(before.value) ?? [];
  const [now] = day.exec(after.value) ?? [];
  if (old === undefined || now === undefined) return undefined;
  return after.value < before.value ? -1 : after.value > before.value ? 1 : 0;
}

/** Above 0 where the amount is larger now. */
function orderOfAmounts(before: Sla, after: Sla): number | undefined {
  const old = amountOf(before);
  const now = amountOf(after);
  if (old === undefined || now === undefined || old.of !== now.of) return undefined;
  return compareDecimals(now.amount, old.amount);
}

/** A duration in milliseconds, a share in percent, or an amount of whatever the unit says. */
function amountOf({
  value,
  unit,
}: Sla): { readonly of: string; readonly amount: string } | undefined {
  const inline = /^([-+\d.eE]+)\s*(%|[A-Za-z]+)?$/.exec(value.trim());
  const number = canonicalDecimal(inline?.[1] ?? '');
  if (number === undefined) return undefined;
  const named = (unit ?? inline?.[2] ?? '').trim();
  const ms = timeUnit(named)?.ms;
  if (ms !== undefined) {
    const amount = canonicalDecimal(String(Number(number) * ms));
    return amount === undefined ? undefined : { of: 'time', amount };
  }
  if (['%', 'percent', 'percentage'].includes(named.toLowerCase())) {
    return { of: 'share', amount: number };
  }
  return { of: named, amount: number };
}
