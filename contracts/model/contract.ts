import type { Place } from '../finding.ts';
import type { Dataset } from './dataset.ts';

export type Status = 'proposed' | 'draft' | 'active' | 'deprecated' | 'retired';

/** What one port promises, in one major version. */
export interface Contract {
  readonly id: string;
  readonly name?: string;
  /** Semantic version as written; `major` is its first number. */
  readonly version: string;
  readonly major: number;
  readonly apiVersion: string;
  readonly status: Status;
  readonly product: string;
  readonly purpose?: string;
  readonly usage?: string;
  readonly limitations?: string;
  readonly datasets: readonly Dataset[];
  readonly roles: readonly { readonly role: string; readonly access?: string }[];
  readonly slas: readonly Sla[];
  readonly path: string;
  readonly place: Place;
}

/** One service level: `latency 15 min`, `retention 3 y`. */
export interface Sla {
  readonly property: string;
  readonly value: string;
  readonly unit?: string;
  readonly element?: string;
  /** The calendar by which it is measured (`scheduler: calendar`, `schedule: <name>`). */
  readonly calendar?: string;
}
