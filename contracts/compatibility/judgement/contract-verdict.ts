import type { Finding, Place } from '../../finding.ts';
import type { Bump, Commitment } from './change-rule.ts';

/** What a pull request does to one major of a contract. */
export interface ContractVerdict {
  readonly product: string;
  readonly domain: string;
  /** `heat.v1`. */
  readonly contract: string;
  /** Absent where the contract is new. */
  readonly before?: string;
  /** Absent where it is gone. */
  readonly after?: string;
  /**
   * `breaking` where a promise of its mode is broken (waived or not), `undecided` where something
   * could not be decided, `compatible` otherwise.
   */
  readonly verdict: 'new' | 'removed' | 'unchanged' | 'compatible' | 'breaking' | 'undecided';
  readonly broken: readonly Commitment[];
  readonly declared: Bump;
  readonly required: Bump;
  /** In the order of the contract's text. */
  readonly changes: readonly PlainChange[];
}

/** One change in words that a process engineer reads: `the unit of cast speed is now mm/s, was m/min`. */
export interface PlainChange {
  readonly sentence: string;
  readonly weight: 'breaking' | 'notable' | 'harmless';
  /** The rule that judged it, where one did. */
  readonly rule?: string;
  readonly subject: string;
  readonly place: Place;
}

/** A finding with the waiver that accepts it. */
export interface WaivedFinding {
  readonly finding: Finding;
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly until: string;
}

/** What the judgement of a pull request comes to. */
export interface PlantVerdict {
  /** Findings that count. */
  readonly findings: readonly Finding[];
  /** Findings that a waiver accepts until a day. */
  readonly waived: readonly WaivedFinding[];
  /** Of contracts with a change, by product and contract. */
  readonly contracts: readonly ContractVerdict[];
  /** Changes of products and of the plant that concern no single contract. */
  readonly others: readonly PlainChange[];
}
