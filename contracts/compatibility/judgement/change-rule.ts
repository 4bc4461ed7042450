import type { Evidence, Severity } from '../../finding.ts';
import type { CompatibilityMode } from '../../model/dataset.ts';
import type { FactKind, FactOf } from '../change/change-fact.ts';

/** Who has to do with a contract, and breaks in a way of its own. */
export type Audience =
  /** Who writes the stream's messages. */
  | 'producers'
  /** Who reads views in the databases. */
  | 'consumers'
  /** Whose program is built on the generated types and validators. */
  | 'sdk'
  /** OpenMetadata, DataHub, OpenDataDiscovery, the docs site. */
  | 'catalogs';

/** `breaks`: something that works today fails or says something else. `notices`: worth knowing. */
export type Effect = 'breaks' | 'notices' | 'unaffected';

/**
 * Which commitment of a contract a change touches. `backward`: messages of before are still accepted.
 * `forward`: who was built for before understands what comes now. `interface`: what is promised
 * whatever the mode but NONE: views, units, keys, topics, service levels. `none`: nothing that is promised.
 */
export type Commitment = 'backward' | 'forward' | 'interface' | 'none';

/** The part of a version number that a change asks for. */
export type Bump = 'none' | 'patch' | 'minor' | 'major';

/**
 * Majors of a stream share its tables, so that not every difference fits into a further one. `column`:
 * the field needs a column of its own; `field-name`: the field needs another name; `dataset-name`: the
 * dataset does; `never`: there is no such major, as what changed belongs to all of them.
 */
export type Beside = 'column' | 'field-name' | 'dataset-name' | 'never';

/** What one fact means. */
export interface Judgement {
  readonly effects: Readonly<Record<Audience, Effect>>;
  /** Where several are touched: each of them. */
  readonly touches: readonly Commitment[];
  /**
   * Touched only where the payloads prove it and nothing else explains it: a member that is gone
   * breaks messages of before where the schema is closed.
   */
  readonly perhaps?: readonly Commitment[];
  /** True where no containment of payloads can acquit it: tags are judged by their register. */
  readonly isBeyondPayload?: boolean;
  /** Whether the rule cannot tell, and why. */
  readonly undecided?: string;
  /** One clause about the change, for the finding: lower case, no full stop. */
  readonly message: string;
  /** What to do instead, as an imperative. */
  readonly hint?: string;
  /** What a major beside this one must give up to say it; without it, it may just say it. */
  readonly beside?: Beside;
  readonly evidence?: readonly Evidence[];
  /** Where a case weighs otherwise than mode and effects say. */
  readonly severity?: Severity;
  /** Where a case asks for more or less than its effects say. */
  readonly bump?: Bump;
}

/** One rule of the registry: what facts of its kinds mean. Its page is docs/rules/<id>.md. */
export interface ChangeRule<K extends FactKind = FactKind> {
  /** Kebab-case; stable, because waivers and pages name it. */
  readonly id: string;
  readonly facts: readonly K[];
  /** As explain lists it: the most that it can come to; error without it. */
  readonly severity?: Severity;
  /** What holds in a plant that keeps the rule, in one line. */
  readonly summary: string;
  /** The incident that the rule prevents. */
  readonly why: string;
  /** Undefined where this rule has nothing to say about the fact. */
  judge(fact: FactOf<K>, context: ChangeContext): Judgement | undefined;
}

/** What a rule may look at beside the fact. */
export interface ChangeContext {
  /** `heat v1`; absent where the fact is about no contract. */
  readonly contract?: string;
  readonly mode: CompatibilityMode;
  /** The day for which is judged, `YYYY-MM-DD`: the language has no clock. */
  readonly today: string;
}
