import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import type { Importer } from '../authoring/importer.ts';
import { placeDraft } from '../authoring/place-draft.ts';
import { type Command, exitCode, UsageError } from '../command.ts';

interface ImportKind {
  readonly name: string;
  readonly summary: string;
  /** Loaded on use: a reader of workbooks or a database driver costs nothing to the others. */
  load(): Promise<Importer>;
}

/** What can be imported. */
const kinds: readonly ImportKind[] = [
  {
    name: 'json',
    summary: 'samples of messages: JSON, NDJSON, folders of them',
    load: async () => (await import('../authoring/import-json.ts')).importer,
  },
  {
    name: 'csv',
    summary: 'a CSV export: rows of messages, or samples in wide or long form',
    load: async () => (await import('../authoring/import-csv.ts')).importer,
  },
  {
    name: 'table',
    summary: 'a table of a PostgreSQL database, by its catalog',
    load: async () => (await import('../authoring/import-table.ts')).importer,
  },
  {
    name: 'taglist',
    summary: 'an instrument list (CSV): a sensor contract with its tag register',
    load: async () => (await import('../authoring/import-taglist.ts')).importer,
  },
  {
    name: 'odcs',
    summary: 'a contract of Bitol ODCS 3.0 to 3.2 from any tool',
    load: async () => (await import('../exchange/import-odcs.ts')).importer,
  },
  {
    name: 'xlsx',
    summary: 'a workbook, as export xlsx writes it',
    load: async () => (await import('../exchange/import-xlsx.ts')).importer,
  },
  {
    name: 'asyncapi',
    summary: 'an AsyncAPI 3 document: a stream per channel',
    load: async () => (await import('../exchange/import-asyncapi.ts')).importer,
  },
  {
    name: 'jsonschema',
    summary: 'a JSON Schema of messages',
    load: async () => (await import('../exchange/import-jsonschema.ts')).importer,
  },
];

export const command: Command = {
  name: 'import',
  usage: `Usage: tundish import <kind> <source …> [options]

${kinds.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

Writes drafts below products/<domain>/<product>/ and ends with what was lost, the files written and
the open questions with their lines; each stands in its file as ASK. No file is replaced unless
--force names it. \`tundish import <kind> --help\` tells the options of a kind.`,
  usageOf: async ([name]) => {
    const kind = kinds.find((each) => each.name === name);
    return kind === undefined ? undefined : (await kind.load()).usage;
  },
  async run(args, context) {
    const [name, ...rest] = args;
    if (name === undefined) throw new UsageError('expected what to import');
    const kind = kinds.find((each) => each.name === name);
    if (kind === undefined) {
      const hint = didYouMean(
        name,
        kinds.map((each) => each.name),
      );
      throw new UsageError(`'${name}' cannot be imported${hint === undefined ? '' : `; ${hint}`}`);
    }
    if (!existsSync(join(context.cwd, 'plant.yaml'))) {
      throw new UsageError(
        'there is no plant.yaml in this folder, so a draft has no plant to belong to; run it in the root of a plant repository, or make one with tundish init',
      );
    }
    const importer = await kind.load();
    await placeDraft(await importer.draft(rest, context), context);
    return exitCode.ok;
  },
};
