import type { Json } from '../../source/json.ts';
import { isJsonArray, type JsonObject, member } from '../../source/json-schema/json-object.ts';
import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { type Compilation, enterResource, type Frame } from './compilation.ts';
import { discriminatorOf } from './discriminator.ts';
import { fail, failIf, pathTo } from './fail.ts';
import { literal, readMember } from './js-text.ts';
import { referencedSite } from './reference-target.ts';
import { listed, mismatch } from './type-names.ts';
import { typesOf } from './types-of.ts';
import { shown } from './value-keywords.ts';

/** `$ref` and `$dynamicRef`. */
export function emitReferences(compilation: Compilation, frame: Frame): string {
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  let code = '';
  for (const keyword of ['$ref', '$dynamicRef'] as const) {
    const reference = member(keywords, keyword);
    if (typeof reference !== 'string') continue;
    const target = referencedSite(compilation, keyword, reference, frame.site, frame.scope);
    if (target !== undefined) code += callInPlace(compilation, frame, target);
  }
  return code;
}

/** Applies another schema to the same value through its function. */
function callInPlace(compilation: Compilation, frame: Frame, target: SchemaSite): string {
  if (target.schema === true) return '';
  if (frame.collect) {
    return `${compilation.functionFor(target, frame.scope, 'collect')}(${frame.data},${frame.path},o);\n`;
  }
  return `if(!${callTest(compilation, frame, target, frame.tracker)})return false;\n`;
}

function callTest(
  compilation: Compilation,
  frame: Frame,
  target: SchemaSite,
  tracker: string | undefined,
): string {
  if (tracker === undefined) {
    return `${compilation.functionFor(target, frame.scope, 'check')}(${frame.data})`;
  }
  return `${compilation.functionFor(target, frame.scope, 'track')}(${frame.data},${tracker})`;
}

/** `allOf`, `anyOf`, `oneOf`, `not`, `if`. */
export function emitApplicators(compilation: Compilation, frame: Frame): string {
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  let code = '';
  branchesOf(compilation, frame, keywords, 'allOf').forEach((site) => {
    code += emitInPlace(compilation, frame, site);
  });
  if (isJsonArray(member(keywords, 'anyOf') ?? null)) {
    code += emitAlternatives(compilation, frame, keywords, 'anyOf');
  }
  if (isJsonArray(member(keywords, 'oneOf') ?? null)) {
    code += emitAlternatives(compilation, frame, keywords, 'oneOf');
  }
  const not = member(keywords, 'not');
  if (not !== undefined) {
    const site = compilation.child(frame, '/not', not);
    const test = `${compilation.functionFor(site, frame.scope, 'check')}(${frame.data})`;
    code += failIf(compilation, frame, test, {
      keyword: 'not',
      message: 'expected a value other than those that the contract rules out',
    });
  }
  return code + emitCondition(compilation, frame, keywords);
}

function emitInPlace(compilation: Compilation, frame: Frame, site: SchemaSite): string {
  return compilation.emit({
    ...frame,
    site,
    scope: enterResource(site, frame.scope),
    base: false,
  });
}

function branchesOf(
  compilation: Compilation,
  frame: Frame,
  keywords: JsonObject,
  keyword: string,
): readonly SchemaSite[] {
  const value: Json = member(keywords, keyword) ?? null;
  if (!isJsonArray(value)) return [];
  return value.map((schema, index) => compilation.child(frame, `/${keyword}/${index}`, schema));
}

function emitAlternatives(
  compilation: Compilation,
  frame: Frame,
  keywords: JsonObject,
  keyword: 'anyOf' | 'oneOf',
): string {
  const branches = branchesOf(compilation, frame, keywords, keyword);
  const discriminator = discriminatorOf(compilation, frame.scope, branches);
  if (discriminator !== undefined && frame.tracker === undefined) {
    return emitDiscriminated(compilation, frame, keyword, branches, discriminator);
  }
  if (frame.collect) return emitCollectedAlternatives(compilation, frame, keyword, branches);
  if (frame.tracker !== undefined)
    return emitTrackedAlternatives(compilation, frame, keyword, branches);
  const tests = branches.map((site) => callTest(compilation, frame, site, undefined));
  if (keyword === 'anyOf') {
    return tests.length === 0 ? 'return false;\n' : `if(!(${tests.join('||')}))return false;\n`;
  }
  const count = compilation.variable();
  const steps = tests.map((test) => `if(${test}&&++${count}>1)return false;\n`).join('');
  return `let ${count}=0;\n${steps}if(${count}!==1)return false;\n`;
}

