import { type Finding, sortFindings } from '../contracts/finding.ts';
import { lintPlant } from '../contracts/lint/lint-plant.ts';
import { rules } from '../contracts/lint/rules.ts';
import { withoutEchoes } from '../contracts/lint/without-echoes.ts';
import { parseYaml } from '../contracts/source/parse-yaml.ts';

/** Rules that need no plant: what the standard demands of a document, wherever it lies. */
const standardRules: readonly string[] = [
  'api-version-understated',
  'duplicate-property',
  'invalid-pattern',
  'logical-type-missing-with-options',
  'official-schema',
  'quality-rule-runnable',
];

/**
 * Judges one contract or product file by the standard alone: what the reader refuses, the official
 * schema of its `apiVersion`, and what that schema misses. Says nothing of the plant that the file
 * may belong to. `path` ends in .odcs.yaml or .odps.yaml.
 */
export async function checkContract(path: string, bytes: Uint8Array): Promise<readonly Finding[]> {
  const { document, findings } = parseYaml(path, bytes);
  if (document === undefined) return sortFindings(findings);
  const noPlant = {
    name: '',
    timeZone: 'UTC',
    topicRoot: '',
    calendars: [],
    domains: [],
    products: [],
  };
  const lint = await lintPlant(
    noPlant,
    new Map([[path, document]]),
    { relations: [], collisions: [] },
    rules.filter(({ id }) => standardRules.includes(id)),
  );
  return sortFindings(withoutEchoes([...findings, ...lint]));
}
