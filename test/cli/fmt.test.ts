import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { UsageError } from '../../cli/command.ts';
import { command as fmt } from '../../cli/commands/fmt.ts';
import { commentsOf, formatFile } from '../../cli/fmt/format-file.ts';

function formatted(path: string, text: string): string {
  const result = formatFile(path, new TextEncoder().encode(text));
  if (result.kind === 'left') throw new Error(`${path} is left: ${result.reason}`);
  return result.text;
}

describe('the layout of YAML', () => {
  it('keeps comments, order, quotes that are needed and line breaks', () => {
    const text = `# top\r
name:   heat      # aligned\r
list:\r
-   a: 'one'\r
    b: 'with "quotes"'   \r
    # before c\r
    c: 'it''s'\r
# of the next key\r
block: |  \r
   kept   \r
     deeper\r
\r
\r
\r
flow: { a: 1,\r
        b: [ 2,3 ] }\r
folded: >-\r
      one\r
      two\r
plain: a text\r
    over lines\r
numbers: [1.50, 1e3, 12345678901234567890, -0]`;
    expect(formatted('a.odcs.yaml', text)).toBe(`# top
name:   heat      # aligned
list:
  - a: "one"
    b: 'with "quotes"'
    # before c
    c: "it's"
# of the next key
block: |
  kept   
    deeper

flow: { a: 1,
        b: [ 2,3 ] }
folded: >-
  one
  two
plain: a text
    over lines
numbers: [1.50, 1e3, 12345678901234567890, -0]
`);
  });

  it('leaves a file alone that cannot be read', () => {
    expect(formatFile('a.yaml', new TextEncoder().encode('a: 1\na: 2\n'))).toEqual({
      kind: 'left',
      reason: expect.stringContaining('line 2'),
    });
  });
});

describe('the layout of JSON', () => {
  it('keeps digits, escapes and what stands on one line', () => {
    const text =
      '{"b":1.50,"a":[1,2,{"x":"\\u00e9 \\/"}],\n"n":{},\n\t"l":[\n12345678901234567890,\n-0.0]}';
    expect(formatted('a.schema.json', text)).toBe(`{
  "b": 1.50,
  "a": [1, 2, { "x": "\\u00e9 \\/" }],
  "n": {},
  "l": [
    12345678901234567890,
    -0.0
  ]
}
`);
  });
});

/** Files of plants and of the standards, by path. */
function filesBelow(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [file, readFileSync(file, 'utf8')] as const);
}

function keepsWhatIsSaid(files: readonly (readonly [string, string])[]): void {
  for (const [file, text] of files) {
    const result = formatted(file, text);
    expect(formatted(file, result), file).toBe(result);
    if (file.endsWith('.json')) {
      expect(JSON.parse(result), file).toEqual(JSON.parse(text));
      continue;
    }
    const [before, after] = [text, result].map((each) => parseDocument(each));
    expect(after?.errors, file).toEqual([]);
    expect(after?.toJS(), file).toEqual(before?.toJS());
    expect(commentsOf(result), file).toEqual(commentsOf(text));
  }
}

const root = join(import.meta.dirname, '../..');
const own = ['products', 'environments', 'test/plants'].flatMap((folder) =>
  filesBelow(join(root, folder)),
);

describe('formatting', () => {
  it('says the same as before, with the same comments, and changes nothing twice: our contracts', () => {
    expect(own.length).toBeGreaterThan(20);
    keepsWhatIsSaid(own);
  });

  it('brings any indentation of our contracts to the same layout', () => {
    const contracts = own.filter(
      ([file]) => file.endsWith('.odcs.yaml') && !file.includes('/generated/'),
    );
    expect(contracts.length).toBeGreaterThan(5);
    for (const [file, text] of contracts.slice(0, 12)) {
      const document = parseDocument(text);
      const options = { lineWidth: 0 };
      const expected = formatted(file, document.toString({ indent: 2, ...options }));
      for (const indent of [2, 4]) {
        const other = document.toString({ indent, indentSeq: false, ...options });
        const result = formatted(file, other.replaceAll('\n', '\r\n'));
        expect(parseDocument(result).toJS(), file).toEqual(document.toJS());
        expect(commentsOf(result), file).toEqual(commentsOf(expected));
      }
    }
  });

  it('never throws and never changes what is said, whatever the text is', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ': ',
      ' ',
      '  ',
      '\n',
      '\n  ',
      '- ',
      '-',
      "'",
      '"',
      '[',
      ']',
      '{',
      '}',
      ',',
      '#',
      ' # c',
      '|',
      '>',
      '|2',
      '\\',
      '\t',
      '? ',
      '1',
      '-0',
      '|+\n',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const result = formatFile('a.yaml', new TextEncoder().encode(text));
        if (result.kind === 'left') return;
        expect(parseDocument(result.text).toJS()).toEqual(parseDocument(text).toJS());
        expect(formatted('a.yaml', result.text)).toBe(result.text);
      }),
      { numRuns: 1_000 },
    );
  });
});

const conformance = process.env.TUNDISH_CONFORMANCE;
describe.skipIf(conformance === undefined)(
  'formatting the examples of the standards (TUNDISH_CONFORMANCE)',
  () => {
    it.each(['odcs', 'odcs-3.2-draft', 'odps'])('%s', (standard) => {
      const files = filesBelow(join(conformance ?? '', 'data', standard));
      expect(files.length).toBeGreaterThan(3);
      keepsWhatIsSaid(files);
    });
  },
);

describe('tundish fmt', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tundish-fmt-'));
    cpSync(join(root, 'test/plants/small'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(...args: readonly string[]) {
    let stdout = '';
    let stderr = '';
    const code = await fmt.run(args, {
      cwd: folder,
      env: {},
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      isTerminal: false,
      signal: new AbortController().signal,
    });
    return { code, stdout, stderr };
  }

  it('names what would change, changes it, and then finds nothing', async () => {
    await run();
    const file = join(folder, 'plant.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('\n', '  \r\n'));
    expect(await run('--check')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^would change plant\.yaml\n.*1 to change\.\nNext: tundish fmt\n$/,
      ),
    });
    expect(await run()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('changed plant.yaml'),
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect((await run('--check')).code).toBe(0);
  });

  it('takes files and folders, and tells of a file that it cannot read', async () => {
    writeFileSync(join(folder, 'plant.yaml'), 'a: [\n');
    const { code, stderr } = await run('plant.yaml');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^left plant\.yaml: line \d/);
    expect((await run('products/casting')).code).toBe(0);
    await expect(run('products/rolling')).rejects.toThrow(UsageError);
    await expect(run('..')).rejects.toThrow(UsageError);
  });
});
