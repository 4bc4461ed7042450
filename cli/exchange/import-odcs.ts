import { isJsonObject } from '../../contracts/source/json-schema/json-object.ts';
import { limits } from '../../contracts/source/limits.ts';
import { UsageError } from '../command.ts';
import { documentImporter } from './document-importer.ts';
import { parsedDocument } from './parsed-document.ts';

export const importer = documentImporter({
  name: 'odcs',
  what: 'a contract of Bitol ODCS 3.0 to 3.2 (YAML or JSON) from any tool',
  mostBytes: limits.contractBytes,
  async read(file, bytes) {
    const contract = parsedDocument(file, bytes);
    if (!isJsonObject(contract) || contract.kind !== 'DataContract')
      throw new UsageError(`${file} is no ODCS contract: 'kind: DataContract' is missing`);
    const { apiVersion } = contract;
    if (typeof apiVersion === 'string' && !apiVersion.startsWith('v3.'))
      throw new UsageError(`${file} is ODCS ${apiVersion.slice(0, 20)}; 3.0 to 3.2 are read`);
    return { contract, losses: [] };
  },
});
