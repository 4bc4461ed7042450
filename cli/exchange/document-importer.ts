import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { draftContract } from '../../contracts/exchange/draft-contract.ts';
import type { Loss } from '../../contracts/exchange/loss.ts';
import { nameFrom } from '../../contracts/exchange/names.ts';
import { withPayloads } from '../../contracts/exchange/whole-contract.ts';
import type { Json } from '../../contracts/source/json.ts';
import type { JsonObject } from '../../contracts/source/json-schema/json-object.ts';
import type { Draft } from '../authoring/draft.ts';
import { draftOptions, draftOptionsUsage } from '../authoring/draft-options.ts';
import type { Importer } from '../authoring/importer.ts';
import { checkedId, chosenDomain, type PlantFacts, plantFacts } from '../authoring/plant-facts.ts';
import { UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';

/** What a document of another format says, as one ODCS document. */
export interface ImportedContract {
  readonly contract: JsonObject;
  readonly losses: readonly Loss[];
  readonly notes: readonly string[];
}

/** How one format is read. */
export interface DocumentFormat {
  readonly name: string;
  readonly what: string;
  readonly mostBytes: number;
  /** @throws UsageError where the bytes are no such document. */
  read(file: string, bytes: Uint8Array): Promise<ImportedContract>;
}

/** `tundish import <format> <file>`: one document of another format becomes a draft of ours. */
export function documentImporter(format: DocumentFormat): Importer {
  return {
    usage: `Usage: tundish import ${format.name} <file> [options]

Reads ${format.what}. What only its team can decide stands in the draft as ASK.

${draftOptionsUsage}`,
    async draft(args, context): Promise<Draft> {
      const { values, positionals } = parseOptions(args, draftOptions);
      const [file, ...more] = positionals;
      if (file === undefined || more.length > 0) throw new UsageError('expected one file');
      const bytes = await boundedBytes(resolve(context.cwd, file), file, format.mostBytes);
      const facts = await plantFacts(context);
      const { contract: read, losses, notes } = await format.read(file, bytes);
      const contract = withPayloads(read, standingPayloads(read, facts));
      const domain = await chosenDomain(
        values.domain ?? ownDomain(contract, facts.domains),
        facts,
        context,
      );
      const product =
        values.product === undefined
          ? productName(contract)
          : checkedId(values.product, '--product');
      const standing = facts.products.find(({ id }) => id === product);
      const folder = `products/${domain}/${product}`;
      if (standing !== undefined && standing.folder !== folder)
        throw new UsageError(
          `the product '${product}' lies in ${standing.folder}; add --domain ${standing.domain} or another --product`,
        );
      const draft = draftContract(contract, {
        domain,
        product,
        topicRoot: facts.topicRoot,
        hasProductFile: facts.listing.has(`${folder}/product.odps.yaml`),
      });
      return {
        files: draft.files,
        losses: [...losses, ...draft.losses],
        notes,
        overwrite: values.force ?? [],
      };
    },
  };
}

/** Payload schemas of the contract that the document stands for, where the plant has it already. */
function standingPayloads(
  contract: JsonObject,
  { products }: PlantFacts,
): (dataset: string) => Json | undefined {
  const major = /^v?(\d+)/.exec(String(contract.version))?.[1];
  const standing = products
    .flatMap(({ contracts }) => contracts)
    .find((each) => each.id === contract.id && String(each.major) === major);
  return (dataset) => {
    const source = standing?.datasets.find(({ name }) => name === dataset)?.source;
    return source?.kind === 'stream' ? source.payload.document : undefined;
  };
}

/** The document's own domain, where the plant has a folder for it or has none at all. */
function ownDomain(contract: JsonObject, domains: readonly string[]): string | undefined {
  const { domain } = contract;
  if (typeof domain !== 'string') return undefined;
  const name = nameFrom(domain, 40, 'domain');
  return domains.length === 0 || domains.includes(name) ? name : undefined;
}

/** By the id where it is a word, else by the name: many ids are UUIDs. */
function productName(contract: JsonObject): string {
  const { id, name } = contract;
  if (typeof id === 'string' && /^[a-z][a-z0-9_-]{0,29}$/i.test(id))
    return nameFrom(id, 30, 'product');
  return nameFrom(typeof name === 'string' ? name : '', 30, 'product');
}

async function boundedBytes(path: string, file: string, most: number): Promise<Uint8Array> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile()) throw new UsageError(`there is no file '${file}'`);
  if (info.size > most) throw new UsageError(`${file} is larger than ${most / 1024 / 1024} MiB`);
  const handle = await open(path);
  try {
    // The file may grow between the two looks at it.
    const { bytesRead, buffer } = await handle.read(new Uint8Array(info.size), 0, info.size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
