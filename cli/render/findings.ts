import type { WaivedFinding } from '../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding, Severity } from '../../contracts/finding.ts';
import type { Colours } from './colours.ts';
import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { type RuleText, renderSarif } from './sarif.ts';
import { renderText, type SourceText } from './text.ts';

/** What `check --format` takes; docs/check-formats.md describes each. */
export const findingFormats = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab'] as const;

export type FindingFormat = (typeof findingFormats)[number];

/** What a rendering knows beside the findings. */
export interface RenderingFacts {
  readonly sourceText: SourceText;
  readonly colours: Colours;
  readonly failOn: Severity;
  readonly ruleOf: (id: string) => RuleText | undefined;
  /** Of the program. */
  readonly version: string;
  /** What waivers accept; SARIF lists it, suppressed. */
  readonly waived?: readonly WaivedFinding[];
  /** Of a change: what stands where the code host shows it; those come first. */
  readonly isOnChangedLine?: (finding: Finding) => boolean;
}

export function renderFindings(
  format: FindingFormat,
  findings: readonly Finding[],
  facts: RenderingFacts,
): string {
  switch (format) {
    case 'text':
      return renderText(findings, facts.sourceText, facts.colours);
    case 'json':
      return renderJson(findings);
    case 'sarif':
      return renderSarif(findings, facts.ruleOf, facts.version, facts.waived);
    case 'junit':
      return renderJunit(findings, facts.failOn);
    case 'github':
      return renderGithub(findings, facts.isOnChangedLine);
    case 'gitlab':
      return renderGitlab(findings);
    default:
      return format satisfies never;
  }
}
