import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../../../contracts/compatibility/containment/budget.ts';
import { contains } from '../../../../contracts/compatibility/containment/contains.ts';
import { accepts } from '../../../../contracts/compatibility/containment/evaluate-node.ts';
import { hasFormat } from '../../../../contracts/compatibility/containment/format-check.ts';
import { formatLanguage } from '../../../../contracts/compatibility/containment/format-language.ts';
import { NodePool } from '../../../../contracts/compatibility/containment/schema-node.ts';
import { FORMATS } from '../../../../contracts/generate/validator/format-snippets.ts';
import { generateValidator } from '../../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../../contracts/generate/validator/violation.ts';
import { randomSource } from '../../../support/records/random-source.ts';

const SAMPLES: readonly string[] = [
  '2026-03-29T06:30:00Z',
  '2024-02-29t23:59:60.25+00:00',
  '1900-02-28T08:59:60+09:00',
  '1998-12-31T15:59:60.1-08:00',
  '2000-02-29 00:00:00.5',
  '2100-02-29',
  '0000-12-31',
  '23:59:60z',
  '00:29:60-23:30',
  '06:30:00.125',
  'P1Y2M3DT4H5M6S',
  'P3W',
  'PT1H3S',
  'P1DT15M',
  `P${'1'.repeat(97)}D`,
  'a.lindner@lindwerk.example',
  '"a @ b\\""@[IPv6:::1]',
  `${'a'.repeat(64)}@[10.0.0.1]`,
  `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(61)}`,
  'plant-7.lindwerk.example',
  '192.168.0.255',
  '2001:db8::8a2e:370:7334',
  '::ffff:192.0.2.128',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '/chemistry/c~1s/0~0',
  'https://user:x@[2001:db8::1]:8080/a/b;c?d=[e]&f#g/h',
  'urn:uuid:6a2f41a3-c54c-fce8-32d2-0324e1c32e22',
  '//[v1.a:b@c]/x',
  '../a:b?c#d',
  ':a/b',
  '1a:b',
  '%41/b%4',
  '6A2F41a3-c54c-fce8-32d2-0324e1c32e22',
];

const LETTERS = [
  ...'0123456789aAfFzZtT:.-+/?#[]@%~" \\PYMDHSW\u00e9\n',
  '\u{1f600}',
  '::',
  '//',
  ':60',
];

describe('formats that are asserted', () => {
  const budget = new Budget(1e9);
  const pool = new NodePool(budget);
  it.each([...FORMATS.keys()])(
    '%s is the same language to the search, to the interpreter and to the generated validator',
    (format) => {
      const { source } = generateValidator({ format }, { formats: 'assert' });
      const validate = runInThisContext(
        `(function(){${source.replace(/^export function validate/m, 'function validate')}\nreturn validate})()`,
      ) as Validate;
      const language = formatLanguage(format, pool);
      const random = randomSource(format.length * 7 + format.charCodeAt(0));
      const different: string[] = [];
      let held = 0;
      for (let round = 0; round < 30_000; round += 1) {
        const text = round < SAMPLES.length ? (SAMPLES[round] ?? '') : mutated(random);
        const generated = validate(text) === null;
        if (generated) held += 1;
        const others = [
          language === undefined || accepts(language, text, budget),
          hasFormat(format, text),
        ];
        if (others.some((each) => each !== generated)) {
          different.push(`${JSON.stringify(text)} ${generated} ${others.join()}`);
        }
      }
      expect(different.slice(0, 5)).toEqual([]);
      expect(held).toBeGreaterThan(100);
    },
  );

  /** One sample, or two cut together, with up to three characters changed. */
  function mutated(random: ReturnType<typeof randomSource>): string {
    let text = random.pick(SAMPLES);
    if (random.chance(0.3)) {
      const other = random.pick(SAMPLES);
      text =
        text.slice(0, random.whole(0, text.length)) + other.slice(random.whole(0, other.length));
    }
    for (let change = random.whole(0, 3); change > 0; change -= 1) {
      const at = random.whole(0, text.length);
      const letter = random.chance(0.3) ? '' : random.pick(LETTERS);
      text = text.slice(0, at) + letter + text.slice(at + random.whole(0, 1));
    }
    return text;
  }

  const text = (format: string) => ({ type: 'string', format });
  const decide = (a: object, b: object) => {
    const result = contains(a as never, b as never, { formats: 'assert' });
    return result.verdict === 'not-contained'
      ? `not contained: ${JSON.stringify(result.counterexample)}`
      : result.verdict;
  };

  it('contain each other as their languages do', () => {
    expect(decide(text('uri'), text('uri-reference'))).toBe('contained');
    expect(decide(text('ipv4'), text('hostname'))).toBe('contained');
    expect(decide(text('date'), text('date-time'))).toBe('not contained: "0000-01-01"');
    expect(decide(text('email'), text('hostname'))).toMatch(/^not contained: ".+@/);
    expect(decide(text('date-time'), { pattern: '^\\d{4}-' })).toBe('contained');
    expect(decide(text('date-time'), { pattern: '[zZ]$' })).toMatch(/^not contained: ".*[+-]\d\d/);
    expect(decide(text('uuid'), { minLength: 36, maxLength: 36 })).toBe('contained');
    const january = { type: 'string', pattern: '^20\\d\\d-01-[0-2][1-9]T0\\d:[0-5]\\d:[0-5]\\dZ$' };
    expect(decide(january, text('date-time'))).toBe('contained');
    expect(decide({ type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' }, text('date'))).toBe(
      'not contained: "0000-00-00"',
    );
    expect(decide({ type: 'string', pattern: '^2023-02-\\d\\d$' }, text('date'))).toMatch(/^not/);
  });

  it('make a schema narrower, and adding one is seen', () => {
    expect(decide({ type: 'string' }, text('date-time'))).toBe('not contained: ""');
    expect(decide(text('date-time'), { type: 'string' })).toBe('contained');
    expect(decide(text('day of the week'), { type: 'string', format: 'weekday' })).toBe(
      'contained',
    );
    expect(contains({ type: 'string' }, text('date-time')).verdict).toBe('contained');
  });

  it('are undecided only where nothing but leap seconds away from UTC could tell', () => {
    const leap = { type: 'string', pattern: '^\\d\\d:59:60\\+09:00$' };
    expect(decide(leap, text('time'))).toBe('not contained: "24:59:60+09:00"');
    expect(decide({ ...leap, pattern: '^08:59:60\\+09:00$' }, text('time'))).toBe('contained');
    expect(decide({ ...leap, ...text('time') }, { pattern: '^08' })).toBe('contained');
    const any = { type: 'string', pattern: '^\\d\\d:\\d\\d:60\\+0[1-9]:\\d\\d$', format: 'time' };
    expect(decide(any, { pattern: '^0' })).toBe('undecided');
  });
});
