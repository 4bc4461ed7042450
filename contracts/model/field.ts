import type { Place } from '../finding.ts';
import type { FieldType } from './field-type.ts';

export type Classification = 'public' | 'internal' | 'confidential' | 'restricted' | 'personal';

/** A unit is part of the type: changing it breaks every consumer. */
export interface Unit {
  /** UCUM code, case sensitive (`Cel`, `m/min`, `m3`). */
  readonly code: string;
  /** Quantity kind where the code alone is ambiguous (`temperature`, `temperature-difference`). */
  readonly quantity?: string;
  /** Reference state, as `0 Cel, 1.01325 bar` makes m3 a normal cubic metre. */
  readonly reference?: string;
}

/**
 * `drop`: the member is left out. `pseudonymise`: a keyed hash, the same for the same value.
 * `encrypt`: only holders of the key can read it, and without the key it is erased.
 */
export type Treatment = 'drop' | 'pseudonymise' | 'encrypt';

/** One property of a dataset, at any depth. */
export interface Field {
  /** The name on the wire. */
  readonly name: string;
  readonly type: FieldType;
  /** The member must be present. */
  readonly required: boolean;
  /** JSON null is an allowed value. */
  readonly nullable: boolean;
  readonly description?: string;
  readonly businessName?: string;
  /** Of a stream's member: the column that holds it, where an older major has its own under the name. */
  readonly physicalName?: string;
  readonly unit?: Unit;
  readonly classification?: Classification;
  /** The kind of identifier that the value is (`heat`, `slab`), for tracing. */
  readonly identifier?: string;
  /** Of a personal field: what happens to its value before the first durable hop. */
  readonly treatment?: Treatment;
  /** Views that custom code makes the value from, as ODCS's transformSourceObjects says. */
  readonly takenFrom?: readonly SourceObject[];
  readonly place: Place;
}

/** `curated.heat_v1`, and the column of it where one is named. */
export interface SourceObject {
  readonly view: string;
  readonly column?: string;
  readonly place: Place;
}
