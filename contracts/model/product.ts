import type { Place } from '../finding.ts';
import type { Contract, Status } from './contract.ts';

/** A data product: purpose, owner, ports. Its id never changes; the domain is only a label. */
export interface Product {
  /** Short, unique, immutable: `[a-z][a-z0-9_]*`, 30 characters at most. Names derive from it. */
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly version?: string;
  readonly status: Status;
  readonly purpose?: string;
  readonly owner?: Owner;
  readonly inputPorts: readonly InputPort[];
  readonly outputPorts: readonly OutputPort[];
  /** All majors of all contracts of the folder, by id then major. */
  readonly contracts: readonly Contract[];
  /** Folder relative to the repository: `products/<domain>/<product>`. */
  readonly folder: string;
  readonly place: Place;
}

export interface Owner {
  readonly team: string;
  readonly contact?: string;
  readonly members: readonly { readonly username: string; readonly role?: string }[];
}

export interface InputPort {
  readonly name: string;
  readonly contractId: string;
  readonly version: string;
}

export interface OutputPort {
  readonly name: string;
  readonly version: string;
  readonly contractId?: string;
  readonly inputContracts: readonly { readonly id: string; readonly version: string }[];
}
