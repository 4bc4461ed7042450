import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../../cli/check-repository.ts';
import type { Finding } from '../../../contracts/finding.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { randomOf } from './mutate.ts';
import {
  exampleFiles,
  type Files,
  neighbourhood,
  productFolder,
} from './mutations/example-files.ts';
import type { Mutation } from './mutations/mutation.ts';
import { mutationKinds } from './mutations/mutation-kinds.ts';

const mutations = 400;
const seed = 4;

const files = exampleFiles();

const check = async (some: Files) => (await checkRepository(memoryFiles(some))).findings;

/** Rounds over the kinds, each time another place of the kind, until there are enough. */
function choose(): readonly Mutation[] {
  const random = randomOf(seed);
  const left = mutationKinds.map((kind) => [...kind.sites(files)]);
  const chosen: Mutation[] = [];
  while (chosen.length < mutations) {
    for (const sites of left) {
      const [site] = sites.splice(Math.floor(random() * sites.length), 1);
      if (site !== undefined && chosen.length < mutations) chosen.push(site);
    }
  }
  return chosen;
}

/** What a neighbourhood without the mistake is told. */
const knownBefore = new Map<string, ReadonlySet<string>>();
const saying = ({ rule, place, message }: Finding) => `${rule} ${place.file} ${message}`;

/** What is told about a mistake; `without` plays that a rule were missing. */
async function judge(mutation: Mutation, without?: string) {
  const folders = [productFolder(mutation.file), mutation.with].flatMap((each) => each ?? []);
  const near = neighbourhood(files, folders);
  const key = folders.join();
  const before = knownBefore.get(key) ?? new Set((await check(near)).map(saying));
  knownBefore.set(key, before);
  const findings = (await check({ ...near, [mutation.file]: mutation.text })).filter(
    (finding) => !before.has(saying(finding)) && finding.rule !== without,
  );
  const atLine = findings.filter(({ place }) =>
    mutation.told.some(
      ({ file, from, to }) => file === place.file && from <= place.line && place.line <= to,
    ),
  );
  return { mutation, findings, atLine };
}

describe('mistakes in the contracts of the example plant', () => {
  it(`are told where they are made: ${mutations} of them, by seed ${seed}`, {
    timeout: 240_000,
  }, async () => {
    const chosen = choose();
    const judged: Awaited<ReturnType<typeof judge>>[] = [];
    for (const mutation of chosen) judged.push(await judge(mutation));
    const rows = mutationKinds.map(({ name, allowed }) => {
      const own = judged.filter(({ mutation }) => mutation.kind === name);
      const found = own.filter(({ findings }) => findings.length > 0).length;
      return {
        name,
        allowed,
        own,
        found,
        atLine: own.filter(({ atLine }) => atLine.length > 0).length,
      };
    });
    const table = rows.map(({ name, allowed, own, found, atLine }) =>
      [name.padEnd(52), own.length, found, atLine, allowed ?? ''].join(' | '),
    );
    console.log(['kind | mistakes | found | at the line | why it is allowed', ...table].join('\n'));
    const missed = judged
      .filter(({ mutation, atLine }) => atLine.length === 0 && !isAllowed(mutation))
      .map(({ mutation, findings }) => ({
        kind: mutation.kind,
        told: mutation.told.map(({ file, from, to }) => `${file}:${from}-${to}`),
        instead: findings.map(({ rule, place }) => `${rule} ${place.file}:${place.line}`),
      }));
    expect(missed).toEqual([]);
    const refused = judged.filter(
      ({ mutation, findings }) =>
        isAllowed(mutation) && findings.some(({ severity }) => severity === 'error'),
    );
    expect(refused.map(({ mutation, findings }) => [mutation.kind, findings])).toEqual([]);
    expect(rows.filter(({ own }) => own.length === 0).map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['bounds reversed', 'bounds-reversed'],
    ['a misspelled service level', 'sla-property-known'],
    ['a misspelled column of a subquery', 'transform-columns-known'],
  ])('are missed where a rule is missing: %s without %s', async (name, rule) => {
    const [site] = mutationKinds.find((kind) => kind.name === name)?.sites(files) ?? [];
    expect(site).toBeDefined();
    if (site === undefined) return;
    expect((await judge(site)).atLine).not.toEqual([]);
    expect((await judge(site, rule)).atLine).toEqual([]);
  });
});

function isAllowed({ kind }: Mutation): boolean {
  return mutationKinds.find(({ name }) => name === kind)?.allowed !== undefined;
}
