import odcs300 from '../official/odcs-json-schema-v3.0.0.json' with { type: 'json' };
import odcs301 from '../official/odcs-json-schema-v3.0.1.json' with { type: 'json' };
import odcs302 from '../official/odcs-json-schema-v3.0.2.json' with { type: 'json' };
import odcs310 from '../official/odcs-json-schema-v3.1.0.json' with { type: 'json' };
import odcs320 from '../official/odcs-json-schema-v3.2.0.json' with { type: 'json' };
import odps100 from '../official/odps-json-schema-v1.0.0.json' with { type: 'json' };
import type { Json } from '../source/json.ts';

/** The schemas of the standards, unchanged, by what a document's `apiVersion` says. */
export interface OfficialSchemas {
  /** As the standard is called in messages. */
  readonly standard: 'ODCS' | 'ODPS';
  /** What a new document should say. */
  readonly preferred: string;
  readonly byVersion: ReadonlyMap<string, Json>;
}

export const odcsSchemas: OfficialSchemas = {
  standard: 'ODCS',
  preferred: 'v3.1.0',
  byVersion: new Map<string, Json>([
    ['v3.0.0', odcs300],
    ['v3.0.1', odcs301],
    ['v3.0.2', odcs302],
    ['v3.1.0', odcs310],
    ['v3.2.0', odcs320],
  ]),
};

export const odpsSchemas: OfficialSchemas = {
  standard: 'ODPS',
  preferred: 'v1.0.0',
  byVersion: new Map<string, Json>([['v1.0.0', odps100]]),
};
