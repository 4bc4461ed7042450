import type { Affected, ConsumerEvidence, Finding } from '../../contracts/finding.ts';

const mostShown = 8;

const known: Readonly<Record<ConsumerEvidence, string>> = {
  transform: 'its SQL names it',
  'custom-etl': 'it declares so',
  agreement: 'by agreement',
  port: 'by its input port',
  observed: 'seen to read',
};

/** Who reads a thing, one line each: product, columns, team, whom to ask, how it is known. */
export function readerTexts(affects: readonly Affected[]): readonly string[] {
  const lines = affects.slice(0, mostShown).map(readerText);
  const left = affects.length - mostShown;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

export function readerText({ product, columns, team, contact, by, place }: Affected): string {
  const what = columns.length === 0 ? '' : ` reads ${columns.join(', ')}`;
  const whom = [team, contact].filter((part) => part !== undefined).join(', ');
  const where = place === undefined ? '' : `, ${place.file}:${place.line}`;
  return `${product}${what}${whom === '' ? '' : ` (${whom})`}; ${known[by]}${where}`;
}

/** How a consumer is known, in words. */
export function knownBy(by: ConsumerEvidence): string {
  return known[by];
}

/** What shows that a finding is so, and who reads what it is about: lines for machines' logs. */
export function detailTexts({ evidence, affects }: Finding): readonly string[] {
  return [
    ...(evidence ?? []).map(({ label, text }) => `${label}: ${text.slice(0, 400)}`),
    ...readerTexts(affects ?? []).map((line) => `reader: ${line}`),
  ];
}
