import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternProblem } from '../../../contracts/source/pattern-safety.ts';

describe('a pattern', () => {
  it.each([
    '^[A-Z]{2}-[0-9]{3}$',
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
    '^[a-z0-9]+(-[a-z0-9]+)*$',
    '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$',
    '^(?=.*\\d)(?=.*[a-z]).{8,}$',
    '^.{0,400}$',
    '^\\S(.*\\S)?$',
    'heat',
    'a+',
    '.*',
    '\\bheat\\b',
    '^(|a)*$',
    '^\\p{L}+$',
  ])('of linear time is accepted: %s', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it.each([
    '(a*)*$',
    '^(a+)+$',
    '^(a|a)*$',
    '^(a|b|ab)*$',
    '^([a-z0-9]+-?)+$',
    '^(\\w+\\s?)*$',
    '(x+x+)+y',
    '^(a?b?)*$',
    '^(\\p{L}|\\p{Lu})+$',
    '^((a{1,100}){1,100})$',
  ])('of exponential time is refused: %s', (pattern) => {
    expect(patternProblem(pattern, 1_000)).toMatch(/doubles/);
  });

  it.each(['(a?){30}a{30}', '^(.*,){11}P$', '^(?:a?){40}$'])(
    'of many ways is refused: %s',
    (pattern) => {
      expect(patternProblem(pattern)).toBeTypeOf('string');
    },
  );

  it.each([
    ['[a-z]+$', 2],
    ['\\s+$', 2],
    ['f.*o', 2],
    ['^.*foo.*$', 2],
    ['^[^@]+@[^@]+\\.[^@]+$', 2],
    ['a(b+b+b+c)?', 3],
    ['^a.*b.*c.*d$', 3],
  ])('of polynomial time needs short texts: %s', (pattern, power) => {
    expect(patternProblem(pattern)).toContain(`power of ${power}`);
    expect(patternProblem(pattern, 100_000)).toContain('maxLength');
    expect(patternProblem(pattern, 100)).toBeUndefined();
  });

  it.each(['(', '[', '\\', '(?<a>x)(?<a>y)', '\\p{Nothing}', 'a{2,1}', '(?<=a'])(
    'that is none is refused: %s',
    (pattern) => {
      expect(patternProblem(pattern)).toMatch(/no regular expression/);
    },
  );

  it('that refers back to a group is refused', () => {
    expect(patternProblem('^(a+)\\1$')).toMatch(/refers back/);
    expect(patternProblem('^(?<x>a+)\\k<x>$')).toMatch(/refers back/);
  });

  it('is judged in under a second, and one that is accepted matches in time, whatever it is', () => {
    const pattern = fc.letrec<{ any: string; atom: string }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('atom'),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `${a}${b}`),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(?:${a}|${b})`),
        fc
          .tuple(tie('any'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}'))
          .map(([a, quantifier]) => `(?:${a})${quantifier}`),
      ),
      atom: fc.constantFrom('a', 'b', '.', '[ab]', '[^b]', 'ab', '(?=a)', '\\b'),
    })).any;
    fc.assert(
      fc.property(
        pattern,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('a', 'ab', 'ba', 'b', 'aab'),
        (inner, start, end, word) => {
          const text = `${start ? '^' : ''}(?:${inner})${end ? '$' : ''}`;
          const judged = process.cpuUsage();
          const problem = patternProblem(text);
          expect(cpuMs(judged)).toBeLessThan(1_000);
          if (problem !== undefined) return;
          const matched = process.cpuUsage();
          new RegExp(text, 'u').test(`${word.repeat(1_500)}!`);
          expect([text, cpuMs(matched) < 500]).toEqual([text, true]);
        },
      ),
      { numRuns: 500, seed: 11 },
    );
  });
});

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}
