import type { Json } from '../../contracts/source/json.ts';
import { parseJson } from '../../contracts/source/parse-json.ts';
import { parseYaml } from '../../contracts/source/parse-yaml.ts';
import { UsageError } from '../command.ts';

/**
 * A YAML or JSON document in the bounds of a contract.
 * @throws UsageError with the first problem and its place.
 */
export function parsedDocument(file: string, bytes: Uint8Array): Json {
  const { document, findings } = /\.json$/i.test(file)
    ? parseJson(file, bytes)
    : parseYaml(file, bytes);
  if (document !== undefined) return document.value;
  const [finding] = findings;
  const where = finding === undefined ? '' : `:${finding.place.line}:${finding.place.column}`;
  throw new UsageError(`${file}${where}: ${finding?.message ?? 'cannot be read'}`);
}
