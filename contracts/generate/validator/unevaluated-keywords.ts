import { type JsonObject, member } from '../../source/json-schema/json-object.ts';
import type { Compilation, Frame } from './compilation.ts';
import { emitChild } from './emit-child.ts';
import { evaluatedStatically } from './evaluated-statically.ts';
import { fail } from './fail.ts';
import { unknownMember } from './object-keywords.ts';

/** Code for the unevaluated; `appliesAll` where it applies the schema's other keywords as well. */
export interface UnevaluatedCode {
  readonly code: string;
  readonly appliesAll: boolean;
}

/**
 * `unevaluatedProperties` and `unevaluatedItems`. When collecting, the schema's other keywords
 * complain for themselves, and only where they are content something is unevaluated.
 */
export function emitUnevaluated(compilation: Compilation, frame: Frame): UnevaluatedCode {
  if (frame.base) return { code: '', appliesAll: false };
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  const members = member(keywords, 'unevaluatedProperties');
  const items = member(keywords, 'unevaluatedItems');
  const closedMembers =
    members === undefined || coveredStatically(compilation, frame, keywords) ? undefined : members;
  const { data, tracker, collect } = frame;
  let code = '';
  const dynamic = closedMembers !== undefined || items !== undefined;
  if (dynamic) {
    const own = compilation.variable();
    compilation.use('tracker');
    const base = compilation.functionFor(frame.site, frame.scope, 'base');
    let loops = '';
    if (closedMembers !== undefined) {
      const key = compilation.variable();
      const value = compilation.variable();
      const path = `${frame.path}+"/"+token(${key})`;
      if (collect) compilation.use('add');
      const inner =
        closedMembers === false
          ? unknownMember(compilation, frame, 'unevaluatedProperties', key, [])
          : emitChild(
              compilation,
              frame,
              compilation.child(frame, '/unevaluatedProperties', closedMembers),
              { data: value, path },
            );
      if (inner !== '') {
        loops += `if(typeof ${data}==="object"&&${data}!==null&&!Array.isArray(${data})&&!${own}.every)for(const ${key} in ${data})if(!${own}.names.has(${key})){\nconst ${value}=${data}[${key}];\n${inner}}\n`;
      }
    }
    if (items !== undefined) {
      const index = compilation.variable();
      const value = compilation.variable();
      const path = `${frame.path}+"/"+${index}`;
      const inner =
        items === false
          ? fail(compilation, frame, {
              keyword: 'unevaluatedItems',
              message: 'the contract declares no such item',
              path,
            })
          : emitChild(compilation, frame, compilation.child(frame, '/unevaluatedItems', items), {
              data: value,
              path,
            });
      if (inner !== '') {
        loops += `if(Array.isArray(${data})&&!${own}.all)for(let ${index}=${own}.count;${index}<${data}.length;${index}++)if(!${own}.items.has(${index})){\nconst ${value}=${data}[${index}];\n${inner}}\n`;
      }
    }
    const run = `const ${own}=tracker();\n`;
    if (collect) code += `${run}if(${base}(${data},${own})){\n${loops}}\n`;
    else code += `${run}if(!${base}(${data},${own}))return false;\n${loops}`;
    if (tracker !== undefined) code += `merge(${tracker},${own});\n`;
  }
  if (tracker !== undefined && members !== undefined) code += `${tracker}.every=true;\n`;
  if (tracker !== undefined && items !== undefined) code += `${tracker}.all=true;\n`;
  return { code, appliesAll: dynamic && !collect };
}

function coveredStatically(compilation: Compilation, frame: Frame, keywords: JsonObject): boolean {
  const evaluated = evaluatedStatically(compilation, frame.site, frame.scope);
  if (evaluated === undefined) return false;
  return evaluated.all || member(keywords, 'unevaluatedProperties') === false;
}
