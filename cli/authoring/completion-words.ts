import { ruleFamilies } from '../rule-catalog.ts';

/** What a shell asks: the words before the cursor without `tundish`, the unfinished one last. */
export interface CompletionQuestion {
  readonly words: readonly string[];
  /** Usage of a command, or of what its next word names. */
  readonly usage: string;
  /** Files of the repository, `/` between folders. */
  readonly files: readonly string[];
}

/** Only such words are offered: a shell might run anything else. */
const harmless = /^[\w.:@/=+-]{1,200}$/;

/**
 * Words that may stand next in a command, beginning with the unfinished one. Choices, flags and
 * placeholders come from the usage, so that a new flag completes the day it is documented.
 */
export function completionWords({ words, usage, files }: CompletionQuestion): readonly string[] {
  const unfinished = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  const [synopsis = ''] = usage.split('\n\n', 1);
  const known = (): readonly string[] => {
    if (unfinished.startsWith('-')) return flagsIn(usage);
    const value = before.startsWith('--') ? valuesOf(before, usage, files) : undefined;
    return (
      value ?? [
        ...choicesIn(synopsis),
        ...kindsIn(synopsis, usage),
        ...placeholdersIn(synopsis, files),
      ]
    );
  };
  return [...new Set(known())]
    .filter((word) => word.startsWith(unfinished) && harmless.test(word))
    .sort();
}

function flagsIn(usage: string): readonly string[] {
  return [...usage.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);
}

/** Values of a flag: choices of its usage, or ids where its name says what it takes. */
function valuesOf(
  flag: string,
  usage: string,
  files: readonly string[],
): readonly string[] | undefined {
  const choices = new RegExp(`${flag}[ =]([a-z]+(?:[|,][a-z]+)+)`).exec(usage)?.[1];
  if (choices !== undefined) return choices.split(/[|,]/);
  if (flag === '--product') return productsOf(files);
  if (flag === '--domain') return domainsOf(files);
  if (flag === '--from' || flag === '--stream' || flag === '--contract') return contractsOf(files);
  if (flag === '--class') return ['event', 'sensor', 'computed', 'files'];
  return undefined;
}

/** Verbs and kinds of the synopsis: `ls|show`, `new product`, lists of names below it. */
function choicesIn(synopsis: string): readonly string[] {
  const bare = synopsis.replace(/--[a-z-]+[ =][^\]\s]+/g, '');
  const lists = [...bare.matchAll(/(?<![\w-])[a-z]+(?:\|[a-z]+)+/g)].flatMap(([list]) =>
    list.split('|'),
  );
  const verbs = [...bare.matchAll(/^\s*(?:Usage: )?tundish [a-z]+ ([a-z]+)\b/gm)].flatMap(
    ([, verb]) => verb ?? [],
  );
  return [...lists, ...verbs];
}

/** Where the synopsis has a <kind>, the list below it says which there are. */
function kindsIn(synopsis: string, usage: string): readonly string[] {
  if (!synopsis.includes('<kind>')) return [];
  return [...usage.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].flatMap(([, kind]) => kind ?? []);
}

function placeholdersIn(synopsis: string, files: readonly string[]): readonly string[] {
  const has = (...names: readonly string[]) =>
    names.some((name) => new RegExp(`[<[ ]${name}[>\\] …]`).test(synopsis));
  return [
    ...(has('environment', 'env') ? environmentsOf(files) : []),
    ...(has('role') ? ['reader', 'writer', 'pump', 'curated', 'business', 'all'] : []),
    ...(has('rule') ? ruleFamilies().flatMap(({ rules }) => rules.map(({ id }) => id)) : []),
    ...(has('product', 'id') ? productsOf(files) : []),
    ...(has('contract', 'id', 'stream') ? contractsOf(files) : []),
  ];
}

function environmentsOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => /^environments\/([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);
}

function domainsOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => /^products\/([^/]+)\//.exec(file)?.[1] ?? []);
}

function productsOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    return /^products\/[^/]+\/([^/]+)\/product\.odps\.yaml$/.exec(file)?.[1] ?? [];
  });
}

function contractsOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    return /^products\/[^/]+\/[^/]+\/([^/]+)\.v\d+\.odcs\.yaml$/.exec(file)?.[1] ?? [];
  });
}
