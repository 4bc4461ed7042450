import { basename } from 'node:path';
import {
  type ColumnPlan,
  columnsOf,
  recordsOf,
  samplesOf,
  type WideTable,
  wideTable,
} from '../../contracts/draft/csv-records.ts';
import { type TextTable, textTable } from '../../contracts/draft/csv-table.ts';
import { idOf } from '../../contracts/draft/draft-names.ts';
import { draftStream } from '../../contracts/draft/draft-stream.ts';
import { observeAll } from '../../contracts/draft/observation.ts';
import { tagRegister } from '../../contracts/draft/tag-rows.ts';
import { isNormalVolume, normalState } from '../../contracts/draft/unit-of-name.ts';
import { UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import type { LossRow } from '../render/loss-table.ts';
import type { Importer } from './importer.ts';
import { checkedId, choiceOf, chosenDomain, listOf, pairsOf, plantFacts } from './plant-facts.ts';
import { readText } from './read-text.ts';
import { replayMapping } from './replay-mapping.ts';
import { filesOf } from './stream-files.ts';
import { streamOptions, streamOptionsUsage } from './stream-options.ts';

const layouts = ['records', 'wide'] as const;

/** A CSV export becomes the contract of the messages that its rows are, or of samples. */
export const importer: Importer = {
  usage: `Usage: tundish import csv <file> [options]

Reads a header and rows; delimiter (, ; tab |), decimal comma, encoding and times are recognised. Each
row is drawn up as a message. A table with one time and a column per signal becomes a sensor stream
with a tag register, a table with columns for tag and value as well. Beside the contract stands how
tundish replay sends the file's rows.

  --layout      records (each row is a message) or wide (each number is a sample)
${streamOptionsUsage}`,
  async draft(args, context) {
    const { values, positionals } = parseOptions(args, {
      ...streamOptions,
      layout: { type: 'string' },
    });
    const [source, ...more] = positionals;
    if (source === undefined || more.length > 0) throw new UsageError('expected one CSV file');
    const { text, encoding } = await readText(context.cwd, source);
    const table = textTable(text);
    if (table === undefined) {
      throw new UsageError(`${source} is no table: a header, and rows with as many cells below it`);
    }
    const columns = columnsOf(table);
    const layout = choiceOf(values.layout, layouts, '--layout');
    const kind = choiceOf(values.class, ['event', 'sensor'], '--class');
    const wide = layout === 'records' || kind === 'event' ? undefined : wideTable(columns);
    if (layout === 'wide' && wide === undefined) {
      throw new UsageError(
        `${source} is not wide: that is one column of times, at least three of numbers, two others at most`,
      );
    }
    const facts = await plantFacts(context);
    const id = checkedId(values.name ?? idOf(basename(source).replace(/\.[^.]+$/, '')), '--name');
    const observed = observeAll(
      wide === undefined ? recordsOf(table, columns) : samplesOf(table, columns, wide),
    );
    const draft = draftStream(observed, {
      id,
      domain: await chosenDomain(values.domain, facts, context),
      topicRoot: facts.topicRoot,
      timeZone: facts.timeZone,
      source,
      class: wide === undefined ? kind : 'sensor',
      topic: values.topic,
      eventKey: listOf(values['event-key']),
      eventTime: values['event-time'],
      key: listOf(values.key),
      units: new Map([...unitsOf(columns), ...pairsOf(values.unit, '--unit')]),
      purpose: values.purpose,
      businessNames: new Map(
        columns
          .filter(({ header, name }) => idOf(header) !== name || header.includes(' '))
          .map(({ header, name }) => [name, header] as const),
      ),
    });
    if (draft === undefined) throw new UsageError(`${source} holds no value`);
    const tags = wide === undefined ? draft.tags : registerOf(wide);
    const { files, notes } = filesOf(
      {
        contract: draft.contract,
        schema: draft.schema,
        beside: new Map([
          ...(tags === undefined ? [] : [['tags.csv', tags] as const]),
          [
            `${id}.replay.yaml`,
            replayMapping({
              table,
              columns,
              wide,
              encoding,
              timeZone: facts.timeZone,
              eventTime: draft.eventTime,
            }),
          ],
        ]),
      },
      {
        product: checkedId(values.product ?? id, '--product'),
        owner: values.owner,
        purpose: values.purpose,
      },
      facts,
    );
    return {
      files,
      losses: [...lossesOf(table, columns, wide, source, encoding), ...draft.losses],
      notes: [
        `Drawn from ${plural(table.rows.length, 'row')}: delimiter '${table.delimiter === '\t' ? 'tab' : table.delimiter}', decimal ${table.decimalComma ? 'comma' : 'point'}, ${encoding}.`,
        ...notes,
      ],
      overwrite: values.force ?? [],
    };
  },
};

/** A header that tells its unit in brackets has answered the question; a name's ending has not. */
function unitsOf(columns: readonly ColumnPlan[]): ReadonlyMap<string, string> {
  return new Map(
    columns.flatMap(({ header, name, type, unit }) =>
      unit !== undefined && type === 'number' && /[\])]\s*$/.test(header)
        ? [[name, unit] as const]
        : [],
    ),
  );
}

function registerOf({ values }: WideTable): string {
  return tagRegister(
    values.map(({ header, unit }) => ({
      alias: header,
      ...(isNormalVolume(header) ? { description: `${header} (at ${normalState})` } : {}),
      ...(unit === undefined ? {} : { unit }),
    })),
  );
}

function lossesOf(
  table: TextTable,
  columns: readonly ColumnPlan[],
  wide: WideTable | undefined,
  source: string,
  encoding: string,
): readonly LossRow[] {
  const losses: LossRow[] = [];
  const lose = (what: string, where: string, became: string, why: string) => {
    losses.push({ what, where: `${source}${where}`, became, why });
  };
  if (encoding !== 'UTF-8') lose(encoding, '', 'UTF-8', 'messages are JSON, which is UTF-8');
  if (table.decimalComma) lose('decimal commas', '', 'numbers of JSON', 'JSON has a decimal point');
  if (table.ragged > 0)
    lose(
      plural(table.ragged, 'row'),
      '',
      'nothing',
      'they have more or fewer cells than the header',
    );
  if (table.unread > 0) lose('the last rows', '', 'nothing', 'enough rows were seen');
  for (const [at, { header, name, rewritten, filled }] of columns.entries()) {
    const where = `, column ${at + 1}`;
    const isTag = wide?.values.some((value) => value.name === name) === true;
    if (filled === 0 && isTag === false)
      lose(`column '${header}'`, where, 'nothing', 'it has no value');
    else if (isTag)
      lose(`column '${header}'`, where, 'a tag', 'a wide row becomes one sample per signal');
    else if (header !== name)
      lose(`header '${header}'`, where, name, 'fields are named in snake_case');
    if (isNormalVolume(header))
      lose(
        `the state of '${header}'`,
        where,
        isTag ? 'words in its description' : 'nothing',
        `UCUM has no normal cubic metre${isTag ? '' : `: write unit: { code: m3, quantity: volume, reference: "${normalState}" }, or the like`}`,
      );
    if (rewritten) lose(`times of '${header}'`, where, 'ISO 8601', 'the year stands first, then T');
  }
  return losses;
}
