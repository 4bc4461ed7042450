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
  readonly unit?: Unit;
  readonly classification?: Classification;
  /** The kind of identifier that the value is (`heat`, `slab`), for tracing. */
  readonly identifier?: string;
  readonly place: Place;
}
