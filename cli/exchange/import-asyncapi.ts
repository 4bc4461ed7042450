import { contractOfAsyncapi } from '../../contracts/exchange/asyncapi-exchange.ts';
import { limits } from '../../contracts/source/limits.ts';
import { UsageError } from '../command.ts';
import { documentImporter } from './document-importer.ts';
import { parsedDocument } from './parsed-document.ts';

export const importer = documentImporter({
  name: 'asyncapi',
  what: 'an AsyncAPI 3 document (YAML or JSON): a stream for each channel with a JSON payload',
  mostBytes: limits.contractBytes,
  async read(file, bytes) {
    const contract = contractOfAsyncapi(parsedDocument(file, bytes));
    if (contract === undefined) throw new UsageError(`${file} is no AsyncAPI 3 document`);
    return { contract, losses: [] };
  },
});
