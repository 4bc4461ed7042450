import { describe, expect, test } from 'vitest';
import type { Treatment } from '../../../contracts/model/field.ts';
import type { PersonalMember } from '../../../contracts/plan/plan.ts';
import { personalPlaces } from '../../../ingestion/personal/personal-paths.ts';
import { treatText } from '../../../ingestion/personal/treat-text.ts';
import { randomSource } from '../../support/records/random-source.ts';

const members = (texts: readonly string[]): readonly PersonalMember[] =>
  texts.map((text) => {
    const [path = '', treatment] = text.split(':');
    return { path: path.split('.'), treatment: treatment as Treatment };
  });

/** Treats with marks that name the treatment and what was there. */
function treat(text: string, paths: readonly string[], records: 'one' | 'array' = 'one') {
  return treatText(
    text,
    personalPlaces(members(paths), records),
    (source, treatment) => `${treatment[0]}<${source}>`,
  );
}

describe('the treatment of a text', () => {
  test.each([
    [
      'a value of any kind',
      '{"a": 1.50, "p" : "x"}',
      ['p:encrypt'],
      String.raw`{"a": 1.50, "p" : "e<\"x\">"}`,
    ],
    [
      'a number as it is written',
      '{"p":1e400,"q":1e400}',
      ['p:pseudonymise'],
      '{"p":"p<1e400>","q":1e400}',
    ],
    [
      'an object',
      '{"p":{"x":[1,{}]},"q":1}',
      ['p:encrypt'],
      String.raw`{"p":"e<{\"x\":[1,{}]}>","q":1}`,
    ],
    ['null, which stays', '{"p":null}', ['p:encrypt'], '{"p":null}'],
    [
      'a member that is there twice',
      '{"p":1,"a":2,"p":3}',
      ['p:encrypt'],
      '{"p":"e<1>","a":2,"p":"e<3>"}',
    ],
    [
      'a name written with escapes',
      String.raw`{"\u0070":1,"p\u0000":2}`,
      ['p:encrypt'],
      String.raw`{"\u0070":"e<1>","p\u0000":2}`,
    ],
    [
      'a name with quotes and brackets',
      String.raw`{"\"}{\\":1,"p":2}`,
      ['"}{\\:encrypt', 'p:encrypt'],
      String.raw`{"\"}{\\":"e<1>","p":"e<2>"}`,
    ],
    [
      'inherited names',
      '{"__proto__":1,"constructor":2}',
      ['__proto__:encrypt'],
      '{"__proto__":"e<1>","constructor":2}',
    ],
    [
      'elements of nested arrays',
      '{"a":[{"b":[{"p":1},{"p":2,"q":3}]},{}]}',
      ['a.*.b.*.p:encrypt'],
      '{"a":[{"b":[{"p":"e<1>"},{"p":"e<2>","q":3}]},{}]}',
    ],
    [
      'members of the same name elsewhere',
      '{"a":{"p":1},"p":2}',
      ['a.p:encrypt'],
      '{"a":{"p":"e<1>"},"p":2}',
    ],
  ])('replaces %s', (_, text, paths, expected) => {
    expect(treat(text, paths)).toBe(expected);
  });

  test.each([
    ['{"p":1}', '{}'],
    ['{ "p" : 1 }', '{  }'],
    ['{"p":1,"a":2}', '{"a":2}'],
    ['{"a":2 , "p":1}', '{"a":2}'],
    ['{"a":2,"p":1,"b":3}', '{"a":2,"b":3}'],
    ['{"p":1,"p":{"x":[]},"a":2}', '{"a":2}'],
    ['{"a":2,"p":1,"p":"}","b":3,"p":null}', '{"a":2,"b":3}'],
    ['{"p":1, "q":2}', '{}'],
    ['{"p":1, "a":0, "q":2 }', '{"a":0 }'],
  ])('drops a member with its comma: %s', (text, expected) => {
    expect(treat(text, ['p:drop', 'q:drop'])).toBe(expected);
  });

  test.each([
    [
      'a text where an object would be',
      '{"o":"Max"}',
      ['o.name:drop'],
      String.raw`{"o":"e<\"Max\">"}`,
    ],
    [
      'an array where an object would be',
      '{"o":["Max"]}',
      ['o.name:drop'],
      String.raw`{"o":"e<[\"Max\"]>"}`,
    ],
    [
      'an object where an array would be',
      '{"o":{"name":"Max"}}',
      ['o.*.name:drop'],
      String.raw`{"o":"e<{\"name\":\"Max\"}>"}`,
    ],
    [
      'a text among objects',
      '{"o":[{"name":"a"},"Max"]}',
      ['o.*.name:drop'],
      String.raw`{"o":[{},"e<\"Max\">"]}`,
    ],
  ])('encrypts %s, since nobody can tell what of it is personal', (_, text, paths, expected) => {
    expect(treat(text, paths)).toBe(expected);
  });

  test('leaves a message of another form to whoever encrypts it whole', () => {
    for (const text of ['"Max"', '[{"p":1}]', 'null', '7'])
      expect(treat(text, ['p:drop'])).toBeUndefined();
    expect(treat('{"p":1}', ['p:drop'], 'array')).toBeUndefined();
    expect(treat(' [{"p":1},{}]', ['p:encrypt'], 'array')).toBe(' [{"p":"e<1>"},{}]');
  });

  test('is not exhausted by depth', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(treat(`{"d":${deep},"p":1}`, ['p:drop'])).toBe(`{"d":${deep}}`);
    expect(treat(`{"p":${deep}}`, ['p:drop'])).toBe('{}');
  });
});

