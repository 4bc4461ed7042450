import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPlant } from '../../contracts/read-plant.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { smallPlant } from './small-plant.ts';

beforeAll(async () => {
  await readPlant(memoryFiles(smallPlant()));
});

const files = smallPlant();
const paths = Object.keys(files);

/** Pieces that mean something to one of the languages in the files. */
const piece = fc.constantFrom(
  ...[
    '',
    ' ',
    '\n',
    '\t',
    ': ',
    '- ',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    '#',
    '|',
    '>',
    '&a ',
    '*a',
    '!!str ',
    '---',
    '<<: ',
    '%',
    '@',
  ],
  ...[
    'null',
    'true',
    '~',
    '0',
    '-1',
    '1e999',
    '.nan',
    '0x1',
    '\\u0000',
    '\\',
    '\u202e',
    '\u{1f525}',
    '..',
    '/',
    'é',
    '__proto__: ',
    '"$ref": "#", ',
    '"type": []',
  ],
  ...[
    'heat',
    'event',
    'sensor',
    'payload',
    'revise',
    'SELECT ',
    '; DROP TABLE x',
    '$1',
    '(',
    ')',
    'v2',
    '2.0.0',
  ],
);

interface Edit {
  readonly path: string;
  readonly at: number;
  readonly drop: number;
  readonly put: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  path: fc.constantFrom(...paths),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.oneof(fc.constant(0), fc.nat(8), fc.nat(400)),
  put: piece,
});

function edited(edits: readonly Edit[]): Record<string, string> {
  const changed = { ...files };
  for (const { path, at, drop, put } of edits) {
    const text = changed[path] ?? '';
    const start = Math.floor(at * text.length);
    changed[path] = text.slice(0, start) + put + text.slice(start + drop);
  }
  return changed;
}

describe('reading a plant', { timeout: 120_000 }, () => {
  it('never throws, whatever is changed in its files, and tells the same each time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const changed = edited(edits);
        const first = await readPlant(memoryFiles(changed));
        for (const finding of first.findings) {
          expect(finding.place.line).toBeGreaterThan(0);
          expect(finding.message).not.toBe('');
        }
        const reversed = Object.fromEntries(Object.entries(changed).reverse());
        const second = await readPlant(memoryFiles(reversed));
        expect(JSON.stringify([second.plant, second.findings])).toBe(
          JSON.stringify([first.plant, first.findings]),
        );
      }),
      { numRuns: 150, seed: 13 },
    );
  });

  it('never throws where whole files are other files, or bytes', async () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.constantFrom(...Object.values(files)),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...paths), content, { maxKeys: 4 }),
        async (swapped) => {
          await readPlant(memoryFiles({ ...files, ...swapped }));
        },
      ),
      { numRuns: 80, seed: 17 },
    );
  });

  it('never throws where JSON of any shape stands in place of a part of a contract', async () => {
    const contract = 'products/casting/heat/heat.v1.odcs.yaml';
    const text = files[contract] ?? '';
    const lines = text.split('\n');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length - 1),
        fc.jsonValue({ maxDepth: 3 }),
        async (index, value) => {
          const line = lines[index] ?? '';
          const key = /^(\s*(?:- )?[a-zA-Z]+:)/.exec(line)?.[1];
          fc.pre(key !== undefined);
          const changed = lines.with(index, `${key} ${JSON.stringify(value)}`).join('\n');
          await readPlant(memoryFiles({ ...files, [contract]: changed }));
        },
      ),
      { numRuns: 120, seed: 19 },
    );
  });
});
