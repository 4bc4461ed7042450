import { escapeToken } from '../../source/json-pointer.ts';
import { isJsonObject, type JsonObject, member } from '../../source/json-schema/json-object.ts';
import { type Compilation, type Evaluated, enterResource, type Frame } from './compilation.ts';
import { emitChild } from './emit-child.ts';
import { evaluatedStatically } from './evaluated-statically.ts';
import { fail, failIf, pathTo } from './fail.ts';
import { literal, readMember } from './js-text.ts';
import { oneOfValues } from './value-keywords.ts';

export function emitObject(compilation: Compilation, frame: Frame): string {
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  return (
    emitCounts(compilation, frame, keywords) +
    emitNamedMembers(compilation, frame, keywords) +
    emitDependencies(compilation, frame, keywords) +
    emitNames(compilation, frame, keywords)
  );
}

function emitCounts(compilation: Compilation, frame: Frame, keywords: JsonObject): string {
  const least = member(keywords, 'minProperties');
  const most = member(keywords, 'maxProperties');
  if (typeof least !== 'number' && typeof most !== 'number') return '';
  const count = compilation.variable();
  let code = `const ${count}=Object.keys(${frame.data}).length;\n`;
  if (typeof least === 'number') {
    code += failIf(compilation, frame, `${count}<${least}`, {
      keyword: 'minProperties',
      message: `expected at least ${least} members, found `,
      suffix: count,
    });
  }
  if (typeof most === 'number') {
    code += failIf(compilation, frame, `${count}>${most}`, {
      keyword: 'maxProperties',
      message: `expected at most ${most} members, found `,
      suffix: count,
    });
  }
  return code;
}

/** `properties`, `required` and the members that neither names. */
function emitNamedMembers(compilation: Compilation, frame: Frame, keywords: JsonObject): string {
  const properties = objectOrEmpty(member(keywords, 'properties'));
  const required = new Set(namesOf(member(keywords, 'required')));
  const closed = closedBy(compilation, frame, keywords);
  const counted =
    !frame.collect && closed !== undefined && closed.patterns.size === 0
      ? compilation.variable()
      : undefined;
  const { data, tracker } = frame;
  let code = '';
  let present = 0;
  for (const name of new Set([...Object.keys(properties), ...required])) {
    const schema = member(properties, name);
    const declared = counted !== undefined && closed?.names.has(name) === true;
    const value = compilation.variable();
    const path = pathTo(frame.path, name);
    const inner =
      schema === undefined
        ? ''
        : emitChild(
            compilation,
            frame,
            compilation.child(frame, `/properties/${escapeToken(name)}`, schema),
            { data: value, path, required: required.has(name) },
          );
    const track =
      tracker !== undefined && schema !== undefined
        ? `${tracker}.names.add(${literal(name)});\n`
        : '';
    if (required.has(name)) {
      if (declared) present += 1;
      const missing = failIf(compilation, frame, `${value}===undefined`, {
        keyword: 'required',
        message: `the member ${JSON.stringify(name)} is missing`,
        path,
      });
      code += `const ${value}=${readMember(data, name)};\n${missing}`;
      if (inner + track !== '') {
        code += frame.collect ? `else{\n${inner}}\n` : track + inner;
      }
    } else if (inner !== '' || track !== '' || declared) {
      const count = declared ? `${counted}++;\n` : '';
      code += `const ${value}=${readMember(data, name)};\nif(${value}!==undefined){\n${count}${track}${inner}}\n`;
    }
  }
  if (counted !== undefined && closed !== undefined) {
    for (const name of closed.names) {
      if (Object.hasOwn(properties, name) || required.has(name)) continue;
      code += `if(${readMember(data, name)}!==undefined)${counted}++;\n`;
    }
    // Declared members are counted as they are visited: only a stranger makes the totals differ.
    const key = compilation.variable();
    return `let ${counted}=${present};\n${code}for(const ${key} in ${data})${counted}--;\nif(${counted}!==0)return false;\n`;
  }
  return code + emitOtherMembers(compilation, frame, keywords, closed);
}

/** The names that a closed object allows; undefined where others may come. */
function closedBy(
  compilation: Compilation,
  frame: Frame,
  keywords: JsonObject,
): Evaluated | undefined {
  if (frame.tracker === undefined && member(keywords, 'additionalProperties') === false) {
    const patterns = Object.keys(objectOrEmpty(member(keywords, 'patternProperties')));
    return {
      all: false,
      names: new Set(Object.keys(objectOrEmpty(member(keywords, 'properties')))),
      patterns: new Set(patterns),
    };
  }
  // Where only items need to be tracked, the base function is the one that closes the object.
  const closesHere = !frame.base || member(keywords, 'unevaluatedItems') !== undefined;
  if (member(keywords, 'unevaluatedProperties') === false && closesHere) {
    const evaluated = evaluatedStatically(compilation, frame.site, frame.scope);
    if (evaluated !== undefined && !evaluated.all) return evaluated;
  }
  return undefined;
}

