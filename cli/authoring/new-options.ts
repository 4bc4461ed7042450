import { type CommandContext, UsageError } from '../command.ts';
import { answered } from './answered.ts';
import { checkedId, choiceOf, listOf, type PlantFacts, pairsOf } from './plant-facts.ts';
import { streamOptions, streamOptionsUsage } from './stream-options.ts';

export const newOptions = {
  ...streamOptions,
  field: { type: 'string', multiple: true },
  dimension: { type: 'string' },
  tag: { type: 'string', multiple: true },
  from: { type: 'string' },
  folder: { type: 'string' },
} as const;

export const newOptionsUsage = `${streamOptionsUsage}
  --field       <field>=<type> of a message or a computed row: string, integer, number, boolean,
                timestamp, date; repeat it for each
  --dimension   members that tell series of a sensor stream apart: caster,strand
  --tag         <name of the source>=<UCUM code> of a sensor stream; repeat it for each
  --from        contracts that a computed dataset reads: heat,strand
  --folder      where the files of a file set lie: ./surface in the product's folder, or a name`;

export const contractClasses = ['event', 'sensor', 'computed', 'files'] as const;
const fieldTypes = ['string', 'integer', 'number', 'boolean', 'timestamp', 'date'] as const;
export type FieldTypeName = (typeof fieldTypes)[number];

/** What a person says about a contract that has no samples; what is undefined becomes a question. */
export interface NewWishes {
  readonly id: string;
  readonly domain: string;
  readonly class: (typeof contractClasses)[number];
  readonly purpose?: string | undefined;
  readonly owner?: string | undefined;
  readonly topic?: string | undefined;
  readonly eventKey?: readonly string[] | undefined;
  readonly eventTime?: string | undefined;
  readonly key?: readonly string[] | undefined;
  readonly units: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, FieldTypeName>;
  readonly dimensions: readonly string[];
  /** UCUM codes by alias. */
  readonly tags: ReadonlyMap<string, string>;
  readonly from: readonly string[];
  readonly folder?: string | undefined;
}

/** The values of the options as parseOptions gives them. */
type Values = {
  readonly [Name in keyof typeof newOptions]?: (typeof newOptions)[Name] extends {
    readonly multiple: true;
  }
    ? string[]
    : string;
};

/** Flags, and at a terminal the answers to what they leave open. */
export async function newWishes(
  id: string,
  domain: string,
  values: Values,
  facts: PlantFacts,
  context: CommandContext,
): Promise<NewWishes> {
  const chosen = choiceOf(
    await answered(
      context,
      values.class,
      'event',
      (text) =>
        contractClasses.some((each) => each === text)
          ? undefined
          : `it is one of ${contractClasses.join(', ')}`,
      'Do its records arrive as events, as samples of sensors, are they computed, or files',
      '--class',
    ),
    contractClasses,
    '--class',
  );
  const kind = chosen ?? 'event';
  const isStream = kind === 'event' || kind === 'sensor';
  const open = (flagged: string | undefined, question: string, flag: string, wanted = true) =>
    wanted ? openAnswer(context, flagged, question, flag) : Promise.resolve(flagged);
  return {
    id,
    domain,
    class: kind,
    purpose: await open(values.purpose, 'What is it for, in one sentence', '--purpose'),
    owner: await open(
      values.owner,
      'Which team decides about it',
      '--owner',
      !facts.products.some((product) => product.domain === domain),
    ),
    topic: await open(values.topic, 'On which topic do messages arrive', '--topic', isStream),
    eventKey: listOf(
      await open(
        values['event-key'],
        'Which members does a message sent twice repeat, such as source,sequence',
        '--event-key',
        kind === 'event',
      ),
    ),
    eventTime: await open(
      values['event-time'],
      'Which member says when it happened',
      '--event-time',
      isStream,
    ),
    key: listOf(
      await open(values.key, 'What is its key, such as heat_id', '--key', kind !== 'sensor'),
    ),
    units: pairsOf(values.unit, '--unit'),
    types: typesOf(values.field),
    dimensions: listOf(values.dimension) ?? [],
    tags: pairsOf(values.tag, '--tag'),
    from:
      listOf(
        await open(values.from, 'Which contracts does it read', '--from', kind === 'computed'),
      )?.map((name) => checkedId(name, '--from')) ?? [],
    folder: values.folder,
  };
}

/** An answer that may stay open: an empty one becomes a question in the draft. */
async function openAnswer(
  context: CommandContext,
  flagged: string | undefined,
  question: string,
  flag: string,
): Promise<string | undefined> {
  if (flagged !== undefined) return flagged;
  const answer = await context.ask?.(`${question}? (${flag}; empty: leave it open) `);
  return answer === undefined || answer === '' ? undefined : answer;
}

function typesOf(texts: readonly string[] | undefined): ReadonlyMap<string, FieldTypeName> {
  const types = new Map<string, FieldTypeName>();
  for (const [name, text] of pairsOf(texts, '--field')) {
    const type = choiceOf(text, fieldTypes, '--field');
    if (type === undefined) throw new UsageError('--field takes <field>=<type>');
    types.set(name, type);
  }
  return types;
}