describe('a thousand documents', () => {
  const NAMES = ['a', 'b', 'p', 'ü', '', 'a"b', 'x/y', '\u0000'] as const;
  type Random = ReturnType<typeof randomSource>;

  /** JSON text with its own white space, escapes and spellings of numbers; names occur once. */
  function textOf(random: Random, depth: number): string {
    const space = () => random.pick(['', '', ' ', '\n\t', '  ']);
    const kind =
      depth === 0 ? 'object' : random.pick(['object', 'array', 'text', 'number', 'word']);
    const parts = Array.from({ length: depth > 3 ? 0 : random.whole(0, 4) }, (_, index) => index);
    switch (kind) {
      case 'object': {
        const names = NAMES.filter(() => random.whole(0, 1) === 0).slice(0, parts.length + 1);
        return `{${names.map((name) => `${space()}${nameText(random, name)}${space()}:${space()}${textOf(random, depth + 1)}${space()}`).join(',')}}`;
      }
      case 'array':
        return `[${parts.map(() => space() + textOf(random, depth + 1) + space()).join(',')}]`;
      case 'text':
        return nameText(random, random.pick(['Max', '', '{"p":1}', '\\"', 'ü\u2028', '😀', '[,:']));
      case 'number':
        return random.pick(['0', '-1.50', '1e400', '12345678901234567890.123', '1E-7', '-0']);
      default:
        return random.pick(['true', 'false', 'null']);
    }
  }

  function nameText(random: Random, name: string): string {
    const escaped = [...name]
      .map((one) =>
        random.whole(0, 3) === 0
          ? [...Array(one.length).keys()]
              .map((at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`)
              .join('')
          : JSON.stringify(one).slice(1, -1),
      )
      .join('');
    return `"${escaped}"`;
  }

  function randomPaths(random: Random, drops: boolean): readonly PersonalMember[] {
    return Array.from({ length: random.whole(1, 4) }, () => ({
      path: [
        random.pick(NAMES),
        ...Array.from({ length: random.whole(0, 2) }, () => random.pick([...NAMES, '*', '*'])),
      ],
      treatment: drops ? random.pick(['drop', 'encrypt'] as const) : 'encrypt',
    }));
  }

  /** The same on parsed values, told otherwise: by walking every path from the root. */
  function expected(value: unknown, paths: readonly PersonalMember[]): unknown {
    const here = paths.find(({ path }) => path.length === 0);
    const below = (name: string) =>
      paths.flatMap(({ path: [first, ...path], treatment }) =>
        first === name ? [{ path, treatment }] : [],
      );
    if (paths.length === 0 || value === null) return value;
    if (here !== undefined) return 'treated';
    if (Array.isArray(value)) {
      const inside = below('*');
      if (inside.length === 0) return 'treated';
      return value.flatMap((item) => (drops(inside) ? [] : [expected(item, inside)]));
    }
    const named = paths.filter(({ path }) => path[0] !== '*');
    if (typeof value !== 'object' || named.length === 0) return 'treated';
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => {
        const inside = name === '*' ? [] : below(name);
        return drops(inside) ? [] : [[name, expected(item, inside)]];
      }),
    );
  }

  const drops = (paths: readonly PersonalMember[]) =>
    paths.findLast(({ path }) => path.length === 0)?.treatment === 'drop';

  test('are treated where their paths lead, and every other byte stays', () => {
    const random = randomSource(20261126);
    let replaced = 0;
    for (let n = 0; n < 1_000; n += 1) {
      const text = textOf(random, 0);
      const sources: string[] = [];
      const places = personalPlaces(randomPathsOf(n), 'one');
      const treated = treatText(
        text,
        places,
        (source) => `\u2603${sources.push(source) - 1}\u2603`,
      );
      const back = treated?.replace(
        /"\u2603(\d+)\u2603"/g,
        (_, at: string) => sources[Number(at)] ?? '',
      );
      expect(back).toBe(text);
      replaced += sources.length;
    }
    expect(replaced).toBeGreaterThan(500);

    function randomPathsOf(n: number): readonly PersonalMember[] {
      return randomPaths(randomSource(n), false);
    }
  });

  test('lose exactly what is dropped', () => {
    const random = randomSource(11261120);
    for (let n = 0; n < 1_000; n += 1) {
      const text = textOf(random, 0);
      const paths = randomPaths(random, true).filter(
        // One treatment per place, as a plan has them.
        ({ path }, index, all) =>
          all.findIndex((other) => JSON.stringify(other.path) === JSON.stringify(path)) === index,
      );
      const treated = treatText(text, personalPlaces(paths, 'one'), () => 'treated');
      expect(JSON.parse(treated ?? ''), `${text} ${JSON.stringify(paths)}`).toEqual(
        expected(JSON.parse(text), paths),
      );
    }
  });
});
