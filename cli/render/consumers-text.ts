import type { Consumer, Observation } from '../../contracts/impact/consumer.ts';
import { plural } from './counts.ts';
import { knownBy } from './reader-text.ts';
import { visible } from './visible.ts';
import { wrapped } from './wrapped.ts';

/** Who reads what, dataset by dataset; `behind` are products that stand behind those. */
export function consumersText(
  asked: string,
  consumers: readonly Consumer[],
  behind: readonly string[],
): string {
  if (consumers.length === 0) {
    return `Nobody in this repository reads ${asked}.\n`;
  }
  const products = new Set(consumers.map(({ product }) => product));
  const lines = [`${asked} is read by ${plural(products.size, 'product')}.`];
  for (const [read, readers] of byWhatIsRead(consumers)) {
    lines.push('', read);
    for (const reader of readers) lines.push(...readerLines(reader));
  }
  if (behind.length > 0) {
    const more = `Behind them: ${behind.join(', ')}.`;
    lines.push('', ...wrapped(visible(more), '', 0));
  }
  const observed = observations(consumers);
  if (observed !== undefined) lines.push('', ...wrapped(observed, '', 0));
  return `${lines.join('\n')}\n`;
}

function byWhatIsRead(consumers: readonly Consumer[]): ReadonlyMap<string, readonly Consumer[]> {
  const found = new Map<string, Consumer[]>();
  for (const consumer of consumers) {
    const { dataset, major, view } = consumer;
    const read = view ?? `${dataset}, major ${major}`;
    found.set(read, [...(found.get(read) ?? []), consumer]);
  }
  return found;
}

function readerLines(consumer: Consumer): readonly string[] {
  const { product, domain, team, contact, columns, by, place, purpose, until } = consumer;
  const whom = team ?? (domain === '' ? 'outside of this plant' : domain);
  const whose = [whom, contact].filter((part) => part !== undefined);
  const say = (label: string, text: string) => {
    const start = `    ${label.padEnd(9)} `;
    const [first = '', ...more] = wrapped(visible(text), ' '.repeat(start.length), start.length);
    return [start + first, ...more];
  };
  const where = place === undefined ? '' : `, ${place.file}:${place.line}:${place.column}`;
  return [
    `  ${visible(`${product} (${whose.join(', ')})`)}`,
    ...say('columns', columns.length === 0 ? allOrNone(consumer) : columns.join(', ')),
    ...say('known', `${knownBy(by)}${where}`),
    ...(purpose === undefined ? [] : say('purpose', purpose)),
    ...(until === undefined ? [] : say('until', until)),
  ];
}

function allOrNone({ by, uses }: Consumer): string {
  return by === 'transform' && uses.length === 0
    ? 'none, it counts rows'
    : 'not known: take it for all';
}

/** What holds for all of them is said once. */
function observations(consumers: readonly Consumer[]): string | undefined {
  const texts = new Set(consumers.map(({ observed }) => observedText(observed)));
  const [text] = texts;
  return texts.size === 1 ? `Observed: ${text}.` : undefined;
}

function observedText(observed: Observation): string {
  switch (observed.kind) {
    case 'not-measured':
      return `not measured; ${observed.reason}`;
    case 'never-seen':
      return `never seen, as of ${observed.measuredAt}`;
    default:
      return `${observed.reads} reads, last ${observed.last}, as of ${observed.measuredAt}`;
  }
}
