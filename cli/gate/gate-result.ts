import type {
  ContractVerdict,
  PlainChange,
  PlantVerdict,
} from '../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { Migration } from '../../contracts/migration/migration.ts';

/** All that `check --against` came to; text, comment and machine formats are renderings of it. */
export interface GateResult {
  readonly against: Revision;
  /** The head's revision; absent where the working tree was checked. */
  readonly head?: Revision;
  /** Of lint, compatibility, impact and freshness, sorted by place. */
  readonly findings: readonly Finding[];
  readonly waived: PlantVerdict['waived'];
  readonly contracts: readonly ContractVerdict[];
  readonly others: readonly PlainChange[];
  readonly migration: Migration;
  readonly replay?: ReplayReport;
  /** One sentence each: what could not be looked at, and why. */
  readonly unchecked: readonly string[];
  /** False where nothing could be judged. */
  readonly isWhole: boolean;
}

export interface Revision {
  /** As the person named it. */
  readonly name: string;
  /** Full hash; the merge base of the two sides where that is another one. */
  readonly commit: string;
  readonly isMergeBase: boolean;
}

/** Stored messages judged again by the proposed contracts. */
export interface ReplayReport {
  readonly environment: string;
  readonly days: number;
  /** By stream id. */
  readonly streams: readonly StreamReplay[];
  readonly seconds: number;
  /** One sentence each: stored data that could not be judged, and why. */
  readonly unchecked: readonly string[];
}

export interface StreamReplay {
  readonly stream: string;
  readonly judged: number;
  /** Fail now and did not fail before; what failed before as well is in `failedBefore`. */
  readonly failing: number;
  readonly failedBefore: number;
  /** Would be accepted now and were quarantined before. */
  readonly mended: number;
  /** Encrypted whole, and this process has not their key: in none of the other counts. */
  readonly unread: number;
  /** Of `failing`; a message stands under each rule that it breaks. Most messages first. */
  readonly reasons: readonly ReplayReason[];
}

export interface ReplayReason {
  /** Rule of the validator (`required`, `maximum`) and where in the record. */
  readonly rule: string;
  readonly pointer: string;
  readonly messages: number;
  /** RFC 3339, received. */
  readonly first: string;
  readonly last: string;
  /** Event id of the first, by which an operator finds it. */
  readonly example: string;
}