/** Branches that constants tell apart: only the one that the value names can fit. */
function emitDiscriminated(
  compilation: Compilation,
  frame: Frame,
  keyword: 'anyOf' | 'oneOf',
  branches: readonly SchemaSite[],
  discriminator: { readonly name: string; readonly values: readonly string[] },
): string {
  const { data } = frame;
  const { name, values } = discriminator;
  const notObject = `typeof ${data}!=="object"||${data}===null||Array.isArray(${data})`;
  if (frame.collect) compilation.use('typeName', 'valueHint');
  const wrongType = failIf(compilation, frame, notObject, {
    keyword,
    rule: 'type',
    message: 'expected an object, found ',
    suffix: `typeName(${data})`,
    value: data,
  });
  const cases = branches.map((site, index) => {
    const call = frame.collect
      ? `${compilation.functionFor(site, frame.scope, 'collect')}(${data},${frame.path},o);\nbreak;\n`
      : `if(!${callTest(compilation, frame, site, undefined)})return false;\nbreak;\n`;
    return `case ${literal(values[index] ?? '')}:${call}`;
  });
  const value = compilation.variable();
  const path = pathTo(frame.path, name);
  const missing = frame.collect
    ? `if(${value}===undefined){${fail(compilation, frame, {
        keyword,
        rule: 'required',
        message: `the member ${JSON.stringify(name)} is missing: it tells which form the value has`,
        path,
      })}break;}\n`
    : '';
  const unknown = fail(compilation, frame, {
    keyword,
    rule: 'enum',
    message: `expected ${shown(values)}`,
    path,
    value,
    ...(frame.collect
      ? { hint: `valueHint(${value},${compilation.constant(literal(values))})` }
      : {}),
  });
  const body = `const ${value}=${readMember(data, name)};\nswitch(${value}){\n${cases.join('')}default:${missing}${unknown}}\n`;
  return frame.collect ? `${wrongType}else{\n${body}}\n` : wrongType + body;
}

function emitTrackedAlternatives(
  compilation: Compilation,
  frame: Frame,
  keyword: 'anyOf' | 'oneOf',
  branches: readonly SchemaSite[],
): string {
  compilation.use('tracker');
  const count = compilation.variable();
  const steps = branches.map((site) => {
    const own = compilation.variable();
    const test = callTest(compilation, frame, site, own);
    return `const ${own}=tracker();\nif(${test}){${count}++;merge(${frame.tracker},${own});}\n`;
  });
  const wrong = keyword === 'anyOf' ? `${count}===0` : `${count}!==1`;
  return `let ${count}=0;\n${steps.join('')}if(${wrong})return false;\n`;
}

function emitCollectedAlternatives(
  compilation: Compilation,
  frame: Frame,
  keyword: 'anyOf' | 'oneOf',
  branches: readonly SchemaSite[],
): string {
  compilation.use('nearestBranch', 'typeName');
  const { data, path } = frame;
  const count = compilation.variable();
  const tests = branches.map((site) => `(${callTest(compilation, frame, site, undefined)}?1:0)`);
  const collectors = branches.map((site) => compilation.functionFor(site, frame.scope, 'collect'));
  const types = typesOf(compilation, branches, frame.scope);
  const otherType = types?.map((type) => mismatch(type, data)).join('&&') ?? 'false';
  const expected = types === undefined ? `one of ${branches.length} declared forms` : listed(types);
  const none = fail(compilation, frame, {
    keyword,
    message: `expected ${expected}, found `,
    suffix: `typeName(${data})+(${otherType}?"":" that fits none")`,
    value: data,
  });
  const several =
    keyword === 'oneOf'
      ? `else if(${count}>1){${fail(compilation, frame, {
          keyword,
          message: `expected exactly one of ${branches.length} declared forms, but several fit: `,
          suffix: count,
        })}}\n`
      : '';
  return `const ${count}=${tests.join('+') || '0'};\nif(${count}===0){if(!nearestBranch(${data},${path},o,[${collectors.join(',')}])){${none}}}\n${several}`;
}

function emitCondition(compilation: Compilation, frame: Frame, keywords: JsonObject): string {
  const condition = member(keywords, 'if');
  if (condition === undefined) return '';
  const site = compilation.child(frame, '/if', condition);
  const branch = (keyword: 'then' | 'else') => {
    const schema = member(keywords, keyword);
    return schema === undefined
      ? ''
      : emitInPlace(compilation, frame, compilation.child(frame, `/${keyword}`, schema));
  };
  const [whenTrue, whenFalse] = [branch('then'), branch('else')];
  if (frame.tracker !== undefined) {
    compilation.use('tracker');
    const own = compilation.variable();
    const test = callTest(compilation, frame, site, own);
    return `const ${own}=tracker();\nif(${test}){\nmerge(${frame.tracker},${own});\n${whenTrue}}else{\n${whenFalse}}\n`;
  }
  if (whenTrue + whenFalse === '') return '';
  return `if(${callTest(compilation, frame, site, undefined)}){\n${whenTrue}}else{\n${whenFalse}}\n`;
}
