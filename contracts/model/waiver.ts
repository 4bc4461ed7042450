import type { Place } from '../finding.ts';

/** A finding that somebody accepts for a while: an entry of `waivers.yaml` beside the product. */
export interface Waiver {
  readonly rule: string;
  /** The finding's subject (`heat.v1/heat.grade`), or `<file>#<pointer>` of a finding without one. */
  readonly at: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string;
  readonly place: Place;
}
