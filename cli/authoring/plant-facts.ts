import { diskFiles } from '../../connectors/repository/disk-files.ts';
import type { Product } from '../../contracts/model/product.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import { type CommandContext, UsageError } from '../command.ts';

/** What a draft takes from the plant that it becomes a part of. */
export interface PlantFacts {
  readonly timeZone: string;
  readonly topicRoot: string;
  readonly products: readonly Product[];
  /** Folders below products/. */
  readonly domains: readonly string[];
  readonly listing: ReadonlySet<string>;
}

/** @throws UsageError where plant.yaml cannot be read. */
export async function plantFacts(context: CommandContext): Promise<PlantFacts> {
  const files = await diskFiles(context.cwd);
  const listing = await files.list();
  const { plant } = await readPlant(files);
  if (plant === undefined) {
    throw new UsageError(
      'plant.yaml cannot be read, so there is no plant to draft for; see tundish check',
    );
  }
  const domains = listing.flatMap((path) => /^products\/([^/]+)\/[^/]+\//.exec(path)?.[1] ?? []);
  const { timeZone, topicRoot, products } = plant;
  return {
    timeZone,
    topicRoot,
    products,
    domains: [...new Set(domains)].sort(),
    listing: new Set(listing),
  };
}

/**
 * The domain of a new product: the flag, the answer of a person, or the only one there is.
 * @throws UsageError where none of them tells it.
 */
export async function chosenDomain(
  wanted: string | undefined,
  { domains }: PlantFacts,
  context: CommandContext,
): Promise<string> {
  if (wanted !== undefined) return checkedDomain(wanted);
  const [only] = domains;
  if (only !== undefined && domains.length === 1) return only;
  const known = domains.length === 0 ? '' : ` (${domains.join(', ')})`;
  const answer = await context.ask?.(`Domain${known}? (--domain) `);
  if (answer !== undefined && answer !== '') return checkedDomain(answer);
  throw new UsageError(
    domains.length === 0
      ? 'which domain does it belong to? Add --domain <name>'
      : `there are several domains (${domains.join(', ')}); add --domain <name>`,
  );
}

function checkedDomain(name: string): string {
  if (/^[a-z][a-z0-9_-]{0,39}$/.test(name)) return name;
  throw new UsageError(`'${name}' is not a domain's name (a-z, 0-9, _ and -; it names a folder)`);
}

/** @throws UsageError naming what an id may consist of. */
export function checkedId(name: string, flag: string): string {
  if (/^[a-z][a-z0-9_]{0,29}$/.test(name)) return name;
  throw new UsageError(
    `${flag} '${name}' is not an id: a letter, then a-z, 0-9 and _, 30 characters at most`,
  );
}

/** The product of that id, wherever it lies. */
export function productOf({ products }: PlantFacts, id: string): Product | undefined {
  return products.find((product) => product.id === id);
}

/** The team that owns the other products of a domain, where it is one team. */
export function teamOf(
  { products }: PlantFacts,
  domain: string,
): { readonly team: string; readonly contact?: string } | undefined {
  const owners = products.filter((product) => product.domain === domain).map(({ owner }) => owner);
  const [owner] = owners;
  if (owner === undefined || new Set(owners.map((each) => each?.team)).size > 1) return undefined;
  const contact = owner.members[0]?.username;
  return { team: owner.team, ...(contact === undefined ? {} : { contact }) };
}

/**
 * `field=code` pairs of a repeated flag.
 * @throws UsageError where a pair has no `=`.
 */
export function pairsOf(texts: readonly string[] | undefined, flag: string): Map<string, string> {
  return new Map(
    (texts ?? []).map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`${flag} takes <field>=<value>, not '${text}'`);
      return [text.slice(0, at), text.slice(at + 1)] as const;
    }),
  );
}

/** A comma separated list; undefined where the flag is not there. */
export function listOf(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** @throws UsageError with the nearest of the choices. */
export function choiceOf<Choice extends string>(
  text: string | undefined,
  choices: readonly Choice[],
  flag: string,
): Choice | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`${flag} '${text}': ${didYouMean(text, choices) ?? choices.join(', ')}`);
}