/** One loop over the members for `patternProperties` and those that nobody named. */
function emitOtherMembers(
  compilation: Compilation,
  frame: Frame,
  keywords: JsonObject,
  closed: Evaluated | undefined,
): string {
  const properties = objectOrEmpty(member(keywords, 'properties'));
  const patterns = Object.entries(objectOrEmpty(member(keywords, 'patternProperties')));
  const additional = member(keywords, 'additionalProperties');
  const { data, tracker } = frame;
  if (patterns.length === 0 && additional === undefined && closed === undefined) return '';
  const key = compilation.variable();
  const value = compilation.variable();
  if (frame.collect) compilation.use('add');
  const path = `${frame.path}+"/"+token(${key})`;
  let loop = '';
  const matched: string[] = [];
  for (const [pattern, schema] of patterns) {
    const regex = compilation.pattern(pattern, frame.site, 'patternProperties');
    if (regex === undefined) continue;
    matched.push(`${regex}.test(${key})`);
    const site = compilation.child(frame, `/patternProperties/${escapeToken(pattern)}`, schema);
    const inner = emitChild(compilation, frame, site, { data: value, path });
    const track = tracker === undefined ? '' : `${tracker}.names.add(${key});\n`;
    if (inner + track !== '') loop += `if(${regex}.test(${key})){\n${track}${inner}}\n`;
  }
  const known = (names: readonly string[]) =>
    names.length === 0 ? [] : [oneOfValues(compilation, key, names)];
  if (additional !== undefined) {
    const site = compilation.child(frame, '/additionalProperties', additional);
    const inner =
      additional === false
        ? unknownMember(compilation, frame, 'additionalProperties', key, Object.keys(properties))
        : emitChild(compilation, frame, site, { data: value, path });
    const track = tracker === undefined ? '' : `${tracker}.names.add(${key});\n`;
    const named = [...known(Object.keys(properties)), ...matched].join('||');
    if (inner + track !== '') {
      loop += named === '' ? `${track}${inner}` : `if(!(${named})){\n${track}${inner}}\n`;
    }
  }
  if (closed !== undefined && !(additional === false && tracker === undefined)) {
    const regexes = [...closed.patterns].flatMap((pattern) => {
      const regex = compilation.pattern(pattern, frame.site, 'unevaluatedProperties');
      return regex === undefined ? [] : [`${regex}.test(${key})`];
    });
    const named = [...known([...closed.names]), ...regexes].join('||');
    const inner = unknownMember(compilation, frame, 'unevaluatedProperties', key, [
      ...closed.names,
    ]);
    loop += named === '' ? inner : `if(!(${named})){\n${inner}}\n`;
  }
  if (loop === '') return '';
  const stop = frame.collect ? 'if(o.length>=MAX_VIOLATIONS)break;\n' : '';
  const read = loop.includes(value) ? `const ${value}=${data}[${key}];\n` : '';
  return `for(const ${key} in ${data}){\n${stop}${read}${loop}}\n`;
}

export function unknownMember(
  compilation: Compilation,
  frame: Frame,
  keyword: string,
  key: string,
  known: readonly string[],
): string {
  if (!frame.collect) return fail(compilation, frame, { keyword, message: '' });
  compilation.use('add', 'nameHint');
  const names = compilation.constant(literal(known.slice(0, 200)));
  return fail(compilation, frame, {
    keyword,
    message: 'the contract declares no member ',
    suffix: `quoted(${key})`,
    path: `${frame.path}+"/"+token(${key})`,
    hint: `nameHint(${key},${names})`,
  });
}

function emitDependencies(compilation: Compilation, frame: Frame, keywords: JsonObject): string {
  const { data } = frame;
  let code = '';
  for (const [name, needed] of Object.entries(
    objectOrEmpty(member(keywords, 'dependentRequired')),
  )) {
    let inner = '';
    for (const other of namesOf(needed)) {
      inner += failIf(compilation, frame, `${readMember(data, other)}===undefined`, {
        keyword: 'dependentRequired',
        message: `the member ${JSON.stringify(other)} is missing: ${JSON.stringify(name)} needs it`,
        path: pathTo(frame.path, other),
      });
    }
    if (inner !== '') code += `if(${readMember(data, name)}!==undefined){\n${inner}}\n`;
  }
  for (const [name, schema] of Object.entries(
    objectOrEmpty(member(keywords, 'dependentSchemas')),
  )) {
    const site = compilation.child(frame, `/dependentSchemas/${escapeToken(name)}`, schema);
    const inner = compilation.emit({
      ...frame,
      site,
      scope: enterResource(site, frame.scope),
      base: false,
    });
    if (inner !== '') code += `if(${readMember(data, name)}!==undefined){\n${inner}}\n`;
  }
  return code;
}

function emitNames(compilation: Compilation, frame: Frame, keywords: JsonObject): string {
  const names = member(keywords, 'propertyNames');
  if (names === undefined || names === true) return '';
  const site = compilation.child(frame, '/propertyNames', names);
  const key = compilation.variable();
  const test = `!${compilation.functionFor(site, frame.scope, 'check')}(${key})`;
  if (frame.collect) compilation.use('add');
  const inner = failIf(compilation, frame, test, {
    keyword: 'propertyNames',
    message: 'no member may have the name ',
    suffix: `quoted(${key})`,
    path: `${frame.path}+"/"+token(${key})`,
  });
  return `for(const ${key} in ${frame.data}){\n${inner}}\n`;
}

function objectOrEmpty(value: unknown): JsonObject {
  const json = value as JsonObject | undefined;
  return isJsonObject(json) ? json : {};
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
