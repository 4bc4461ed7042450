import { contractOfJsonSchema } from '../../contracts/exchange/json-schema-exchange.ts';
import { limits } from '../../contracts/source/limits.ts';
import { UsageError } from '../command.ts';
import { documentImporter } from './document-importer.ts';
import { parsedDocument } from './parsed-document.ts';

export const importer = documentImporter({
  name: 'jsonschema',
  what: 'a JSON Schema of messages, or the document that `tundish export jsonschema` writes',
  mostBytes: limits.schemaBytes,
  async read(file, bytes) {
    const contract = contractOfJsonSchema(parsedDocument(file, bytes));
    if (contract === undefined)
      throw new UsageError(`${file} describes no records: no properties, no items, no $ref`);
    return { contract, losses: [] };
  },
});
