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
  /**
   * Warnings and remarks of lint in files that the change does not touch, and that the base has as
   * well: counted, not told.
   */
  readonly elsewhere: { readonly warning: number; readonly info: number };
  readonly waived: PlantVerdict['waived'];
  /** Whether a team may accept it: not what concerns the plant or a removed product. */
  readonly hasTeam?: (finding: Finding) => boolean;
  readonly contracts: readonly ContractVerdict[];
  readonly others: readonly PlainChange[];
  readonly migration: Migration;
  readonly replay?: ReplayReport;
  /** One sentence each: what could not be looked at, and why. */
  readonly unchecked: readonly string[];
  /** False where the change could not be judged, or not all of it. */
  readonly isWhole: boolean;
  /** False where the two states were not compared at all, so that nothing is known of contracts. */
  readonly isCompared?: false;
  /**
   * Who owns a domain's files in the code host, by domain, as the base says it: a pull request must
   * not choose whom the comment calls.
   */
  readonly reviewers: ReadonlyMap<string, readonly string[]>;
}

export interface Revision {
  /** As the person named it. */
  readonly name: string;
  /** Full hash; the merge base of the two sides where that is another one; empty for files on disk. */
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
  /** Streams whose stored data could not be read, so nothing is proved of them; all where no store was. */
  readonly unreadable: 'all' | readonly string[];
  /** One sentence each: stored data that could not be judged, and why. */
  readonly unchecked: readonly string[];
}

export interface StreamReplay {
  readonly stream: string;
  /** What is counted, where it is not messages: sensor streams are judged by their samples. */
  readonly of?: 'samples';
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
  /**
   * Rule of the validator (`required`, `maximum`) and where in the record; of samples `range` or
   * `tag-known`, and the tag.
   */
  readonly rule: string;
  readonly pointer: string;
  readonly messages: number;
  /** RFC 3339, received; of samples their own time. */
  readonly first: string;
  readonly last: string;
  /** Event id of the first, by which an operator finds it; empty for samples. */
  readonly example: string;
}
