import type { WaivedFinding } from '../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Edit, Finding, Fix, Place, Severity } from '../../contracts/finding.ts';
import { fingerprints } from './fingerprint.ts';
import { safeJson } from './json.ts';
import { visible } from './visible.ts';

/** What a viewer shows about a rule. */
export interface RuleText {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
}

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * Findings as SARIF 2.1.0 (OASIS). `ruleOf` tells about a rule by its id; only rules with a finding
 * are listed. Columns count UTF-16 code units, as in findings. What a waiver accepts is there as well,
 * suppressed, so that a host closes no alert that comes back when the waiver ends.
 */
export function renderSarif(
  findings: readonly Finding[],
  ruleOf: (id: string) => RuleText | undefined,
  version: string,
  waived: readonly WaivedFinding[] = [],
): string {
  const all = [...findings, ...waived.map(({ finding }) => finding)];
  const ids = [...new Set(all.map(({ rule }) => rule))].sort();
  const names = fingerprints(all);
  const waivers = new Map(waived.map((each) => [each.finding, each]));
  return safeJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'tundish', version, rules: ids.map((id) => ruleEntry(id, ruleOf(id))) },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          ROOT: { description: { text: 'The root of the plant repository.' } },
        },
        results: all.map((finding, index) => ({
          ruleId: finding.rule,
          ruleIndex: ids.indexOf(finding.rule),
          level: levels[finding.severity],
          message: { text: messageOf(finding) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: artifact(finding.place.file),
                region: region(finding.place),
              },
              ...(finding.pointer === ''
                ? {}
                : { logicalLocations: [{ fullyQualifiedName: finding.pointer }] }),
            },
          ],
          partialFingerprints: { 'tundish/v1': names[index] },
          ...(finding.fix === undefined ? {} : { fixes: [fixEntry(finding.fix)] }),
          ...suppressed(waivers.get(finding)),
        })),
      },
    ],
  });
}

/** By a file of the repository, not by a comment beside the text: `external` in SARIF's words. */
function suppressed(waiver: WaivedFinding | undefined): object {
  if (waiver === undefined) return {};
  const { reason, owner, until } = waiver;
  const justification = visible(`${reason} (${owner}, until ${until})`);
  return { suppressions: [{ kind: 'external', status: 'accepted', justification }] };
}

function ruleEntry(id: string, rule: RuleText | undefined): object {
  if (rule === undefined) return { id };
  return {
    id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    help: { text: `${rule.why} More: tundish explain ${id}` },
    defaultConfiguration: { level: levels[rule.severity] },
  };
}

function messageOf({ message, hint }: Finding): string {
  const text = visible(hint === undefined ? message : `${message}; ${hint}`);
  // `[text](target)` would become a link.
  return text.replaceAll('](', '] (');
}

function artifact(file: string): object {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' };
}

function region({ line, column, endLine, endColumn }: Place): object {
  return {
    startLine: line,
    startColumn: column,
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
}

function fixEntry({ title, edits }: Fix): object {
  const files = [...new Set(edits.map((edit) => edit.place.file))];
  return {
    description: { text: visible(title) },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits.filter((edit) => edit.place.file === file).map(replacement),
    })),
  };
}

function replacement({ place, text }: Edit): object {
  return { deletedRegion: region(place), insertedContent: { text } };
}
