import { describe, expect, it } from 'vitest';
import { code, fenced, mention, prose } from '../../../cli/render/markdown-safe.ts';

const gap = '\u200b';

describe('text of contracts in Markdown', () => {
  it('keeps plain words as they are', () => {
    const sentence = "heat v1: the unit of tundish_temperature is K now, was °C (1.0.0, 5 %, 'a')";
    expect(prose(sentence)).toBe(sentence);
  });

  it('is no markup, no HTML and no cell', () => {
    expect(prose('*a* _b_ <b> [c](d) `e` |f| ~g~')).toBe(
      '&#42;a&#42; &#95;b&#95; &#60;b&#62; &#91;c&#93;(d) &#96;e&#96; &#124;f&#124; &#126;g&#126;',
    );
  });

  it('calls nobody and refers to nothing', () => {
    expect(prose('@a a@b.c #1 GH-2 !3 https://x www.y :tada:')).toBe(
      `@${gap}a a@${gap}b.c &#35;1 GH${gap}-2 !${gap}3 https:${gap}//x www${gap}.y :${gap}tada:`.replace(
        '&#35;1',
        `#${gap}1`,
      ),
    );
  });

  it('does not read what is written as an entity', () => {
    expect(prose('&#64;you &amp; &lt;b&gt;')).toBe(
      `&#38;#${gap}64;you &#38;amp; &#38;lt;b&#38;gt;`,
    );
  });

  it('starts no heading, list or number', () => {
    expect([prose('# a'), prose('- a'), prose('1. a'), prose('2) a')]).toEqual([
      '&#35; a',
      '&#45; a',
      '1&#46; a',
      '2&#41; a',
    ]);
  });

  it('stays on its line', () => {
    expect(prose('a\n## b')).not.toContain('\n');
    expect(code('a\n## b')).toBe('`a\\n## b`');
  });

  it('stays in its span of code, whatever backticks it has', () => {
    expect(code('a `b` ``c')).toBe('```a `b` ``c```');
    expect(code('`a`')).toBe('`` `a` ``');
    expect(code('')).toBe('` `');
    expect(code('a|b')).toBe('`a❘b`');
  });

  it('stays in its block of code', () => {
    expect(fenced('sql', ['SELECT 1', '````', 'x'])).toBe('`````sql\nSELECT 1\n````\nx\n`````');
  });

  it('begins no line of a block as a command of a code host', () => {
    const lines = [
      "CHECK (a IN ('x",
      '::error::gone',
      ' ::add-mask::a',
      '/merge',
      "'))",
      '/* b */',
    ];
    expect(fenced('sql', lines).split('\n').slice(1, -1)).toEqual([
      ...["CHECK (a IN ('x", ':\\u003aerror::gone', ' :\\u003aadd-mask::a', '\\u002fmerge'],
      ...["'))", '/* b */'],
    ]);
  });

  it('is a handle only where it looks like one', () => {
    expect(mention('@lindwerk/casting-data')).toBe('@lindwerk/casting-data');
    expect(mention('@all the people')).toBe(`@${gap}all the people`);
  });
});
