import type { Finding } from '../finding.ts';

/**
 * Where reader or binder refuse what a rule explains as well, the rule's finding is the one to
 * show: it has a page. By the id of the finding that gives way.
 */
const explainedBy: Readonly<Record<string, readonly string[]>> = {
  'event-key-missing': ['event-key-declared'],
  'key-missing': ['key-for-revise'],
  'contract-version': ['version-agrees'],
  'contract-name': ['version-agrees'],
  'pattern-refused': ['invalid-pattern'],
  'payload-schema': ['invalid-pattern'],
  'field-as-json': ['type-without-column'],
  'field-name': ['name-reserved'],
  'field-unfit': ['sensor-series-complete', 'key-for-revise', 'event-time-zone'],
  'topic-refused': ['topic-syntax', 'topic-below-root', 'version-agrees'],
  'value-missing': ['official-schema', 'event-time-declared', 'sensor-series-complete'],
  'value-type': ['official-schema'],
  'value-not-allowed': ['official-schema', 'status-known'],
  'format-version': ['official-schema'],
  'unknown-key': ['official-schema'],
};

/**
 * The findings of reading without those that a lint finding explains better: in the same line, or
 * at the same value, one around it or one inside it.
 */
export function withoutEchoes(
  reading: readonly Finding[],
  lint: readonly Finding[],
): readonly Finding[] {
  return reading.filter(
    (echo) =>
      !lint.some(
        (finding) =>
          finding.place.file === echo.place.file &&
          (explainedBy[echo.rule] ?? []).includes(finding.rule) &&
          (finding.place.line === echo.place.line || related(finding.pointer, echo.pointer)),
      ),
  );
}

/** Deep enough, so that a finding about the document does not hide one about a part of it. */
const tokensShared = 4;

function related(a: string, b: string): boolean {
  const [outer, inner] = a.length <= b.length ? [a, b] : [b, a];
  if (outer === inner) return true;
  return outer.split('/').length > tokensShared && inner.startsWith(`${outer}/`);
}
