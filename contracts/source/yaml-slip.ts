import type { Slip } from './json-slip.ts';

/** Lines above that are looked at. */
const mostLines = 50;

/**
 * What somebody did who wrote a text that is no YAML, and the way out: by the code of the library's
 * error and the line that it stands in.
 */
export function yamlSlip(text: string, at: number, code: string, sentence: string): Slip {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const line = (text.slice(start, start + 2_000).split('\n', 1)[0] ?? '').trimEnd();
  const above = text.slice(0, start).split('\n').slice(0, -1).slice(-mostLines);
  const number = text.slice(0, start).split('\n').length;
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(line)) {
    return { message: 'the line is indented with a tab', hint: 'indent with spaces' };
  }
  if (code === 'MULTILINE_IMPLICIT_KEY' || code === 'BLOCK_AS_IMPLICIT_KEY') {
    const glued = /^[ -]*([\w.-]+):([^\s/].*)$/.exec(line);
    if (glued !== null && !/: /.test(line)) {
      return {
        message: `there is no space behind the colon of '${glued[1]}'`,
        hint: `write ${glued[1]}: ${glued[2]?.trim().slice(0, 40)}`,
      };
    }
    const pair = /^[ -]*[\w.-]+: +(\S.*: .*|\S.*:)$/.exec(line);
    if (pair !== null) {
      return {
        message: `the text '${(pair[1] ?? '').slice(0, 40)}' holds a colon that YAML takes for another key`,
        hint: 'put the text in double quotes',
      };
    }
    if (!/:(\s|$)/.test(line)) {
      return {
        message: `'${line.trim().slice(0, 40)}' is no key with a value`,
        hint: 'write <key>: <value>; a text over several lines begins with >',
      };
    }
  }
  const open = unclosed(above, number);
  if (/flow (map|seq|collection)/i.test(sentence) && open !== undefined) {
    return {
      message: `the '${open.bracket}' of line ${open.line} is not closed`,
      hint: `close it with '${open.bracket === '{' ? '}' : ']'}'`,
    };
  }
  if (/quote/i.test(sentence)) {
    return { message: 'a quote is not closed', hint: 'close the quote at the end of the text' };
  }
  if (code === 'BAD_SCALAR_START') return startsWith(text.slice(at, at + 40));
  const near = above.findLast((each) => each.trim() !== '' && !each.trim().startsWith('#')) ?? '';
  const [depth, wanted] = [indentOf(line), indentOf(near)];
  if (
    /indent|block collection|block sequence|block mapping|sequence item/i.test(sentence) &&
    depth !== wanted
  ) {
    return {
      message: `the line is indented by ${depth} spaces, the one above by ${wanted}`,
      hint: 'begin what belongs together in the same column',
    };
  }
  return {
    message: asClause(sentence),
    hint: 'correct the YAML; a text with : # { [ " stands in double quotes',
  };
}

/** A text without quotes whose first character means something to YAML. */
export function startsWith(rest: string): Slip {
  const word = (/^[^,}\]\n]*/.exec(rest)?.[0] ?? '').trim().slice(0, 40);
  return {
    message: `a text without quotes cannot begin with '${rest.charAt(0)}'`,
    hint: `quote it: ${JSON.stringify(word)}`,
  };
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** The last line above line `number` that opens more brackets than it closes. */
function unclosed(
  above: readonly string[],
  number: number,
): { readonly bracket: string; readonly line: number } | undefined {
  for (let index = above.length - 1; index >= 0; index -= 1) {
    const bare = (above[index] ?? '').replace(/"(?:[^"\\]|\\.)*"|'[^']*'| #.*/g, '');
    const open: string[] = [];
    for (const character of bare) {
      if (character === '{' || character === '[') open.push(character);
      if (character === '}' || character === ']') open.pop();
    }
    const bracket = open.at(-1);
    if (bracket !== undefined) return { bracket, line: number - above.length + index };
  }
  return undefined;
}

/** A sentence of the YAML library in the style of our messages. */
function asClause(sentence: string): string {
  const text = sentence.replace(/\s+/g, ' ').replace(/\.+$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
