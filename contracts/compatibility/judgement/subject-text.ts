import type { ChangeFact } from '../change/change-fact.ts';

/** What a finding is about, as waivers name it: `heat.v1/heat.grade`, `heat.v1`, `heat`. */
export function subjectText(fact: ChangeFact): string {
  const { product, contract, major, dataset, field, tag } = fact.subject;
  if (contract === undefined) return product === '' ? 'plant' : product;
  const name = contractKey(contract, major ?? 0);
  if (fact.kind === 'sla-changed' && fact.element !== undefined) return `${name}/${fact.element}`;
  if (dataset === undefined) return name;
  const inside = field ?? tag ?? columnOf(fact);
  return `${name}/${dataset}${inside === undefined ? '' : `.${inside}`}`;
}

/** `heat.v1`: a contract and its major. */
export function contractKey(contract: string, major: number): string {
  return `${contract}.v${major}`;
}

function columnOf(fact: ChangeFact): string | undefined {
  return 'column' in fact ? fact.column : undefined;
}
