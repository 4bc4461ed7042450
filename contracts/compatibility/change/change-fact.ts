import type { Place } from '../../finding.ts';
import type { Classification, Treatment, Unit } from '../../model/field.ts';
import type { StoreName } from '../../plan/plan.ts';
import type { Json } from '../../source/json.ts';
import type { Containment } from '../containment/contains.ts';

/**
 * One thing that differs between two versions of a plant, without any opinion about it. Facts are
 * plain data and complete: two plants without a fact between them say the same.
 */
export type ChangeFact =
  | ProductFact
  | ContractFact
  | DatasetFact
  | PayloadFact
  | FieldFact
  | TagFact
  | PlanFact
  | PlantFact;

export type FactKind = ChangeFact['kind'];

/** Fact of one kind. */
export type FactOf<K extends FactKind> = Extract<ChangeFact, { readonly kind: K }>;

/** What a fact is about, as far down as it goes. */
export interface Subject {
  /** Empty where the plant itself is meant. */
  readonly product: string;
  /** Contract id and major. */
  readonly contract?: string;
  readonly major?: number;
  readonly dataset?: string;
  /** Path of a field, with dots; elements of arrays as `elements.content`. */
  readonly field?: string;
  readonly tag?: string;
}

interface Common {
  readonly subject: Subject;
  /**
   * In the current files: where the changed thing stands, or, where it is gone, the smallest thing
   * around it that is still there.
   */
  readonly place: Place;
  /** JSON pointer in the file of `place`. */
  readonly pointer: string;
  /** In the previous files; absent where the thing is new. */
  readonly previousPlace?: Place;
}

/** What it was and what it is, as a person writes it; for the sentence about the change. */
interface Texts {
  readonly before: string;
  readonly after: string;
}

/** `tightened`: less is allowed than before. `loosened`: more. `changed`: neither contains the other. */
export type Direction = 'tightened' | 'loosened' | 'changed';

export type ProductFact = Common &
  (
    | { readonly kind: 'product-added' }
    | { readonly kind: 'product-removed' }
    | ({ readonly kind: 'product-moved' } & Texts)
    | ({ readonly kind: 'owner-changed' } & Texts)
    /** Nobody owns it any more; `lead` is that of its domain. */
    | { readonly kind: 'owner-lost'; readonly before: string; readonly lead?: string }
    | { readonly kind: 'input-port-added'; readonly reads: string }
    | { readonly kind: 'input-port-removed'; readonly reads: string }
    /** No output port leads to a contract that is still there. */
    | { readonly kind: 'output-port-removed'; readonly port: string; readonly contract: string }
    /** An agreement that is gone, or whose last day is an earlier one: `after`. */
    | {
        readonly kind: 'agreement-ended';
        readonly agreement: string;
        readonly consumer: string;
        readonly contact?: string;
        /** `heat v1`. */
        readonly reads: string;
        readonly before?: string;
        readonly after?: string;
      }
    | { readonly kind: 'product-text-changed'; readonly what: string }
  );

export type ContractFact = Common &
  (
    | { readonly kind: 'contract-added' }
    /** A further major of a contract that is there already. */
    | {
        readonly kind: 'major-added';
        readonly previousMajor: number;
        readonly endOfPrevious?: string;
      }
    /** A major that is gone: the date until which it was promised, and what took its place. */
    | {
        readonly kind: 'contract-removed';
        readonly endOfSupport?: string;
        readonly status: string;
        readonly replacedBy?: number;
      }
    /** Always there where a contract's file says another version than before. */
    | ({ readonly kind: 'version-changed' } & Texts)
    | ({ readonly kind: 'status-changed' } & Texts)
    | {
        readonly kind: 'sla-changed';
        readonly property: string;
        readonly element?: string;
        readonly change: 'better' | 'worse' | 'changed' | 'added' | 'removed';
        readonly before?: string;
        readonly after?: string;
      }
    | { readonly kind: 'role-added'; readonly role: string }
    | { readonly kind: 'role-removed'; readonly role: string }
    | ({ readonly kind: 'role-changed'; readonly role: string } & Texts)
    /** Words for people: name, purpose, descriptions, business names. */
    | { readonly kind: 'text-changed'; readonly what: string }
  );

