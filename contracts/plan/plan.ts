import type { Field, Treatment } from '../model/field.ts';
import type { PayloadSchema } from '../model/payload-schema.ts';
import type { Stream } from '../model/stream.ts';
import type { Tag } from '../model/tag.ts';
import type { Transform } from '../model/transform.ts';
import type { Variants } from '../model/variants.ts';
import type { PostgresType } from './postgres-type.ts';

/**
 * The physical consequence of a plant's model: the one typed value that generators, runtime,
 * catalogs, manifests and the compatibility checker read. Plain data, deterministic: the same
 * contracts give the same plan, byte for byte, wherever they were read from.
 */
export interface Plan {
  readonly formatVersion: 1;
  readonly plant: string;
  readonly timeZone: string;
  readonly topicRoot: string;
  /** By id, code unit order. */
  readonly datasets: readonly DatasetPlan[];
  /** Group roles (NOLOGIN) and what they may do, by role then object. */
  readonly grants: readonly Grant[];
}

/** In the order in which data flows through them. */
export const STORE_NAMES = ['raw', 'metrics', 'curated', 'business'] as const;

export type StoreName = (typeof STORE_NAMES)[number];

/** What one dataset becomes; its majors share the tables and have views of their own. */
export type DatasetPlan =
  | EventDatasetPlan
  | SensorDatasetPlan
  | ComputedDatasetPlan
  | ReferenceDatasetPlan;

interface DatasetPlanCommon {
  /** `<product>.<dataset>`: the stream's id as well, where there is a stream. */
  readonly id: string;
  readonly product: string;
  readonly domain: string;
  readonly dataset: string;
  readonly description?: string;
  readonly owner?: string;
  /** The root table first, then child tables parent before child. */
  readonly tables: readonly Table[];
  readonly views: readonly View[];
}

export interface EventDatasetPlan extends DatasetPlanCommon {
  readonly kind: 'event';
  readonly change: 'append' | 'revise';
  readonly channel: Channel;
  readonly raw: RawTable;
  readonly majors: readonly StreamMajor[];
}

export interface SensorDatasetPlan extends DatasetPlanCommon {
  readonly kind: 'sensor';
  readonly channel: Channel;
  readonly majors: readonly StreamMajor[];
  readonly tags: readonly Tag[];
}

export interface ComputedDatasetPlan extends DatasetPlanCommon {
  readonly kind: 'computed';
  readonly change: 'append' | 'revise';
  readonly key: readonly string[];
  readonly major: number;
  readonly version: string;
  readonly contractPath: string;
  readonly transform: Transform;
}

/**
 * What the repository itself knows and `apply` writes: a calendar (`calendar.<name>`), the manifest of
 * a file set, the genealogy of all identifiers (views only).
 */
export interface ReferenceDatasetPlan extends DatasetPlanCommon {
  readonly kind: 'reference';
  readonly of: 'calendar' | 'files' | 'genealogy';
}

/** One supported major of a stream's contract. */
export interface StreamMajor {
  readonly major: number;
  readonly version: string;
  readonly contractPath: string;
  /** MQTT filter, placeholders as `+`. */
  readonly topicFilter: string;
  readonly stream: Stream;
  readonly payload: PayloadSchema;
  /** As they are on the wire: a treated member has the type that its source sends. */
  readonly fields: readonly Field[];
  readonly variants?: Variants;
  /** Members that are treated before the first durable hop; absent where there are none. */
  readonly personal?: readonly PersonalMember[];
  readonly validator: ValidatorRef;
}

/** A personal member of a record; `*` in its path stands for every element of an array. */
export interface PersonalMember {
  readonly path: readonly string[];
  readonly treatment: Treatment;
}

/** A built validator: `<name>.mjs` in the build folder, refused when its hash differs. */
export interface ValidatorRef {
  readonly name: string;
  /** SHA-256 of the module's text, hex. */
  readonly sha256: string;
}

/** Where a stream's messages travel between MQTT and its store. */
export interface Channel {
  readonly class: 'event' | 'sensor';
  /** What all majors subscribe to, sorted: a level that names the major is `+`. */
  readonly topicFilters: readonly string[];
  readonly exchange: string;
  readonly routingKey: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
}

/**
 * The raw table of an event dataset and its ledger. Their columns are the same for every dataset
 * (see raw-table.ts); only the names differ.
 */
