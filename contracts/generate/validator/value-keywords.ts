import type { Json } from '../../source/json.ts';
import { isJsonArray, type JsonObject, member } from '../../source/json-schema/json-object.ts';
import type { Compilation, Frame } from './compilation.ts';
import { failIf } from './fail.ts';
import { literal } from './js-text.ts';

/** `const` and `enum`. */
export function emitValues(compilation: Compilation, frame: Frame): string {
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  let code = '';
  const constant = member(keywords, 'const');
  if (constant !== undefined) {
    code += failIf(compilation, frame, `!${oneOfValues(compilation, frame.data, [constant])}`, {
      keyword: 'const',
      message: `expected ${shown([constant])}`,
      value: frame.data,
      ...hint(compilation, frame, [constant]),
    });
  }
  const values = member(keywords, 'enum');
  if (isJsonArray(values ?? null)) {
    const list = values as readonly Json[];
    code += failIf(compilation, frame, `!${oneOfValues(compilation, frame.data, list)}`, {
      keyword: 'enum',
      message: list.length === 0 ? 'no value is allowed here' : `expected ${shown(list)}`,
      value: frame.data,
      ...hint(compilation, frame, list),
    });
  }
  return code;
}

function hint(
  compilation: Compilation,
  frame: Frame,
  values: readonly Json[],
): { readonly hint?: string } {
  const names = values.filter((value) => typeof value === 'string' && value.length <= 60);
  if (names.length === 0 || names.length > 100 || !frame.collect) return {};
  compilation.use('valueHint');
  return { hint: `valueHint(${frame.data},${compilation.constant(literal(names))})` };
}

/** An expression that is true for one of the values; in parentheses. */
export function oneOfValues(
  compilation: Compilation,
  data: string,
  values: readonly Json[],
): string {
  const scalars = values.filter((value) => typeof value !== 'object' || value === null);
  const others = values.filter((value) => typeof value === 'object' && value !== null);
  const tests: string[] = [];
  if (scalars.length > 8) {
    tests.push(`${compilation.constant(`new Set(${literal(scalars)})`)}.has(${data})`);
  } else {
    for (const scalar of scalars) tests.push(`${data}===${literal(scalar)}`);
  }
  if (others.length > 0) compilation.use('equals');
  for (const other of others) tests.push(`equals(${data},${compilation.constant(literal(other))})`);
  return tests.length === 0 ? '(false)' : `(${tests.join('||')})`;
}

/** Declared values for a message, as many as a line holds. */
export function shown(values: readonly Json[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  const kept: string[] = [];
  let length = 0;
  for (const text of texts) {
    length += text.length;
    if (length > 160) break;
    kept.push(text);
  }
  if (kept.length === 0) return 'one of the declared values';
  if (kept.length < texts.length)
    return `${kept.join(', ')} or one of ${texts.length - kept.length} more`;
  const last = kept.pop() ?? '';
  return kept.length === 0 ? last : `${kept.join(', ')} or ${last}`;
}
