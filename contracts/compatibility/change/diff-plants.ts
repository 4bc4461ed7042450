import { compareText } from '../../finding.ts';
import type { Contract } from '../../model/contract.ts';
import type { Product } from '../../model/product.ts';
import type { ChangeFact } from './change-fact.ts';
import { type ContractPair, contractSubject, type Examine } from './compared.ts';
import { contractFacts, endOfSupport } from './contract-facts.ts';
import { placeInContract } from './contract-place.ts';
import { datasetFacts } from './dataset-facts.ts';
import { earlierPayloadFacts } from './payload-facts.ts';
import { planFacts } from './plan-facts.ts';
import { placeInPlant, plantFacts } from './plant-facts.ts';
import type { PlantVersion } from './plant-version.ts';
import { productFacts } from './product-facts.ts';
import { saysTheSame } from './same-meaning.ts';
import { stated } from './stated-fact.ts';
import { unmodelledFacts } from './unmodelled-facts.ts';
import { type Spot, spotAt } from './written-place.ts';

/**
 * All that differs between two versions of a plant, in an order that depends on nothing but them:
 * the plant, products by id with their contracts by id and major, then what follows for the
 * databases. Linear in the plant; only what differs costs more. Messages that one side refuses are tried
 * by `examine` as well. With a `clock` (milliseconds) questions about payloads that take longer than
 * two seconds are undecided. It may ask for libraries: wrap it in `withLibraries`.
 */
export function diffPlants(
  previous: PlantVersion,
  current: PlantVersion,
  examine?: Examine,
  clock?: () => number,
): readonly ChangeFact[] {
  const facts: ChangeFact[] = [
    ...plantFacts(previous.plant, current.plant, previous.sources, current.sources),
  ];
  const old = productsById(previous);
  const now = productsById(current);
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  const unchanged = new Set<string>();
  for (const id of ids) {
    const [was, is] = [old.get(id), now.get(id)];
    const compared = ofProduct(was, is, { previous, current, examine, clock });
    facts.push(...compared.facts);
    if (compared.isUnchanged) unchanged.add(id);
  }
  return [...facts, ...planFacts(previous, current, unchanged)];
}

/**
 * What differs between two versions of one contract, without what follows for the plan: for
 * contracts that stand alone, as files outside of a plant do. Facts have no pointers.
 */
export function diffContracts(previous: Contract, current: Contract): readonly ChangeFact[] {
  const pair = { previous, current, before: undefined, after: undefined };
  return pairFacts(pair, saysTheSame(previous, current));
}

function productsById({ plant }: PlantVersion): ReadonlyMap<string, Product> {
  return new Map(plant.products.map((product) => [product.id, product]));
}

interface Versions {
  readonly previous: PlantVersion;
  readonly current: PlantVersion;
  readonly examine: Examine | undefined;
  readonly clock: (() => number) | undefined;
}

function ofProduct(
  was: Product | undefined,
  is: Product | undefined,
  { previous, current, examine, clock }: Versions,
): { readonly facts: readonly ChangeFact[]; readonly isUnchanged: boolean } {
  const facts: ChangeFact[] = [];
  let isUnchanged = true;
  const before = previous.sources;
  const after = current.sources;
  const around = is === undefined ? placeInPlant(after) : spotAt(after, is.place);
  if (was === undefined && is !== undefined) {
    facts.push(stated({ product: is.id }, around, { kind: 'product-added' }));
  } else if (was !== undefined && is === undefined) {
    facts.push(stated({ product: was.id }, around, { kind: 'product-removed' }, was.place));
  } else if (was !== undefined && is !== undefined) {
    facts.push(
      ...productFacts({ previous: was, current: is, plant: current.plant, before, after }),
    );
  }
  const old = contractsByKey(was);
  const now = contractsByKey(is);
  const keys = [...new Map([...old, ...now])].sort(([, a], [, b]) => order(a, b));
  for (const [key] of keys) {
    const [contract, next] = [old.get(key), now.get(key)];
    if (contract === undefined && next !== undefined) {
      isUnchanged = false;
      facts.push(addition(next, [...old.values(), ...now.values()], now, current));
    } else if (contract !== undefined && next === undefined) {
      isUnchanged = false;
      facts.push(removal(contract, [...now.values()], around));
    } else if (contract !== undefined && next !== undefined) {
      const pair = {
        previous: contract,
        current: next,
        before,
        after,
        ...(examine === undefined ? {} : { examine }),
        ...(clock === undefined ? {} : { clock }),
      };
      const earlier = current.earlier?.get(`${next.id}.v${next.major}`) ?? [];
      const isSame = saysTheSame(contract, next);
      isUnchanged &&= isSame;
      facts.push(...pairFacts(pair, isSame), ...earlierPayloadFacts(pair, earlier));
    }
  }
  return { facts, isUnchanged };
}

