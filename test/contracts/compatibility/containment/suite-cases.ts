import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Json } from '../../../../contracts/source/json.ts';
import type { Draft } from '../../../../contracts/source/json-schema/draft.ts';
import { upgradeSchema } from '../../../../contracts/source/json-schema/upgrade-schema.ts';

const conformance = process.env.TUNDISH_CONFORMANCE;
const suite = join(conformance ?? '', 'data/json-schema-test-suite');

/** The JSON-Schema-Test-Suite is at hand. */
export const suiteIsThere = conformance !== undefined && existsSync(suite);

export interface SuiteGroup {
  readonly file: string;
  readonly description: string;
  readonly schema: Json;
  readonly tests: readonly {
    readonly description: string;
    readonly data: Json;
    readonly valid: boolean;
  }[];
}

const readJson = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;

/** The required tests of a draft. */
export function suiteGroups(folder: string): readonly SuiteGroup[] {
  const directory = join(suite, 'tests', folder);
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .flatMap((file) =>
      (readJson(join(directory, file)) as unknown as SuiteGroup[]).map((group) => ({
        ...group,
        file,
      })),
    );
}

/** Metaschemas as a published package carries them, and the suite's remote documents. */
export function suiteResolver(draft: Draft): (uri: string) => Json | undefined {
  const metaschemas = new Map<string, Json>();
  const refs = join(createRequire(import.meta.url).resolve('ajv'), '../refs');
  for (const file of readdirSync(refs, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json') || file.includes('$data')) continue;
    const document = readJson(join(refs, file));
    const id = (document as { readonly $id?: string }).$id;
    if (id !== undefined) metaschemas.set(id.replace(/#$/, ''), document);
  }
  const loaded = new Map<string, Json | undefined>();
  return (uri) => {
    if (!loaded.has(uri)) {
      const remote = join(suite, 'remotes', uri.replace('http://localhost:1234/', ''));
      const isRemote = uri.startsWith('http://localhost:1234/') && existsSync(remote);
      const document = metaschemas.get(uri) ?? (isRemote ? readJson(remote) : undefined);
      loaded.set(uri, document === undefined ? undefined : upgradeSchema(document, draft).document);
    }
    return loaded.get(uri);
  };
}
