import type { Place } from '../finding.ts';
import type { Json } from '../source/json.ts';
import type { Bundle } from '../source/json-schema/bundle-schema.ts';
import { canonicalDecimal, decimalOfDouble } from '../source/number-text.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { bindingFinding, type bindingRules } from './binding-rules.ts';
import type { Findings } from './read-node.ts';

/** A bundled payload schema and the files that it was bundled from. */
export interface PayloadSource {
  readonly path: string;
  readonly document: Json;
  readonly originOf: Bundle['originOf'];
  readonly sources: ReadonlyMap<string, SourceDocument>;
  /** The member that carries a local time, and only that one. */
  readonly localTime?: string;
}

/** The digits of a number of the bundle, as they stand in its file. */
export function digitsAt(source: PayloadSource, pointer: string, value: number): string {
  const origin = source.originOf(pointer);
  const written = source.sources.get(origin.path)?.numberTextOf(origin.pointer);
  // An upgrade from an older draft may have moved the number; then the double speaks for itself.
  const same = written !== undefined && Number(written) === value;
  return (same ? canonicalDecimal(written) : undefined) ?? decimalOfDouble(value);
}

/** Where a value of the bundle is written: its own place, or that of the key that leads to it. */
export function placeAt(source: PayloadSource, pointer: string, what: 'key' | 'value'): Place {
  const origin = source.originOf(pointer);
  const document = source.sources.get(origin.path);
  if (document === undefined) return { file: origin.path, line: 1, column: 1 };
  return what === 'key' ? document.keyPlaceOf(origin.pointer) : document.placeOf(origin.pointer);
}

/** Notes a finding at the key of a value of the bundle; at the document for the pointer ''. */
export function noteInSchema(
  source: PayloadSource,
  findings: Findings,
  rule: keyof typeof bindingRules,
  pointer: string,
  message: string,
  hint: string,
): void {
  const place = placeAt(source, pointer, 'key');
  findings.push(bindingFinding(rule, place, source.originOf(pointer).pointer, message, hint));
}
