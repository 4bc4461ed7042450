import type { Finding } from '../finding.ts';

/**
 * Reader, binder, official schema and rules partly judge the same thing, each on its own way. A
 * person reads it once: by the id of the finding that gives way, the rules that explain it better.
 */
const explainedBy: Readonly<Record<string, readonly string[]>> = {
  'contract-name': ['version-agrees'],
  'contract-version': ['version-agrees'],
  'event-key-missing': ['event-key-declared'],
  'field-as-json': ['type-without-column'],
  'field-name': ['name-reserved'],
  'field-unfit': ['event-time-zone', 'key-for-revise', 'sensor-series-complete'],
  'format-version': ['official-schema'],
  'key-missing': ['key-for-revise'],
  'said-twice': ['duplicate-property'],
  'official-schema': ['quality-rule-runnable'],
  'owner-named': ['product-unowned'],
  'pattern-refused': ['invalid-pattern'],
  'schema-keyword-valid': ['invalid-pattern'],
  'topic-refused': ['topic-below-root', 'topic-syntax', 'version-agrees'],
  'transform-view-unknown': ['calendar-known', 'transform-view-known'],
  'unit-fits-name': ['unit-fits-quantity', 'unit-is-ucum'],
  'unknown-key': ['official-schema'],
  'value-missing': ['official-schema', 'owner-named', 'sensor-series-complete'],
  'value-not-allowed': ['official-schema', 'quality-rule-runnable', 'status-known'],
  'value-type': ['official-schema'],
};

/** The findings without those that another finding explains better at the same place. */
export function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const inFile = byFile.get(finding.place.file) ?? [];
    inFile.push(finding);
    byFile.set(finding.place.file, inFile);
  }
  return findings.filter((echo) => {
    const inFile = byFile.get(echo.place.file) ?? [];
    if (isMisspelled(echo, inFile)) return false;
    const better = explainedBy[echo.rule] ?? [];
    return !inFile.some(
      (finding) =>
        better.includes(finding.rule) &&
        (finding.severity === 'error' || finding.severity === echo.severity) &&
        isSamePlace(finding, echo),
    );
  });
}

/** What is missing because its key is misspelled: the key is told, with the name that was meant. */
const keyRules: Readonly<Record<string, string>> = {
  'event-key-declared': 'eventKey',
  'event-key-missing': 'eventKey',
  'event-time-declared': 'eventTime',
};

function isMisspelled(echo: Finding, findings: readonly Finding[]): boolean {
  const missed =
    keyRules[echo.rule] ??
    (echo.rule === 'value-missing' ? /^'(\w+)' is missing/.exec(echo.message)?.[1] : undefined);
  return (
    missed !== undefined &&
    findings.some(
      ({ rule, pointer, hint }) =>
        rule === 'unknown-key' &&
        pointer.startsWith(echo.pointer) &&
        hint === `did you mean '${missed}'?`,
    )
  );
}

function isSamePlace(finding: Finding, echo: Finding): boolean {
  if (finding.place.line === echo.place.line || finding.pointer === echo.pointer) return true;
  // One names the dataset, the other the key in it. The official schema says many things about
  // one dataset, so for it nearness is not enough.
  if (finding.rule === 'official-schema' || echo.rule === 'official-schema') return false;
  const [outer = '', inner = ''] = [finding.pointer, echo.pointer].sort(
    (a, b) => a.length - b.length,
  );
  return outer !== '' && inner.startsWith(`${outer}/`);
}
