import type { Json } from '../source/json.ts';
import { type OnDemand, onDemand } from '../source/on-demand.ts';
import { remembered } from '../source/remembered.ts';
import { type SchemaIssue, validateBySchema2019 } from './schema-2019.ts';

/** The schemas of the standards, unchanged, by what a document's `apiVersion` says. */
export interface OfficialSchemas {
  /** As the standard is called in messages. */
  readonly standard: 'ODCS' | 'ODPS';
  /** What a new document should say. */
  readonly preferred: string;
  /** Oldest first, each loaded when the first document asks for it. */
  readonly byVersion: ReadonlyMap<string, OnDemand<Json>>;
}

export const odcsSchemas: OfficialSchemas = {
  standard: 'ODCS',
  preferred: 'v3.1.0',
  byVersion: new Map<string, OnDemand<Json>>([
    [
      'v3.0.0',
      schemaFile(
        () => import('../official/odcs-json-schema-v3.0.0.json', { with: { type: 'json' } }),
      ),
    ],
    [
      'v3.0.1',
      schemaFile(
        () => import('../official/odcs-json-schema-v3.0.1.json', { with: { type: 'json' } }),
      ),
    ],
    [
      'v3.0.2',
      schemaFile(
        () => import('../official/odcs-json-schema-v3.0.2.json', { with: { type: 'json' } }),
      ),
    ],
    [
      'v3.1.0',
      schemaFile(
        () => import('../official/odcs-json-schema-v3.1.0.json', { with: { type: 'json' } }),
      ),
    ],
    [
      'v3.2.0',
      schemaFile(
        () => import('../official/odcs-json-schema-v3.2.0.json', { with: { type: 'json' } }),
      ),
    ],
  ]),
};

const odps100 = schemaFile(
  () => import('../official/odps-json-schema-v1.0.0.json', { with: { type: 'json' } }),
);

export const odpsSchemas: OfficialSchemas = {
  standard: 'ODPS',
  preferred: 'v1.0.0',
  // The schema of v1.0.0 reads v0.9.0 as well.
  byVersion: new Map<string, OnDemand<Json>>([
    ['v0.9.0', odps100],
    ['v1.0.0', odps100],
  ]),
};

function schemaFile(load: () => Promise<{ readonly default: Json }>): OnDemand<Json> {
  return onDemand(async () => (await load()).default);
}

/**
 * The verdict on one document: `issues` by the schema of its `apiVersion` (the preferred one where
 * it has none), and the next newer version that accepts the whole document where that one does not.
 */
export interface Verdict {
  readonly version: string;
  readonly issues: readonly SchemaIssue[];
  readonly acceptedBy?: string;
}

/** Undefined where the schemas do not know the document's `apiVersion`. */
export function judgeByStandard(document: Json, schemas: OfficialSchemas): Verdict | undefined {
  if (typeof document !== 'object' || document === null) return judge(document, schemas);
  let verdict = judged.get(document);
  if (verdict === undefined) {
    const text = JSON.stringify(document);
    verdict = remembered(schemas.standard, text, () => ({ verdict: judge(document, schemas) }));
    judged.set(document, verdict);
  }
  return verdict.verdict;
}

/** Two rules ask about each document. */
const judged = new WeakMap<object, { readonly verdict?: Verdict | undefined }>();

function judge(document: Json, schemas: OfficialSchemas): Verdict | undefined {
  const version = apiVersionOf(document) ?? schemas.preferred;
  const versions = [...schemas.byVersion];
  const index = versions.findIndex(([known]) => known === version);
  const schema = versions[index]?.[1];
  if (schema === undefined) return undefined;
  const issues = validateBySchema2019(schema(), document);
  const newer =
    issues.length === 0
      ? undefined
      : versions
          .slice(index + 1)
          .find(([, candidate]) => validateBySchema2019(candidate(), document).length === 0);
  return newer === undefined ? { version, issues } : { version, issues, acceptedBy: newer[0] };
}

function apiVersionOf(document: Json): string | undefined {
  if (typeof document !== 'object' || document === null || !('apiVersion' in document)) {
    return undefined;
  }
  return String(document.apiVersion);
}
