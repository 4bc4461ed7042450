import { open, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { draftContract } from '../../contracts/exchange/draft-contract.ts';
import type { Loss } from '../../contracts/exchange/loss.ts';
import { withPayloads } from '../../contracts/exchange/whole-contract.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { JsonObject } from '../../contracts/source/json-schema/json-object.ts';
import type { Draft } from '../authoring/draft.ts';
import { draftOptions, draftOptionsUsage } from '../authoring/draft-options.ts';
import type { Importer } from '../authoring/importer.ts';
import { plantFacts } from '../authoring/plant-facts.ts';
import { UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import { payloadsOf, placeOf, portNote, standingContract } from './draft-place.ts';

/** What a document of another format says, as one ODCS document. */
export interface ImportedContract {
  readonly contract: JsonObject;
  readonly losses: readonly Loss[];
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
      const { contract: read, losses } = await format.read(file, bytes);
      const standing = standingContract(read, facts);
      const contract = withPayloads(read, payloadsOf(standing));
      const place = await placeOf(contract, standing, values, facts, context);
      const folder = `products/${place.domain}/${place.product}`;
      const draft = draftContract(contract, {
        ...place,
        topicRoot: facts.topicRoot,
        hasProductFile: facts.listing.has(`${folder}/product.odps.yaml`),
      });
      return {
        files: draft.files,
        losses: [...losses, ...draft.losses, ...(await lostComments(standing, context.cwd))],
        notes: portNote(contract, place.product, facts),
        overwrite: values.force ?? [],
      };
    },
  };
}

/** A file that is written anew keeps what it says, not how its team laid it out. */
async function lostComments(standing: Contract | undefined, cwd: string): Promise<readonly Loss[]> {
  if (standing === undefined) return [];
  const text = await readFile(resolve(cwd, standing.path), 'utf8').catch(() => '');
  const comments = text.split('\n').filter((line) => /(^|\s)#\s/.test(line)).length;
  if (comments === 0) return [];
  const what = plural(comments, 'comment');
  return [{ what, where: standing.path, became: 'nothing', why: 'the file is written anew' }];
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
