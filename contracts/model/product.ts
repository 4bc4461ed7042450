import type { Place } from '../finding.ts';
import type { Agreement } from './agreement.ts';
import type { Contract, Status } from './contract.ts';
import type { ViewName } from './transform.ts';
import type { Waiver } from './waiver.ts';

/** A data product: purpose, owner, ports. Its id never changes; the domain is only a label. */
export interface Product {
  /** What the product is; `data` where nothing is said. */
  readonly kind: ProductKind;
  /** Of software, models and dashboards: what it is made of. */
  readonly component?: Component;
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
  /** Who may read what, as signed. */
  readonly agreements: readonly Agreement[];
  /** Findings about the product that somebody accepts for a while. */
  readonly waivers: readonly Waiver[];
  /** Folder relative to the repository: `products/<domain>/<product>`. */
  readonly folder: string;
  readonly place: Place;
}

/**
 * `data`: datasets on ports. `files`: an offline file set. `software`: a program that makes or moves
 * data. `model`: a simulation or a trained model. `dashboard`: a page that people read.
 */
export type ProductKind = 'data' | 'files' | 'software' | 'model' | 'dashboard';

/** What a program, model or dashboard is made of; where it runs belongs to environments. */
export interface Component {
  /** Folder or file in this repository, relative to the product's folder. */
  readonly source?: string;
  /** Name and version of the built thing (`slab-tracking:2.3.1`), without a host. */
  readonly artifact?: string;
  readonly language?: string;
  readonly license?: string;
  /** Contract ids whose data it makes. */
  readonly makes: readonly string[];
  /** Of a model: what it is good for, and where it must not be used. */
  readonly intendedUse?: string;
  /** Of a model: quality as measured at its release, as written. */
  readonly measured: readonly { readonly name: string; readonly value: string }[];
  /** Views that its own code reads, as it declares: no transform shows them. */
  readonly reads: readonly DeclaredRead[];
}

/** What custom code says that it reads. */
export interface DeclaredRead {
  readonly view: ViewName;
  /** Empty for all. */
  readonly columns: readonly string[];
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
  readonly place?: Place;
}

export interface OutputPort {
  readonly name: string;
  readonly version: string;
  readonly contractId?: string;
  readonly inputContracts: readonly {
    readonly id: string;
    readonly version: string;
    readonly place?: Place;
  }[];
}
