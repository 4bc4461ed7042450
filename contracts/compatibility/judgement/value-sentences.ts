import type { FactOf } from '../change/change-fact.ts';

/** How a name of the contract is shown: as it is in plain sentences, in quotes in findings. */
export type ShowName = (name: string) => string;

/** `two now, was one`. */
export function nowWas(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${after ?? 'there'} now, was not stated`;
  return `${after ?? 'not promised'} now, was ${before}`;
}

export function qualitySentence(fact: FactOf<'quality-changed'>, show: ShowName): string {
  const rule = `the quality rule ${show(fact.rule)}`;
  switch (fact.change) {
    case 'added':
      return `${rule} is new`;
    case 'removed':
      return `${rule} is gone`;
    case 'text':
      return `${rule} reads otherwise`;
    default: {
      const how = {
        tightened: 'asks for more',
        loosened: 'asks for less',
        changed: 'asks for something else',
      }[fact.change];
      const texts =
        fact.before === undefined && fact.after === undefined
          ? ''
          : `: ${nowWas(fact.before, fact.after)}`;
      return `${rule} ${how}${texts}`;
    }
  }
}

export function valuesSentence(fact: FactOf<'values-changed'>, field: string): string {
  const { added, removed } = fact;
  if (added.length === 0 && removed.length === 0) {
    return fact.direction === 'loosened'
      ? `${field} may have any value now, its values were listed`
      : `${field} may have listed values only now, could have any`;
  }
  const parts = [
    ...(added.length === 0 ? [] : [`may be ${listed(added)} now`]),
    ...(removed.length === 0 ? [] : [`may not be ${listed(removed)} any more`]),
  ];
  return `${field} ${parts.join(' and ')}`;
}

/** At most five of them. */
function listed(values: readonly string[]): string {
  const shown = values.slice(0, 5);
  const more = values.length - shown.length;
  return more > 0
    ? `${shown.join(', ')} or ${more} others`
    : shown.join(' or ').replace(/ or (?=.* or )/g, ', ');
}
