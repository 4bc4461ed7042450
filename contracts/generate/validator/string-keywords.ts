import { type JsonObject, member } from '../../source/json-schema/json-object.ts';
import type { Compilation, Frame } from './compilation.ts';
import { failIf } from './fail.ts';
import { FORMAT_EXAMPLES, FORMATS } from './format-snippets.ts';
import { literal } from './js-text.ts';

export function emitString(compilation: Compilation, frame: Frame): string {
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  const { data } = frame;
  let code = '';
  const longest = member(keywords, 'maxLength');
  if (typeof longest === 'number') {
    compilation.use('codePoints');
    // Code points are never more than code units, and never fewer than half of them.
    code += failIf(
      compilation,
      frame,
      `${data}.length>${longest}&&codePoints(${data})>${longest}`,
      {
        keyword: 'maxLength',
        message: `expected at most ${longest} characters, found `,
        suffix: `codePoints(${data})`,
        value: data,
      },
    );
  }
  const shortest = member(keywords, 'minLength');
  if (typeof shortest === 'number' && shortest > 0) {
    compilation.use('codePoints');
    const tooShort =
      shortest === 1
        ? `${data}.length===0`
        : `${data}.length<${shortest}||${data}.length<${2 * shortest}&&codePoints(${data})<${shortest}`;
    code += failIf(compilation, frame, tooShort, {
      keyword: 'minLength',
      message: `expected at least ${shortest} character${shortest === 1 ? '' : 's'}, found `,
      suffix: `codePoints(${data})`,
      value: data,
    });
  }
  const pattern = member(keywords, 'pattern');
  if (typeof pattern === 'string') {
    const regex = compilation.pattern(pattern, frame.site, 'pattern');
    if (regex !== undefined) {
      code += failIf(compilation, frame, `!${regex}.test(${data})`, {
        keyword: 'pattern',
        message: `expected text that matches ${pattern.length <= 120 ? pattern : 'the pattern'}`,
        value: data,
      });
    }
  }
  return code + emitFormat(compilation, frame, keywords);
}

function emitFormat(compilation: Compilation, frame: Frame, keywords: JsonObject): string {
  const format = member(keywords, 'format');
  if (typeof format !== 'string' || !compilation.assertsFormats(frame.site)) return '';
  const test = FORMATS.get(format);
  if (test === undefined) return '';
  compilation.use(test, 'formatHint');
  return failIf(compilation, frame, `!${test}(${frame.data})`, {
    keyword: 'format',
    message: `expected ${FORMAT_EXAMPLES.get(format) ?? format}`,
    value: frame.data,
    hint: `formatHint(${literal(format)},${frame.data})`,
  });
}