export type DatasetFact = Common &
  (
    | { readonly kind: 'dataset-added' }
    | { readonly kind: 'dataset-removed' }
    /** Event, sensor, computed, files: how it comes about. */
    | ({ readonly kind: 'class-changed' } & Texts)
    | ({ readonly kind: 'topic-changed' } & Texts)
    | ({ readonly kind: 'event-key-changed' } & Texts)
    | ({ readonly kind: 'event-time-changed'; readonly what: 'field' | 'zone' | 'skew' } & Texts)
    | ({ readonly kind: 'version-pointer-changed' } & Texts)
    | ({ readonly kind: 'series-changed' } & Texts)
    | ({ readonly kind: 'sampling-changed'; readonly change: 'denser' | 'sparser' } & Texts)
    /** `append` to `revise` or back. */
    | ({ readonly kind: 'change-changed' } & Texts)
    | ({ readonly kind: 'key-changed' } & Texts)
    | ({ readonly kind: 'revision-changed' } & Texts)
    | ({ readonly kind: 'cancelled-changed' } & Texts)
    | ({ readonly kind: 'mode-changed'; readonly direction: Direction } & Texts)
    | ({ readonly kind: 'provenance-changed' } & Texts)
    | ({ readonly kind: 'derivation-changed' } & Texts)
    /** The SQL reads otherwise, whatever its columns; `text` only: comments and white space. */
    | { readonly kind: 'transform-changed'; readonly text: boolean }
    | ({ readonly kind: 'refresh-changed' } & Texts)
    | {
        readonly kind: 'quality-changed';
        readonly rule: string;
        readonly change: Direction | 'added' | 'removed' | 'text';
        readonly before?: string;
        readonly after?: string;
      }
    | {
        readonly kind: 'manifest-changed';
        readonly added: number;
        readonly removed: number;
        readonly altered: number;
      }
  );

/**
 * What the two payload schemas accept, decided by containment over declared members: a source is
 * taken to send no member that its own contract does not declare (`undeclared` tells what holds
 * where it does). Present where a verdict is not `contained` or where there is something undeclared to
 * tell, for both directions at once.
 */
export type PayloadFact = Common & {
  readonly kind: 'payload-changed';
  /** Is every message of before accepted now? */
  readonly backward: Containment;
  /** Is every message of now accepted by the contract of before? */
  readonly forward: Containment;
  /** A message with undeclared members that is accepted on the first side only, where there is one. */
  readonly undeclared?: { readonly backward?: Json; readonly forward?: Json };
  /** The version compared with, where it is not the previous one but an older one that is promised. */
  readonly since?: string;
};

