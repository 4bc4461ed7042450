import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Loss } from '../../../contracts/exchange/loss.ts';
import type { JsonObject } from '../../../contracts/source/json-schema/json-object.ts';
import {
  formats,
  type NamedDocument,
  officialExamples,
  ownContracts,
  roundTrip,
  type Step,
} from './exchanged.ts';
import { partings } from './independent-comparison.ts';

const conformance = process.env.TUNDISH_CONFORMANCE;
const data = join(conformance ?? '', 'data');
const available = conformance !== undefined && existsSync(join(data, 'odcs'));
const names = Object.keys(formats);

interface Tally {
  documents: number;
  exact: number;
  readonly kinds: Set<string>;
}
const tallies = new Map<string, Tally>();

function count(of: string, format: string, steps: readonly Step[]): void {
  const key = `${of} | ${format}`;
  const tally = tallies.get(key) ?? { documents: 0, exact: 0, kinds: new Set() };
  tallies.set(key, tally);
  tally.documents += 1;
  const losses = steps.flatMap((step) => step.losses);
  if (losses.length === 0) tally.exact += 1;
  for (const { where } of losses) tally.kinds.add(where.replace(/\[[^\]]*\]/g, '[]'));
}

/** New name by old one, of datasets that a row says were renamed. */
function newNames(losses: readonly Loss[]): ReadonlyMap<string, string> {
  return new Map(
    losses.flatMap(({ where, became }) => {
      const old = /^schema\[(.*)\]\.name$/.exec(where)?.[1];
      return old === undefined ? [] : [[old, became] as const];
    }),
  );
}

/** The document as if it had the new names all along. */
function under(names: ReadonlyMap<string, string>, document: JsonObject): JsonObject {
  const objects = (document.schema ?? []) as readonly JsonObject[];
  const schema = objects.map((each) => ({
    ...each,
    name: names.get(String(each.name)) ?? each.name ?? null,
  }));
  return document.schema === undefined ? document : { ...document, schema };
}

function told(names: ReadonlyMap<string, string>, losses: readonly Loss[]): ReadonlySet<string> {
  return new Set(
    losses.map(({ where }) =>
      where.replace(/^schema\[([^\]]*)\]/, (_whole, name) => `schema[${names.get(name) ?? name}]`),
    ),
  );
}

/** A path and all that it lies in. */
function around(path: string): readonly string[] {
  return [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index)).concat(path);
}

/** Differences that no row tells. */
function untold(before: JsonObject, after: JsonObject, losses: readonly Loss[]): readonly string[] {
  const names = newNames(losses);
  const rows = told(names, losses);
  return partings(under(names, before), after).filter(
    (path) => !around(path).some((outer) => rows.has(outer)),
  );
}

/** Rows of a step to which nothing that is different belongs. */
function idle({ before, after, losses }: Step): readonly string[] {
  const names = newNames(losses);
  const paths = new Set(partings(under(names, before), after).flatMap(around));
  const renames = new Set([...names.values()].map((name) => `schema[${name}].name`));
  return [...told(names, losses)].filter((where) => !paths.has(where) && !renames.has(where));
}

async function check(of: string, { document }: NamedDocument, format: string): Promise<void> {
  const steps = await roundTrip(document, format);
  const end = steps.at(-1)?.after ?? {};
  const losses = steps.flatMap((step) => step.losses);
  for (const step of steps) {
    expect(untold(step.before, step.after, step.losses), `${step.name} tells all`).toEqual([]);
    expect(idle(step), `${step.name} tells nothing that is not so`).toEqual([]);
  }
  expect(untold(document, end, losses), 'start and end').toEqual([]);
  for (const loss of losses) {
    expect(loss.why.length, loss.where).toBeGreaterThan(10);
    expect(loss.became, loss.where).not.toBe('');
  }
  count(of, format, steps);
}

describe('contracts of this repository, exported and imported again', async () => {
  const own = await ownContracts();

  it('are there', () => expect(own.length).toBeGreaterThanOrEqual(7));

  describe.each(names)('%s', (format) => {
    it.each(own.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
      await check('own contracts', each, format);
    });
  });
});

describe.skipIf(!available)('official examples of ODCS (TUNDISH_CONFORMANCE)', () => {
  const examples = available ? officialExamples(data) : [];

  it('are there', () => expect(examples.length).toBeGreaterThanOrEqual(46));

  describe.each(names)('%s', (format) => {
    it.each(examples.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
      await check('official examples', each, format);
    });
  });
});

describe('the check itself', () => {
  const before: JsonObject = {
    id: 'a',
    schema: [{ name: 'Heat', tags: ['x'], properties: [{ name: 'c', logicalType: 'number' }] }],
  };
  const after: JsonObject = { id: 'a', schema: [{ name: 'heat', properties: [{ name: 'c' }] }] };
  const row = (where: string, became = 'nothing'): Loss => ({ what: '', where, became, why: '' });
  const rows = [
    row('schema[Heat].name', 'heat'),
    row('schema[Heat].tags'),
    row('schema[Heat].properties[c].logicalType'),
  ];

  it('finds nothing where each difference has its row', () => {
    expect(untold(before, after, rows)).toEqual([]);
    expect(idle({ name: '', before, after, losses: rows })).toEqual([]);
  });

  it('finds a difference without a row, and a row without a difference', () => {
    expect(untold(before, after, rows.slice(0, 2))).toEqual([
      'schema[heat].properties[c].logicalType',
    ]);
    expect(idle({ name: '', before, after, losses: [...rows, row('id')] })).toEqual(['id']);
  });
});

afterAll(() => {
  const rows = [...tallies].map(([name, { documents, exact, kinds }]) =>
    [name.padEnd(30), documents, exact, documents - exact, kinds.size].join(' | '),
  );
  console.info(`of | format | documents | exact | with losses | kinds of loss\n${rows.join('\n')}`);
});
