import type { Place } from '../finding.ts';
import type { Unit } from './field.ts';

/** One row of a tag register: a rename or recalibration is a new row, never a new id. */
export interface Tag {
  readonly id: string;
  /** The name under which the source sends it. */
  readonly alias: string;
  readonly description?: string;
  readonly unit?: Unit;
  /** Plausible range as decimal texts; a value outside is stored with quality `bad`. */
  readonly minimum?: string;
  readonly maximum?: string;
  readonly samplingMs?: number;
  /** RFC 3339, or undefined for `since ever`. */
  readonly validFrom?: string;
  readonly place: Place;
}
