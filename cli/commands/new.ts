import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import { newComputed } from '../authoring/new-computed.ts';
import { newFiles } from '../authoring/new-files.ts';
import {
  type NewWishes,
  newOptions,
  newOptionsUsage,
  newWishes,
} from '../authoring/new-options.ts';
import { newEvent, newSensor } from '../authoring/new-stream.ts';
import { placeDraft } from '../authoring/place-draft.ts';
import {
  checkedId,
  chosenDomain,
  type PlantFacts,
  plantFacts,
  productOf,
} from '../authoring/plant-facts.ts';
import { type ContractParts, filesOf } from '../authoring/stream-files.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';

const nouns = ['product', 'contract'] as const;

export const command: Command = {
  name: 'new',
  usage: `Usage: tundish new product <id> [options]
       tundish new contract <id> --product <product> [options]

Writes a contract of the class event, sensor, computed or files, and the product around it. What the
options do not say is asked at a terminal; what stays open gets a placeholder and stands in the file
as ASK. Where you have samples, tundish import json knows more.

${newOptionsUsage}`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, newOptions);
    const [noun, given, ...more] = positionals;
    if (!nouns.some((each) => each === noun)) {
      const hint = noun === undefined ? undefined : didYouMean(noun, nouns);
      throw new UsageError(`expected product or contract${hint === undefined ? '' : `; ${hint}`}`);
    }
    if (more.length > 0) throw new UsageError(`what is '${more[0]}'? One ${noun} at a time`);
    requirePlant(context);
    const facts = await plantFacts(context);
    const id = checkedId(
      given ?? (await context.ask?.(`Id of the ${noun} (its name on the command line)? `)) ?? '',
      `the ${noun}'s id`,
    );
    const product = checkedId(values.product ?? (noun === 'product' ? id : ''), '--product');
    const standing = productOf(facts, product);
    if (noun === 'product' && standing !== undefined) {
      throw new UsageError(
        `there is a product '${product}' already, in ${standing.folder}; tundish new contract <id> --product ${product} adds a contract to it`,
      );
    }
    const domain = standing?.domain ?? (await chosenDomain(values.domain, facts, context));
    const wishes = await newWishes(values.name ?? id, domain, values, facts, context);
    const folder = standing?.folder ?? `products/${domain}/${product}`;
    const parts = await partsOf(wishes, facts, join(context.cwd, folder));
    const { files, notes } = filesOf(
      parts,
      {
        product,
        owner: wishes.owner,
        purpose: wishes.purpose,
        inputPorts: parts.inputPorts,
      },
      facts,
    );
    await placeDraft({ files, notes, overwrite: values.force ?? [] }, context);
    return exitCode.ok;
  },
};

function requirePlant({ cwd }: CommandContext): void {
  if (existsSync(join(cwd, 'plant.yaml'))) return;
  throw new UsageError(
    'there is no plant.yaml in this folder; run it in the root of a plant repository, or make one with tundish init',
  );
}

async function partsOf(
  wishes: NewWishes,
  facts: PlantFacts,
  productFolder: string,
): Promise<
  ContractParts & {
    readonly inputPorts?: readonly { readonly contractId: string; readonly version: string }[];
  }
> {
  switch (wishes.class) {
    case 'event':
      return newEvent(wishes, facts);
    case 'sensor':
      return newSensor(wishes, facts);
    case 'computed':
      return newComputed(wishes, facts);
    case 'files':
      return newFiles(wishes, productFolder);
  }
}
