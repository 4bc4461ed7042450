import { Failure } from '../../connectors/failure.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { boundedKeys } from '../../contracts/draft/bounded-keys.ts';
import { idOf, titleOf } from '../../contracts/draft/draft-names.ts';
import { eventProfile, type Proposed } from '../../contracts/draft/stream-profile.ts';
import { type CommandContext, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { UnreachableError } from '../unreachable-error.ts';
import type { Importer } from './importer.ts';
import {
  checkedId,
  chosenDomain,
  listOf,
  type PlantFacts,
  pairsOf,
  plantFacts,
} from './plant-facts.ts';
import { filesOf } from './stream-files.ts';
import { streamOptions, streamOptionsUsage } from './stream-options.ts';
import { type CatalogTable, readCatalog } from './table-catalog.ts';
import { draftTable, type TableDraft } from './table-draft.ts';

const urlForm = 'postgresql://user@host/database';

/** A table of another system becomes the contract of the messages that carry its rows. */
export const importer: Importer = {
  usage: `Usage: tundish import table <postgres url> <schema.table> [options]

Reads the table's catalog, never its rows: types, NOT NULL, key, comments, references. The draft is
an event contract whose messages carry one row each.

The URL may hold \${VARIABLE}, taken from the environment (quote it, so that the shell leaves it); a
password that the URL lacks is taken from PGPASSWORD. Neither is printed.

${streamOptionsUsage}`,
  async draft(args, context) {
    const { values, positionals } = parseOptions(args, streamOptions);
    const [template, name, ...more] = positionals;
    if (template === undefined || name === undefined || more.length > 0) {
      throw new UsageError('expected the URL of a database and a table');
    }
    if (values.class !== undefined && values.class !== 'event') {
      throw new UsageError('rows of a table are events; --class is for samples of messages');
    }
    const [schema, table] = tableNameOf(name);
    const facts = await plantFacts(context);
    const id = checkedId(values.name ?? idOf(table), '--name');
    const domain = await chosenDomain(values.domain, facts, context);
    const catalog = await catalogOf(urlOf(template, context), schema, table);
    const drafted = draftTable(catalog, `${schema}.${table}`, pairsOf(values.unit, '--unit'));
    const schemaFile = `${id}.v1.schema.json`;
    const { files, notes } = filesOf(
      {
        contract: {
          id,
          name: titleOf(id),
          version: '1.0.0',
          domain,
          ...(values.purpose === undefined ? {} : { purpose: values.purpose }),
          dataset: {
            name: id,
            ...(catalog.comment === undefined ? {} : { description: catalog.comment }),
            profile: profileOf(
              drafted,
              {
                id,
                domain,
                topic: values.topic,
                eventKey: listOf(values['event-key']),
                eventTime: values['event-time'],
              },
              facts,
            ),
            schemaFile,
            fields: drafted.fields,
            ask: [
              `what does one record stand for, and what does each field without a comment mean? (description-present)`,
            ],
          },
        },
        schema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $id: schemaFile,
          title: titleOf(id),
          ...boundedKeys(drafted.schema, [...drafted.key, ...(listOf(values['event-key']) ?? [])]),
        },
        beside: new Map(),
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
      losses: drafted.losses,
      notes: [
        `Drawn from the ${catalog.kind} ${schema}.${table}: ${catalog.columns.length} columns.`,
        ...notes,
      ],
      overwrite: values.force ?? [],
    };
  },
};

function profileOf(
  { key, times, version }: TableDraft,
  wishes: {
    readonly id: string;
    readonly domain: string;
    readonly topic: string | undefined;
    readonly eventKey: readonly string[] | undefined;
    readonly eventTime: string | undefined;
  },
  { topicRoot, timeZone }: PlantFacts,
) {
  const named = wishes.eventTime;
  const time =
    named === undefined
      ? times[0]
      : (times.find(({ path }) => path === named) ?? { path: named, local: false });
  const others = times.filter(({ path }) => path !== time?.path).map(({ path }) => path);
  return eventProfile({
    topic:
      wishes.topic === undefined
        ? {
            value: `${topicRoot}/${wishes.domain}/${wishes.id}/v1`,
            ask: 'on which topic will the rows arrive, and who sends them?',
          }
        : { value: wishes.topic },
    eventKey: eventKeyOf(key, version, wishes.eventKey),
    eventTime:
      time === undefined
        ? undefined
        : {
            value: { field: time.path, ...(time.local ? { zone: timeZone } : {}) },
            ...(named === undefined
              ? {
                  ask: `does ${time.path} change with each change of a row?${others.length === 0 ? '' : ` Times are also: ${others.slice(0, 5).join(', ')}`}`,
                }
              : {}),
          },
    revise: key.length > 0,
    ...(version === undefined || key.length === 0 ? {} : { revision: version }),
  });
}

function eventKeyOf(
  key: readonly string[],
  version: string | undefined,
  wish: readonly string[] | undefined,
): Proposed<readonly string[]> {
  if (wish !== undefined) return { value: wish };
  if (version !== undefined && key.length > 0)
    return { value: [...key, version], ask: `does ${version} grow with each change of a row?` };
  return {
    value: [],
    ask: 'which members tell two states of one row apart, such as its key and a version? payload stands for the bytes as a whole',
  };
}

/** @throws UsageError naming the variable, never a value. */
function urlOf(template: string, { env, stderr }: CommandContext): string {
  if (/^[a-z]+:\/\/[^/@]*:[^/@$]+@/.test(template)) {
    stderr(
      `The URL holds a password, which stays in the history of the shell; PGPASSWORD or \${VARIABLE} would not.\n`,
    );
  }
  const text = template.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, variable: string) => {
    const value = env[variable];
    if (value === undefined)
      throw new UsageError(`the environment variable ${variable} is not set`);
    return value;
  });
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    throw new UsageError(`the first argument must be a URL: ${urlForm}`);
  }
  const url = new URL(text);
  if (url.password === '' && env.PGPASSWORD !== undefined) {
    url.password = encodeURIComponent(env.PGPASSWORD);
  }
  return url.toString();
}

function tableNameOf(text: string): readonly [string, string] {
  const [, first, second] = /^("[^"]+"|[^".]+)(?:\.("[^"]+"|[^".]+))?$/.exec(text) ?? [];
  if (first === undefined) throw new UsageError(`'${text}' is no table's name: schema.table`);
  const plain = (part: string) => part.replace(/^"|"$/g, '');
  return second === undefined ? ['public', plain(first)] : [plain(first), plain(second)];
}

async function catalogOf(url: string, schema: string, table: string): Promise<CatalogTable> {
  const store = postgresStore(url, { poolMax: 1, statementTimeoutMs: 10_000 });
  try {
    const catalog = await readCatalog(store, schema, table);
    if (catalog === undefined) {
      throw new UsageError(
        `the database has no table ${schema}.${table} that this account can see`,
      );
    }
    if (catalog.columns.length === 0) throw new UsageError(`${schema}.${table} has no column`);
    return catalog;
  } catch (error) {
    if (error instanceof Failure) throw new UnreachableError(error.message);
    throw error;
  } finally {
    await store.close();
  }
}