export interface RawTable {
  readonly store: 'raw';
  readonly name: string;
  /** Ids already stored: uniqueness across partitions. */
  readonly ledger: string;
  /** (id, hash) of rows that share an id with other content. */
  readonly conflictLedger: string;
}

export interface Table {
  readonly store: StoreName;
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly checks: readonly Check[];
  readonly indexes: readonly Index[];
  /** Range partitions (or a hypertable) over a timestamptz column of the primary key. */
  readonly partition?: { readonly column: string; readonly interval: 'day' | 'month' };
  readonly rows: RowSource;
}

/** What one row of a table stands for. */
export type RowSource =
  | { readonly kind: 'record' }
  /** One row per element of nested arrays: one path per level, each relative to the level above. */
  | {
      readonly kind: 'elements';
      readonly paths: readonly (readonly string[])[];
      /** Majors that declare the array; absent where all do. Others may send it undeclared. */
      readonly majors?: readonly number[];
    }
  | { readonly kind: 'sample' }
  | { readonly kind: 'computed' }
  /**
   * Rows that the repository holds: one array per row, a text or null per column that is no
   * provenance, in column order; `key` tells them apart. `apply` makes the present rows of the table
   * exactly them. A row that is no more stays, marked as gone, so that whoever read it can tell.
   */
  | {
      readonly kind: 'reference';
      readonly key: readonly string[];
      readonly values: readonly (readonly (string | null)[])[];
    }
  /** The platform's own row: raw messages, ledgers, counters, quarantine, checkpoints. */
  | { readonly kind: 'platform' };

export interface Column {
  readonly name: string;
  readonly type: PostgresType;
  readonly nullable: boolean;
  readonly source: ColumnSource;
  readonly default?: ColumnDefault;
  /** `description [unit]` as it stands in the COMMENT. */
  readonly comment?: string;
  readonly unit?: string;
  readonly classification?: string;
  /** The value was personal: what was done with it before it came here. */
  readonly treatment?: Treatment;
}

/** What the database fills in where an INSERT names no value. */
export type ColumnDefault =
  | 'identity'
  /** clock_timestamp(): near the commit, unlike now(), which is the transaction's start. */
  | 'clock'
  /** pg_current_xact_id() */
  | 'transaction'
  | 'zero'
  | 'false'
  | 'empty-object';

export type ColumnSource =
  | ValueSource
  | { readonly kind: 'provenance'; readonly part: Provenance }
  /** A column of a transform's result. */
  | { readonly kind: 'result'; readonly column: string }
  /** Written by the platform itself: columns of raw and platform tables. */
  | { readonly kind: 'platform' };

/** A value of the record. Where no case of `when` holds the column is NULL, whatever it carries. */
export interface ValueSource {
  readonly kind: 'value';
  /** From the row's own element, or from the record where `of` says so. */
  readonly path: readonly string[];
  /** In child tables: the parent record's key, repeated so that consumers can join and filter. */
  readonly of?: 'record';
  /** IANA zone of a local timestamp. */
  readonly zone?: string;
  /** Majors whose times are written in another way than `zone` says: in another zone, or with offset. */
  readonly zones?: readonly MajorZone[];
  /** Branches of unions that declare the member; absent where every row of its majors has it. */
  readonly when?: readonly BranchCase[];
  /** Majors that declare the member; absent where all do. */
  readonly majors?: readonly number[];
}

export interface MajorZone {
  readonly majors: readonly number[];
  /** Absent where the majors send instants. */
  readonly zone?: string;
}

/** Rows of these majors (all, where absent) have the member where all conditions hold. */
export interface BranchCase {
  readonly majors?: readonly number[];
  readonly conditions: readonly BranchCondition[];
}

/** The discriminator at `path` (from the row's own element) has one of `values`. */
export interface BranchCondition {
  readonly path: readonly string[];
  readonly values: readonly string[];
}

export type Provenance =
  | 'event-id'
  | 'record'
  /** Position in the outermost array (`ordinal-1`) and in the one inside it, from 1. */
  | 'ordinal-1'
  | 'ordinal-2'
  | 'contract-version'
  | 'event-time'
  | 'event-time-basis'
  | 'received-at'
  | 'committed-at'
  | 'transaction'
  /** Computed rows: the change that caused the recompute, as JSON. */
  | 'cause'
  /** The key is no longer in the transform's result, or the row no longer in the repository. */
  | 'gone'
  /** Samples: the judgement of a stream that declares no quality member. */
  | 'quality';

