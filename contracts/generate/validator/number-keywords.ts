import type { JsonObject } from '../../source/json-schema/json-object.ts';
import { member } from '../../source/json-schema/json-object.ts';
import type { Compilation, Frame } from './compilation.ts';
import { failIf } from './fail.ts';

const BOUNDS: readonly (readonly [keyword: string, broken: string, words: string])[] = [
  ['minimum', '<', 'at least'],
  ['maximum', '>', 'at most'],
  ['exclusiveMinimum', '<=', 'more than'],
  ['exclusiveMaximum', '>=', 'less than'],
];

export function emitNumber(compilation: Compilation, frame: Frame): string {
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  let code = '';
  for (const [keyword, broken, words] of BOUNDS) {
    const bound = member(keywords, keyword);
    if (typeof bound !== 'number') continue;
    code += failIf(compilation, frame, `${frame.data}${broken}${number(bound)}`, {
      keyword,
      message: `expected ${words} ${bound}`,
      value: frame.data,
    });
  }
  const step = member(keywords, 'multipleOf');
  if (typeof step === 'number' && step > 0) {
    code += failIf(compilation, frame, `!${multipleTest(compilation, frame.data, step)}`, {
      keyword: 'multipleOf',
      message: `expected a multiple of ${step}`,
      value: frame.data,
    });
  }
  return code;
}

function multipleTest(compilation: Compilation, data: string, step: number): string {
  if (step === 1) return `Number.isInteger(${data})`;
  compilation.use('multipleOf');
  const digits = /^(\d+)(?:\.(\d+))?$/.exec(String(step));
  const decimals = digits?.[2]?.length ?? 0;
  const scaled = digits === null ? Number.NaN : Number((digits[1] ?? '') + (digits[2] ?? ''));
  // Beyond 10^22 or 15 digits doubles are inexact: NaN sends every value the exact way.
  const exact = decimals <= 22 && scaled < 1e15;
  const scale = exact ? Number(`1e${decimals}`) : Number.NaN;
  return `multipleOf(${data},${number(step)},${scale},${exact ? scaled : Number.NaN})`;
}

/** Negative numbers in parentheses: `a<-1` is fine, `a<--1` and `a<!--` are not. */
function number(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '(-Infinity)';
  return value < 0 ? `(${value})` : String(value);
}
