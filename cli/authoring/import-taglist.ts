import { basename } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { type TextTable, textTable } from '../../contracts/draft/csv-table.ts';
import { idOf } from '../../contracts/draft/draft-names.ts';
import { changedRegister } from '../../contracts/draft/tag-changes.ts';
import { type ReadTag, type TagMapping, tagsOf } from '../../contracts/draft/tag-list.ts';
import { type DraftTag, tagRegister } from '../../contracts/draft/tag-rows.ts';
import { type CommandContext, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import type { LossRow } from '../render/loss-table.ts';
import type { Draft, DraftFile } from './draft.ts';
import type { Importer } from './importer.ts';
import { newSensor } from './new-stream.ts';
import { checkedId, chosenDomain, listOf, plantFacts, productOf } from './plant-facts.ts';
import { readText } from './read-text.ts';
import { filesOf } from './stream-files.ts';
import { streamOptions, streamOptionsUsage } from './stream-options.ts';
import { mappingFile, mappingOf, mappingText } from './tag-mapping.ts';

/** An instrument list becomes a sensor contract and its tag register; a second time, a difference. */
export const importer: Importer = {
  usage: `Usage: tundish import taglist <csv> [options]

Reads the list of signals that a plant keeps as a spreadsheet. German and English headers are
recognised; which column was taken for what is remembered in ${mappingFile} beside the contract.
Imported again, it prints what changed: new tags are added, a renamed or recalibrated one gets a new
row under its old id.

  --valid-from  since when changed ranges, units and names hold: 2026-03-01T06:00:00Z
  --dimension   members that tell series apart beside the tag: caster,strand
${streamOptionsUsage}`,
  async draft(args, context) {
    const { values, positionals } = parseOptions(args, {
      ...streamOptions,
      'valid-from': { type: 'string' },
      dimension: { type: 'string' },
    });
    const [source, ...more] = positionals;
    if (source === undefined || more.length > 0) throw new UsageError('expected one CSV file');
    const validFrom = checkedInstant(values['valid-from']);
    const { text, encoding } = await readText(context.cwd, source);
    const table = textTable(text);
    if (table === undefined) throw new UsageError(`${source} is no table with a header`);
    const facts = await plantFacts(context);
    const id = checkedId(values.name ?? idOf(basename(source).replace(/\.[^.]+$/, '')), '--name');
    const product = checkedId(values.product ?? id, '--product');
    const standing = productOf(facts, product);
    const domain = standing?.domain ?? (await chosenDomain(values.domain, facts, context));
    const folder = standing?.folder ?? `products/${domain}/${product}`;
    const remembered = await textAt(context, `${folder}/${mappingFile}`);
    const mapping = mappingOf(remembered, table.header, `${folder}/${mappingFile}`);
    if (!mapping.has('alias')) {
      throw new UsageError(
        `none of the columns of ${source} looks like the tag's name: ${table.header.slice(0, 20).join(', ')}. Write ${folder}/${mappingFile} with the line alias: <column>`,
      );
    }
    const read = tagsOf(table, mapping);
    if (read.tags.length === 0) throw new UsageError(`${source} names no tag`);
    const losses = lossesOf(table, mapping, read, source, encoding);
    const register = await textAt(context, `${folder}/tags.csv`);
    const remember = { path: `${folder}/${mappingFile}`, text: mappingText(mapping, table.header) };
    const tags = read.tags.map(({ tag }) => tag);
    if (register !== undefined) {
      const standingTags = registerTags(register);
      if (standingTags === undefined)
        throw new UsageError(`${folder}/tags.csv is no tag register; see tundish check`);
      return changed(standingTags, tags, {
        folder,
        validFrom,
        remember: remembered === undefined ? remember : undefined,
        losses,
      });
    }
    const parts = newSensor(
      {
        id,
        domain,
        class: 'sensor',
        purpose: values.purpose,
        owner: values.owner,
        topic: values.topic,
        eventTime: values['event-time'],
        units: new Map(),
        types: new Map(),
        dimensions: listOf(values.dimension) ?? [],
        tags: new Map(tags.map((tag) => [tag.alias, tag.unit ?? ''])),
        from: [],
      },
      facts,
    );
    const { files, notes } = filesOf(
      { ...parts, beside: new Map([['tags.csv', tagRegister(tags)]]) },
      { product, owner: values.owner, purpose: values.purpose },
      facts,
    );
    return {
      files: [...files, remember],
      losses,
      notes: [
        `${plural(tags.length, 'tag')} of ${plural(table.rows.length, 'row')}. ${mappingNote(mapping)}`,
        ...notes,
      ],
      overwrite: values.force ?? [],
    };
  },
};

function changed(
  standing: readonly DraftTag[],
  listed: readonly DraftTag[],
  around: {
    readonly folder: string;
    readonly validFrom: string | undefined;
    readonly remember: DraftFile | undefined;
    readonly losses: readonly LossRow[];
  },
): Draft {
  const { rows, lines, waiting } = changedRegister(standing, listed, around.validFrom);
  const path = `${around.folder}/tags.csv`;
  return {
    files: [
      { path, text: tagRegister(rows) },
      ...(around.remember === undefined ? [] : [around.remember]),
    ],
    losses: around.losses,
    notes: [
      ...(lines.length === 0 ? ['The register says what the list says.'] : lines),
      ...(waiting.length === 0
        ? []
        : [
            `Not written, since nobody said since when they hold: ${waiting.join(', ')}. Import again with --valid-from <time with offset>.`,
          ]),
    ],
    // The register is the list's own: what it adds was printed, and git shows it.
    overwrite: [path],
    next: 'git diff, then tundish check',
  };
}

async function textAt({ cwd }: CommandContext, path: string): Promise<string | undefined> {
  const files = await diskFiles(cwd);
  const bytes = await files.read(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function registerTags(text: string): readonly DraftTag[] | undefined {
  const table = textTable(text);
  if (table === undefined) return [];
  const at = (name: string) => table.header.indexOf(name);
  if (at('id') < 0 || at('alias') < 0) return undefined;
  return table.rows.map((row) => {
    const cell = (name: string) => {
      const value = row[at(name)]?.trim();
      return value === '' ? undefined : value;
    };
    const optional = {
      description: cell('description'),
      unit: cell('unit'),
      minimum: cell('minimum'),
      maximum: cell('maximum'),
      sampling: cell('sampling'),
      validFrom: cell('valid_from'),
    };
    return {
      id: cell('id') ?? '',
      alias: cell('alias') ?? '',
      ...(Object.fromEntries(
        Object.entries(optional).filter(([, value]) => value !== undefined),
      ) as Partial<DraftTag>),
    };
  });
}

function mappingNote(mapping: TagMapping): string {
  return `Taken: ${[...mapping].map(([meaning, column]) => `${meaning} from '${column}'`).join(', ')}.`;
}

function lossesOf(
  table: TextTable,
  mapping: TagMapping,
  read: {
    readonly tags: readonly ReadTag[];
    readonly nameless: number;
    readonly repeated: readonly string[];
  },
  source: string,
  encoding: string,
): readonly LossRow[] {
  const used = new Set(mapping.values());
  return [
    ...(encoding === 'UTF-8'
      ? []
      : [{ what: encoding, where: source, became: 'UTF-8', why: 'the repository is UTF-8' }]),
    ...table.header
      .filter((column) => !used.has(column))
      .map((column) => ({
        what: `column '${column}'`,
        where: source,
        became: 'nothing',
        why: 'a tag register has no place for it',
      })),
    ...(read.nameless === 0
      ? []
      : [
          {
            what: plural(read.nameless, 'row'),
            where: source,
            became: 'nothing',
            why: 'they name no tag',
          },
        ]),
    ...read.repeated.map((alias) => ({
      what: `tag '${alias}'`,
      where: source,
      became: 'its first row',
      why: 'it stands more than once',
    })),
    ...read.tags.flatMap(({ tag, problems }) =>
      problems.map(({ column, text, became, why }) => ({
        what: `${column} '${text}'`,
        where: `tag ${tag.alias}`,
        became: became ?? 'nothing',
        why,
      })),
    ),
    ...(table.ragged === 0
      ? []
      : [
          {
            what: plural(table.ragged, 'row'),
            where: source,
            became: 'nothing',
            why: 'they have more or fewer cells than the header',
          },
        ]),
  ];
}

function checkedInstant(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text))
    return text;
  throw new UsageError(`--valid-from '${text}' is no time with an offset, as 2026-03-01T06:00:00Z`);
}