/** Majors of one id are contracts of their own. The first of two files of one major counts. */
function contractsByKey(product: Product | undefined): ReadonlyMap<string, Contract> {
  const contracts = new Map<string, Contract>();
  for (const contract of product?.contracts ?? []) {
    const key = `${contract.id}.v${contract.major}`;
    if (!contracts.has(key)) contracts.set(key, contract);
  }
  return contracts;
}

function order(a: Contract, b: Contract): number {
  return compareText(a.id, b.id) || a.major - b.major;
}

function addition(
  contract: Contract,
  known: readonly Contract[],
  now: ReadonlyMap<string, Contract>,
  { sources }: PlantVersion,
): ChangeFact {
  const at = placeInContract(sources, contract);
  const lower = known
    .filter(({ id, major }) => id === contract.id && major < contract.major)
    .map(({ major }) => major);
  const previousMajor = Math.max(...lower);
  const subject = contractSubject(contract);
  if (lower.length === 0) return stated(subject, at, { kind: 'contract-added' });
  const end = endOfSupport(now.get(`${contract.id}.v${previousMajor}`));
  return stated(subject, at, {
    kind: 'major-added',
    previousMajor,
    ...(end === undefined ? {} : { endOfPrevious: end }),
  });
}

function removal(contract: Contract, now: readonly Contract[], around: Spot): ChangeFact {
  const higher = now
    .filter(({ id, major }) => id === contract.id && major > contract.major)
    .map(({ major }) => major);
  const end = endOfSupport(contract);
  const body = {
    kind: 'contract-removed',
    status: contract.status,
    ...(end === undefined ? {} : { endOfSupport: end }),
    ...(higher.length === 0 ? {} : { replacedBy: Math.min(...higher) }),
  } as const;
  return stated(contractSubject(contract), around, body, contract.place);
}

function pairFacts(pair: ContractPair, isSame: boolean): readonly ChangeFact[] {
  const { previous, current, after } = pair;
  const written = unmodelledFacts(pair);
  if (isSame) return written;
  const facts: ChangeFact[] = [...contractFacts(pair), ...written];
  const old = new Map(previous.datasets.map((dataset) => [dataset.name, dataset]));
  const now = new Set(current.datasets.map(({ name }) => name));
  for (const dataset of current.datasets) {
    const was = old.get(dataset.name);
    const subject = { ...contractSubject(current), dataset: dataset.name };
    if (was !== undefined) {
      facts.push(...datasetFacts({ contracts: pair, previous: was, current: dataset }));
    } else facts.push(stated(subject, spotAt(after, dataset.place), { kind: 'dataset-added' }));
  }
  for (const { name, place } of previous.datasets) {
    if (now.has(name)) continue;
    const subject = { ...contractSubject(current), dataset: name };
    const at = placeInContract(after, current, 'schema');
    facts.push(stated(subject, at, { kind: 'dataset-removed' }, place));
  }
  return facts;
}