/** A named CHECK; `expression` is SQL over quoted columns, already escaped. */
export interface Check {
  readonly name: string;
  readonly expression: string;
}

export interface Index {
  readonly name: string;
  /** A B-tree where nothing is said. */
  readonly using?: 'gist';
  /** Quoted SQL index elements, in order (`"heat_id"`, `"_tx"`, `"revision" DESC`). */
  readonly elements: readonly string[];
  readonly where?: string;
  readonly unique?: boolean;
}

/** A versioned view: the public interface that consumers read. */
export interface View {
  readonly store: StoreName;
  /** `<table>_v<major>` and, for histories, `<table>_history_v<major>`. */
  readonly name: string;
  readonly major: number;
  readonly comment: string;
  readonly definition: ViewDefinition;
  readonly columns: readonly ViewColumn[];
}

export interface ViewColumn {
  readonly name: string;
  /** Column of the base table. */
  readonly column: string;
  readonly type: PostgresType;
  readonly nullable: boolean;
  readonly comment?: string;
  readonly unit?: string;
  readonly classification?: string;
  readonly treatment?: Treatment;
}

export type ViewDefinition =
  /** All rows of the table, or those with a value in each of `present`. */
  | {
      readonly kind: 'all';
      readonly table: string;
      readonly present?: readonly string[];
      /** Of elements: their record has a value in each of these columns of its own table. */
      readonly recordPresent?: { readonly table: string; readonly columns: readonly string[] };
    }
  /** The newest row per key, without keys whose newest row is cancelled or gone. */
  | {
      readonly kind: 'newest';
      readonly table: string;
      readonly key: readonly string[];
      /** Columns in descending precedence: a row is newer where the first that differs is greater. */
      readonly order: readonly string[];
      /** Those of `order` that can be NULL, which is older than any value. */
      readonly nullableOrder?: readonly string[];
      readonly hidden?: HiddenWhen;
      /** Key columns that records of other majors may lack: such records have no key here. */
      readonly present?: readonly string[];
    }
  /** The rows of a reference table that are not gone. */
  | { readonly kind: 'present'; readonly table: string; readonly key: readonly string[] }
  /** The same columns of another view of the store. */
  | { readonly kind: 'of-view'; readonly view: string }
  /** Child rows whose parent row stands in the parent's newest view. */
  | {
      readonly kind: 'children-of-newest';
      readonly table: string;
      readonly parentView: string;
      /** The parent's key columns and their copies; event and record alone tell whose the row is. */
      readonly key: readonly { readonly child: string; readonly parent: string }[];
    }
  /** All samples, each with name, unit and range of its tag as valid at its time. */
  | {
      readonly kind: 'samples-with-register';
      readonly table: string;
      readonly register: string;
      /** Names of the view's columns whose `column` is one of the register. */
      readonly fromRegister: readonly string[];
    }
  /** Which identifier came out of which, of all datasets that say so. */
  | { readonly kind: 'genealogy'; readonly edges: readonly GenealogyEdge[] }
  /** Samples of good quality with a finite value. */
  | { readonly kind: 'good-samples'; readonly table: string };

/** One derivation, over the newest view of the record (and of the array's elements). */
export interface GenealogyEdge {
  /** `<product>.<dataset>`. */
  readonly dataset: string;
  /** The view of the records. */
  readonly view: string;
  /** Whose records it speaks for; absent where one contract speaks for all. */
  readonly majors?: { readonly only: number } | { readonly except: readonly number[] };
  /** Where a path leads through an array: the view of its elements, and which members it has. */
  readonly elements?: {
    readonly view: string;
    readonly members: readonly ('parent' | 'child' | 'share' | 'position')[];
  };
  readonly parentKind: string;
  readonly parent: string;
  readonly childKind: string;
  readonly child: string;
  readonly share?: string;
  readonly position?: string;
}

export type HiddenWhen =
  | { readonly kind: 'equals'; readonly column: string; readonly value: string }
  | { readonly kind: 'true'; readonly column: string };

export interface Grant {
  readonly role: string;
  readonly privilege: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  readonly store: StoreName;
  readonly object: string;
}