export type FieldFact = Common &
  (
    | { readonly kind: 'field-added'; readonly required: boolean; readonly type: string }
    | { readonly kind: 'field-removed'; readonly required: boolean; readonly type: string }
    /** One went and one like it came: a rename, as far as can be told. */
    | ({ readonly kind: 'field-renamed' } & Texts)
    | ({ readonly kind: 'field-moved' } & Texts)
    /** Another kind of value: number to integer, array to array of objects, branch to object. */
    | ({
        readonly kind: 'type-changed';
        readonly direction: Direction;
        /** Array of scalars to child table and the like: the shape of the tables changes. */
        readonly shape: boolean;
      } & Texts)
    | { readonly kind: 'requirement-changed'; readonly direction: 'tightened' | 'loosened' }
    | { readonly kind: 'nullability-changed'; readonly direction: 'tightened' | 'loosened' }
    | {
        readonly kind: 'values-changed';
        readonly direction: Direction;
        readonly added: readonly string[];
        readonly removed: readonly string[];
        /** Where one side takes any value: what the other lists; nothing is added or removed then. */
        readonly listed?: readonly string[];
      }
    /** Bounds of a number, `multipleOf` included. */
    | ({ readonly kind: 'range-changed'; readonly direction: Direction } & Texts)
    | ({ readonly kind: 'length-changed'; readonly direction: Direction } & Texts)
    /** `equivalent`: other text, the same set of strings. */
    | ({
        readonly kind: 'pattern-changed';
        readonly direction: Direction | 'equivalent' | 'undecided';
        /** A text that only one of the two takes. */
        readonly witness?: string;
      } & Texts)
    | ({ readonly kind: 'format-changed'; readonly direction: Direction } & Texts)
    | { readonly kind: 'branch-added'; readonly value: string }
    | { readonly kind: 'branch-removed'; readonly value: string }
    | {
        readonly kind: 'unit-changed';
        readonly before: Unit | undefined;
        readonly after: Unit | undefined;
      }
    /** `physicalName`, the column of a field that stays; empty where it is the one of its name. */
    | ({ readonly kind: 'column-moved' } & Texts)
    | ({ readonly kind: 'identifier-changed' } & Texts)
    | {
        readonly kind: 'classification-changed';
        readonly before: Classification | undefined;
        readonly after: Classification | undefined;
        readonly direction: 'stricter' | 'looser';
      }
    | {
        readonly kind: 'treatment-changed';
        readonly before: Treatment | undefined;
        readonly after: Treatment | undefined;
      }
    | { readonly kind: 'field-text-changed'; readonly what: string }
  );

export type TagFact = Common &
  (
    | { readonly kind: 'tag-added' }
    | { readonly kind: 'tag-removed' }
    | ({ readonly kind: 'tag-renamed' } & Texts)
    /** A name that the source uses, and no row of the tag holds any more; `now` is the latest. */
    | { readonly kind: 'tag-alias-lost'; readonly alias: string; readonly now?: string }
    | ({ readonly kind: 'tag-unit-changed' } & Texts)
    | ({ readonly kind: 'tag-range-changed'; readonly direction: Direction } & Texts)
    | { readonly kind: 'tag-text-changed'; readonly what: string }
  );

/** Of what consumers see in the databases. `object` is `<store>.<name>`. */
export type PlanFact = Common & { readonly store: StoreName; readonly object: string } & (
    | { readonly kind: 'table-added' }
    | { readonly kind: 'table-removed' }
    | { readonly kind: 'column-added'; readonly column: string; readonly type: string }
    | { readonly kind: 'column-removed'; readonly column: string }
    | ({ readonly kind: 'column-type-changed'; readonly column: string } & Texts)
    | {
        readonly kind: 'column-nullability-changed';
        readonly column: string;
        readonly direction: 'tightened' | 'loosened';
      }
    | ({ readonly kind: 'table-key-changed' } & Texts)
    | { readonly kind: 'view-added' }
    /** `now` is where the same rows are found now, where that is known. */
    | { readonly kind: 'view-removed'; readonly now?: string }
    | { readonly kind: 'view-column-added'; readonly column: string; readonly type: string }
    | { readonly kind: 'view-column-removed'; readonly column: string }
    | ({ readonly kind: 'view-column-type-changed'; readonly column: string } & Texts)
    | {
        readonly kind: 'view-column-nullability-changed';
        readonly column: string;
        readonly direction: 'tightened' | 'loosened';
      }
    /** Which rows it shows: newest per another key, hidden where cancelled, a filter. */
    | { readonly kind: 'view-rows-changed' }
    | { readonly kind: 'grant-added'; readonly role: string }
    | { readonly kind: 'grant-removed'; readonly role: string }
    | ({ readonly kind: 'queue-renamed' } & Texts)
  );

export type PlantFact = Common &
  (
    | ({
        readonly kind: 'plant-changed';
        readonly what: 'name' | 'timeZone' | 'topicRoot' | 'domains';
      } & Texts)
    | { readonly kind: 'calendar-added'; readonly calendar: string }
    | { readonly kind: 'calendar-removed'; readonly calendar: string }
    | ({
        readonly kind: 'calendar-changed';
        readonly calendar: string;
        readonly what: string;
      } & Texts)
  );
