import type { Contract } from '../../model/contract.ts';
import type { CompatibilityMode, Dataset } from '../../model/dataset.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import type { PlantVersion } from '../change/plant-version.ts';
import { type ModePromise, noPromise, promiseOf } from './modes.ts';
import { contractKey } from './subject-text.ts';

/** One major of a contract, as it was and as it is. */
export interface ContractSides {
  readonly key: string;
  readonly id: string;
  readonly major: number;
  /** That no contract of this id has yet. */
  readonly nextMajor: number;
  readonly product: string;
  readonly domain: string;
  readonly previous?: Contract;
  readonly current?: Contract;
}

/** Every major of every contract of either side, by key. */
export function contractSides(
  previous: PlantVersion,
  current: PlantVersion,
): ReadonlyMap<string, ContractSides> {
  const sides = new Map<string, ContractSides>();
  const highest = new Map<string, number>();
  for (const { id, major } of [previous, current].flatMap(contractsOf)) {
    highest.set(id, Math.max(major, highest.get(id) ?? 0));
  }
  for (const side of ['previous', 'current'] as const) {
    const { plant } = side === 'previous' ? previous : current;
    for (const product of plant.products) {
      for (const contract of product.contracts) {
        const key = contractKey(contract.id, contract.major);
        const { id, major } = contract;
        sides.set(key, {
          ...sides.get(key),
          key,
          id,
          major,
          nextMajor: (highest.get(id) ?? major) + 1,
          product: product.id,
          domain: product.domain,
          [side]: contract,
        });
      }
    }
  }
  return sides;
}

function contractsOf({ plant }: PlantVersion): readonly Contract[] {
  return plant.products.flatMap(({ contracts }) => contracts);
}

/** `heat v1`, as people say it. */
export function contractName({ id, major }: ContractSides): string {
  return `${id} v${major}`;
}

/** What a fact's dataset promised before; of the whole contract, what any of its datasets did. */
export interface Promised extends ModePromise {
  readonly mode: CompatibilityMode;
  /** Why nothing is promised whatever the mode says. */
  readonly because?: string;
}

/** A promise is that of before: whoever weakens it in the same change has still given it. */
export function promisedTo(fact: ChangeFact, sides: ContractSides): Promised {
  const contract = sides.previous ?? sides.current;
  const because = contract === undefined ? undefined : unpromised(contract);
  const datasets = contract?.datasets ?? [];
  const named = datasets.filter(({ name }) => name === fact.subject.dataset);
  const modes = (named.length > 0 ? named : datasets).map(({ compatibility }) => compatibility);
  const mode = strictest(modes);
  if (because !== undefined) return { ...noPromise, mode, because };
  const promises = modes.map(promiseOf);
  return {
    mode,
    gates: new Set(promises.flatMap(({ gates }) => [...gates])),
    isTransitive: promises.some(({ isTransitive }) => isTransitive),
  };
}

/** Whether messages of a dataset arrive and are judged by a payload schema. */
export function isStream(dataset: string | undefined, sides: ContractSides): boolean {
  const is = (each: Dataset): boolean => each.name === dataset && each.source.kind === 'stream';
  return [sides.previous, sides.current].some((contract) => contract?.datasets.some(is) === true);
}

function unpromised({ status, version }: Contract): string | undefined {
  if (status === 'draft' || status === 'proposed') return `its status was ${status}`;
  return /^0\./.test(version) ? `its version was ${version}, below 1` : undefined;
}

const order: readonly CompatibilityMode[] = [
  'FULL_TRANSITIVE',
  'FULL',
  'BACKWARD_TRANSITIVE',
  'BACKWARD',
  'FORWARD_TRANSITIVE',
  'FORWARD',
  'NONE',
];

function strictest(modes: readonly CompatibilityMode[]): CompatibilityMode {
  return order.find((mode) => modes.includes(mode)) ?? 'NONE';
}
