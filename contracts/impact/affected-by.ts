import type { Affected } from '../finding.ts';
import type { Consumer } from './consumer.ts';

/**
 * What a change reaches, as far down as it goes. With `view` (and `column`) those who read it; with
 * `dataset` (and `field`, a path with dots) those who read a view of it in `major`; with `contract`
 * those who read any dataset of it; with `product` alone those who read anything of it.
 */
export interface Reached {
  readonly product: string;
  /** Contract id. */
  readonly contract?: string;
  readonly major?: number;
  /** Name of the dataset, without its product. */
  readonly dataset?: string;
  readonly field?: string;
  /** `curated.heat_v1`. */
  readonly view?: string;
  readonly column?: string;
}

/** Who reads what a change reaches directly, by product. */
export function affectedBy(reached: Reached, consumers: readonly Consumer[]): readonly Affected[] {
  return consumers.filter((consumer) => consumer.dataset.startsWith(`${reached.product}.`));
}
