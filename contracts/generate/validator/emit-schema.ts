import { isJsonArray, member } from '../../source/json-schema/json-object.ts';
import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { emitApplicators, emitReferences } from './applicator-keywords.ts';
import { emitArray } from './array-keywords.ts';
import type { Compilation, Frame } from './compilation.ts';
import { fail } from './fail.ts';
import { emitNumber } from './number-keywords.ts';
import { emitObject } from './object-keywords.ts';
import { emitString } from './string-keywords.ts';
import { listed, mismatch, TYPE_NAMES } from './type-names.ts';
import { emitUnevaluated } from './unevaluated-keywords.ts';
import { emitValues } from './value-keywords.ts';

type TypeGroup = 'number' | 'string' | 'array' | 'object';

const GROUPS: readonly (readonly [
  group: TypeGroup,
  emit: (compilation: Compilation, frame: Frame) => string,
])[] = [
  ['number', emitNumber],
  ['string', emitString],
  ['object', emitObject],
  ['array', emitArray],
];

const GROUP_TESTS: Readonly<Record<TypeGroup, (data: string) => string>> = {
  number: (data) => `typeof ${data}==="number"`,
  string: (data) => `typeof ${data}==="string"`,
  array: (data) => `Array.isArray(${data})`,
  object: (data) => `typeof ${data}==="object"&&${data}!==null&&!Array.isArray(${data})`,
};

/** The code that applies a schema to the frame's value. */
export function emitSchema(compilation: Compilation, frame: Frame): string {
  const { schema } = frame.site;
  if (schema === true) return '';
  if (schema === false) {
    return fail(compilation, frame, {
      keyword: '',
      rule: 'false',
      message: 'no value is allowed here',
    });
  }
  const keywords = compilation.keywords(frame.site);
  if (keywords === undefined) {
    compilation.problem(frame.site, '', 'a schema is an object, true or false');
    return '';
  }
  const types = declaredTypes(compilation, frame.site);
  const unevaluated = emitUnevaluated(compilation, frame);
  // The base function applies all other keywords itself; twice would double with every level.
  const body = unevaluated.appliesAll ? '' : emitAllButUnevaluated(compilation, frame, types);
  const code = body + unevaluated.code;
  return types === undefined ? code : emitTypes(compilation, frame, types, code);
}

function emitAllButUnevaluated(
  compilation: Compilation,
  frame: Frame,
  types: readonly string[] | undefined,
): string {
  const only = types?.length === 1 ? types[0] : undefined;
  let body = '';
  for (const [group, emit] of GROUPS) {
    const allowed = types === undefined || types.some((type) => groupOf(type) === group);
    const code = allowed ? emit(compilation, frame) : '';
    if (code === '') continue;
    const sure = only !== undefined && groupOf(only) === group;
    body += sure ? code : `if(${GROUP_TESTS[group](frame.data)}){\n${code}}\n`;
  }
  body += emitValues(compilation, frame);
  body += emitReferences(compilation, frame);
  return body + emitApplicators(compilation, frame);
}

function groupOf(type: string): TypeGroup | undefined {
  if (type === 'integer') return 'number';
  return type === 'number' || type === 'string' || type === 'array' || type === 'object'
    ? type
    : undefined;
}

/** The schema's `type` as a list, `integer` dropped beside `number`; undefined where it says none. */
function declaredTypes(compilation: Compilation, site: SchemaSite): readonly string[] | undefined {
  const keywords = compilation.keywords(site);
  const type = keywords === undefined ? undefined : member(keywords, 'type');
  if (type === undefined) return undefined;
  const types = (isJsonArray(type) ? type : [type]).filter((name) => typeof name === 'string');
  const known = types.filter((name) => TYPE_NAMES.has(name));
  if (known.length < types.length || known.length === 0) {
    compilation.problem(
      site,
      'type',
      `the keyword 'type' takes ${[...TYPE_NAMES.keys()].join(', ')}`,
    );
    return undefined;
  }
  return known.filter((name) => name !== 'integer' || !known.includes('number'));
}

/** A wrong type hides the schema's other complaints: they would only repeat it. */
function emitTypes(
  compilation: Compilation,
  frame: Frame,
  types: readonly string[],
  body: string,
): string {
  const wrong = types.map((type) => mismatch(type, frame.data)).join('&&');
  if (!frame.collect) return `if(${wrong})return false;\n${body}`;
  compilation.use('typeName');
  const complaint = fail(compilation, frame, {
    keyword: 'type',
    message: `expected ${listed(types)}, found `,
    suffix: `typeName(${frame.data})`,
    value: frame.data,
    ...typeHint(compilation, types, frame),
  });
  return `if(${wrong}){${complaint}}\n${body === '' ? '' : `else{\n${body}}\n`}`;
}

function typeHint(
  compilation: Compilation,
  types: readonly string[],
  frame: Frame,
): { readonly hint?: string } {
  const { data } = frame;
  const optional = frame.required !== true;
  if (types.includes('number') || types.includes('integer')) {
    compilation.use('numberHint');
    return { hint: `numberHint(${data},${optional})` };
  }
  if (types.includes('string')) {
    compilation.use('stringHint');
    return { hint: `stringHint(${data},${optional})` };
  }
  if (types.includes('boolean')) {
    compilation.use('booleanHint');
    return { hint: `booleanHint(${data},${optional})` };
  }
  if (types.includes('array')) {
    return {
      hint: `typeof ${data}==="object"&&${data}!==null?"put the single value into [ ]":undefined`,
    };
  }
  return {};
}
