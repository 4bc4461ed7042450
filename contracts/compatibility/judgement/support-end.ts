import type { Place } from '../../finding.ts';
import type { Contract } from '../../model/contract.ts';
import { itemNodes, memberNode, placeOf, plainText, rootNode } from '../../source/node-at.ts';
import type { PlantVersion } from '../change/plant-version.ts';
import { isDay } from './days.ts';

/** The day on which a contract ends, and where it stands. */
export interface SupportEnd {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly place: Place;
  readonly pointer: string;
}

const ends = /^(endOfSupport|es)$/i;
const endsOfLife = /^(endOfLife|el)$/i;

/** End of support; end of life where only that is said. */
export function endOf(contract: Contract, of?: PlantVersion): SupportEnd | undefined {
  const sla =
    contract.slas.find(({ property }) => ends.test(property)) ??
    contract.slas.find(({ property }) => endsOfLife.test(property));
  if (sla === undefined || !isDay(sla.value)) return undefined;
  const day = sla.value.slice(0, 10);
  const document = of?.sources?.get(contract.path);
  const entries =
    document === undefined ? [] : itemNodes(memberNode(rootNode(document), 'slaProperties'));
  const entry = entries.find((each) => plainText(memberNode(each, 'property')) === sla.property);
  return entry === undefined
    ? { day, place: contract.place, pointer: '' }
    : { day, place: placeOf(entry), pointer: entry.pointer };
}
