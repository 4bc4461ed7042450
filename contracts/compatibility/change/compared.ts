import type { Contract } from '../../model/contract.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Json } from '../../source/json.ts';
import type { ChangeFact, Subject } from './change-fact.ts';
import { placeInContract, placeInProfile } from './contract-place.ts';
import { type FactBody, stated } from './stated-fact.ts';
import { type Sources, type Spot, spotAt } from './written-place.ts';

/**
 * Whether a validator that shares nothing with the containment engine accepts a value; undefined where
 * there is none for the schema. Formats are asserted.
 */
export type Examine = (schema: Json, value: Json) => boolean | undefined;

/** One major of a contract on both sides, with the files of both where they are at hand. */
export interface ContractPair {
  readonly previous: Contract;
  readonly current: Contract;
  readonly before: Sources;
  readonly after: Sources;
  /** Tries every counterexample; what it does not confirm is undecided. */
  readonly examine?: Examine;
  /** Milliseconds since whenever; with it no question about payloads takes longer than seconds. */
  readonly clock?: () => number;
}

/** One dataset on both sides. */
export interface DatasetPair {
  readonly contracts: ContractPair;
  readonly previous: Dataset;
  readonly current: Dataset;
}

export function contractSubject({ product, id, major }: Contract): Subject {
  return { product, contract: id, major };
}

export function datasetSubject({ contracts, current }: DatasetPair): Subject {
  return { ...contractSubject(contracts.current), dataset: current.name };
}

/** A fact about a contract that is on both sides. */
export function ofContract(pair: ContractPair, body: FactBody, key?: string): ChangeFact {
  const { current, previous, before, after } = pair;
  const at = placeInContract(after, current, key);
  const previousPlace = placeInContract(before, previous, key).place;
  return stated(contractSubject(current), at, body, previousPlace);
}

/** A fact about a dataset that is on both sides, at the key of its profile that says it. */
export function ofDataset(pair: DatasetPair, body: FactBody, key?: string): ChangeFact {
  const { before, after, previous: old, current: now } = pair.contracts;
  const at = placed(after, now, pair.current, key);
  const previousPlace = placed(before, old, pair.previous, key).place;
  return stated(datasetSubject(pair), at, body, previousPlace);
}

function placed(sources: Sources, contract: Contract, dataset: Dataset, key?: string): Spot {
  const written =
    key === undefined ? undefined : placeInProfile(sources, contract, dataset.name, key);
  return written ?? spotAt(sources, dataset.place);
}
