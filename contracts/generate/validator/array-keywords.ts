import type { Json } from '../../source/json.ts';
import { isJsonArray, type JsonObject, member } from '../../source/json-schema/json-object.ts';
import type { Compilation, Frame } from './compilation.ts';
import { emitChild } from './emit-child.ts';
import { failIf } from './fail.ts';

export function emitArray(compilation: Compilation, frame: Frame): string {
  const keywords: JsonObject = compilation.keywords(frame.site) ?? {};
  const { data, tracker } = frame;
  let code = '';
  const most = member(keywords, 'maxItems');
  if (typeof most === 'number') {
    code += failIf(compilation, frame, `${data}.length>${most}`, {
      keyword: 'maxItems',
      message: `expected at most ${most} items, found `,
      suffix: `${data}.length`,
    });
  }
  const least = member(keywords, 'minItems');
  if (typeof least === 'number' && least > 0) {
    code += failIf(compilation, frame, `${data}.length<${least}`, {
      keyword: 'minItems',
      message: `expected at least ${least} item${least === 1 ? '' : 's'}, found `,
      suffix: `${data}.length`,
    });
  }
  const prefix = member(keywords, 'prefixItems') ?? null;
  const prefixLength = isJsonArray(prefix) ? prefix.length : 0;
  if (isJsonArray(prefix)) {
    prefix.forEach((schema, index) => {
      const item = compilation.variable();
      const site = compilation.child(frame, `/prefixItems/${index}`, schema);
      const path = `${frame.path}+"/${index}"`;
      const inner = emitChild(compilation, frame, site, { data: item, path });
      if (inner === '') return;
      code += `if(${data}.length>${index}){\nconst ${item}=${data}[${index}];\n${inner}}\n`;
    });
    if (tracker !== undefined) {
      code += `${tracker}.count=Math.max(${tracker}.count,Math.min(${prefixLength},${data}.length));\n`;
    }
  }
  const items = member(keywords, 'items');
  if (items !== undefined && !isJsonArray(items)) {
    code += emitItems(compilation, frame, items, prefixLength);
    if (tracker !== undefined) code += `${tracker}.all=true;\n`;
  }
  code += emitContains(compilation, frame, keywords);
  if (member(keywords, 'uniqueItems') === true) {
    compilation.use('unique');
    const repeated = compilation.variable();
    code += `const ${repeated}=firstRepeated(${data});\n`;
    code += failIf(compilation, frame, `${repeated}>=0`, {
      keyword: 'uniqueItems',
      message: 'expected no item twice, but this one repeats an earlier one',
      path: `${frame.path}+"/"+${repeated}`,
    });
  }
  return code;
}

function emitItems(compilation: Compilation, frame: Frame, items: Json, from: number): string {
  const { data } = frame;
  if (items === false) {
    return failIf(compilation, frame, `${data}.length>${from}`, {
      keyword: 'items',
      message: `expected at most ${from} items, found `,
      suffix: `${data}.length`,
    });
  }
  const item = compilation.variable();
  const index = compilation.variable();
  const site = compilation.child(frame, '/items', items);
  const path = `${frame.path}+"/"+${index}`;
  const inner = emitChild(compilation, frame, site, { data: item, path });
  if (inner === '') return '';
  const stop = frame.collect ? 'if(o.length>=MAX_VIOLATIONS)break;\n' : '';
  if (frame.collect) compilation.use('add');
  return `for(let ${index}=${from};${index}<${data}.length;${index}++){\n${stop}const ${item}=${data}[${index}];\n${inner}}\n`;
}

function emitContains(compilation: Compilation, frame: Frame, keywords: JsonObject): string {
  const contains = member(keywords, 'contains');
  if (contains === undefined) return '';
  const { data, tracker } = frame;
  const least = numberOr(member(keywords, 'minContains'), 1);
  const most = numberOr(member(keywords, 'maxContains'), Number.POSITIVE_INFINITY);
  if (least === 0 && most === Number.POSITIVE_INFINITY && tracker === undefined) return '';
  const site = compilation.child(frame, '/contains', contains);
  const test = compilation.functionFor(site, frame.scope, 'check');
  const count = compilation.variable();
  let code: string;
  if (tracker === undefined) {
    compilation.use('contained');
    code = `const ${count}=contained(${data},${test});\n`;
  } else {
    const index = compilation.variable();
    code = `let ${count}=0;\nfor(let ${index}=0;${index}<${data}.length;${index}++){\nif(${test}(${data}[${index}])){${count}++;${tracker}.items.add(${index});}\n}\n`;
  }
  if (least > 0) {
    code += failIf(compilation, frame, `${count}<${least}`, {
      keyword: Object.hasOwn(keywords, 'minContains') ? 'minContains' : 'contains',
      message: `expected at least ${least} item${least === 1 ? '' : 's'} of the declared kind, found `,
      suffix: count,
    });
  }
  if (most !== Number.POSITIVE_INFINITY) {
    code += failIf(compilation, frame, `${count}>${most}`, {
      keyword: 'maxContains',
      message: `expected at most ${most} items of the declared kind, found `,
      suffix: count,
    });
  }
  return code;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
