import type { Place } from '../finding.ts';

/**
 * A consumer's access to a port, as both sides signed it: a file
 * `agreements/<consumer>.<name>.yaml` in the folder of the product that is read.
 */
export interface Agreement {
  readonly id: string;
  /** Product id of the consumer, or its name where it is no product of this plant. */
  readonly consumer: string;
  readonly team?: string;
  readonly contact?: string;
  /** `heat` and the major that is read. */
  readonly contractId: string;
  readonly major: number;
  readonly dataset?: string;
  /** Columns of the view; empty for all. */
  readonly columns: readonly string[];
  readonly purpose: string;
  /** `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly until?: string;
  readonly approver?: string;
  readonly place: Place;
}
