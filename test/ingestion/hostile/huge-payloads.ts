import { soundWith } from './payload-cases.ts';

const REMARKS = '"remarks":null';
const MILLION = 1_000_000;

const remarks = (text: string) => (sequence: number) =>
  soundWith(sequence, REMARKS, `"remarks":${text}`);
const beside = (members: string) => (sequence: number) =>
  soundWith(sequence, REMARKS, `${REMARKS},${members}`);

const deepArray = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const deepObject = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const items = (text: string, count: number) => Array.from({ length: count }, () => text).join(',');
const members = (count: number) =>
  Array.from({ length: count }, (_, index) => `"member ${index}":${index}`).join(',');

const SAMPLE =
  '{"number":1,"position":"mold","taken_at":"2026-11-20T07:00:00Z","temperature":1750,"elements":[]}';

/** Messages too large or too deep for a file: the rule in quarantine or `curated`, and the bytes. */
export const hugePayloads: readonly (readonly [
  name: string,
  expected: string,
  make: (sequence: number) => Uint8Array,
])[] = [
  ['a text of 1 MB', 'maxLength', remarks(`"${'x'.repeat(MILLION)}"`)],
  ['an undeclared text of 12 MB', 'curated', beside(`"x":"${'x'.repeat(12 * MILLION)}"`)],
  [
    'an undeclared text of 12 MB beside long digits',
    'curated',
    beside(`"x":"${'x'.repeat(12 * MILLION)}","y":1.2345678901234567890`),
  ],
  [
    'a text of 12 MB that ends in NUL',
    'unstorable-character',
    remarks(`"${'x'.repeat(12 * MILLION)}\\u0000"`),
  ],
  ['a text of a million escapes', 'maxLength', remarks(`"${'\\n'.repeat(MILLION)}"`)],
  ['a text of a million quotes', 'maxLength', remarks(`"${'\\"'.repeat(MILLION)}"`)],
  [
    'an undeclared text of every private-use character',
    'curated',
    beside(
      `"x":"${'y'.repeat(2 * MILLION)}${Array.from({ length: 6400 }, (_, index) => String.fromCharCode(0xe000 + index)).join('')}","y":1.50`,
    ),
  ],
  ['an undeclared array of 10 MB', 'curated', beside(`"x":[${items('123456789', MILLION)}]`)],
  [
    'a declared array of 10 MB',
    'maxItems',
    (sequence) => soundWith(sequence, '"samples":[]', `"samples":[${items(SAMPLE, 100_000)}]`),
  ],
  [
    'a million nulls for samples',
    'maxItems',
    (sequence) => soundWith(sequence, '"samples":[]', `"samples":[${items('null', MILLION)}]`),
  ],
  ['100,000 undeclared members', 'curated', beside(members(100_000))],
  ['100,000 members of one name', 'duplicate-member', beside(items('"x":1', 100_000))],
  ['64 levels', 'curated', beside(`"x":${deepArray(63)}`)],
  ['65 levels', 'too-deep', beside(`"x":${deepArray(64)}`)],
  ['100,000 levels of arrays', 'too-deep', beside(`"x":${deepArray(100_000)}`)],
  ['100,000 levels of objects', 'too-deep', beside(`"x":${deepObject(100_000)}`)],
  ['100,000 levels of a text', 'too-deep', remarks(deepArray(100_000))],
  [
    '100,000 levels beside an event key beyond a double',
    'too-deep',
    (sequence) => soundWith(sequence, '"sequence":@', `"sequence":1e30,"x":${deepArray(100_000)}`),
  ],
  ['100,000 open arrays', 'not-json', () => Buffer.from('['.repeat(100_000))],
  ['a million open objects', 'not-json', () => Buffer.from('{"a":'.repeat(MILLION))],
  [
    'a number of 100,000 digits',
    'maximum',
    (sequence) => soundWith(sequence, '182.4', '9'.repeat(100_000)),
  ],
  [
    'a number of 140,000 digits',
    'number-range',
    (sequence) => soundWith(sequence, '182.4', '9'.repeat(140_000)),
  ],
  [
    'a number with 20,000 digits behind the point',
    'number-range',
    (sequence) => soundWith(sequence, '182.4', `0.${'1'.repeat(20_000)}`),
  ],
  [
    '8 MB of spaces',
    'curated',
    (sequence) => Buffer.concat([Buffer.alloc(8 * MILLION, ' '), soundWith(sequence)]),
  ],
  ['8 MB of zero bytes', 'not-json', () => Buffer.alloc(8 * MILLION)],
  ['8 MB of bytes that are no UTF-8', 'not-utf8', () => Buffer.alloc(8 * MILLION, 0xff)],
  ['a name of 1 MB', 'curated', beside(`"${'n'.repeat(MILLION)}":1`)],
  ['a text of a million combining marks', 'maxLength', remarks(`"e${'\u0301'.repeat(MILLION)}"`)],
];
