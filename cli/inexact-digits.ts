import type { Digits } from '../contracts/compatibility/containment/contains.ts';
import { escapeToken } from '../contracts/source/json-pointer.ts';
import { changesAsDouble } from '../contracts/source/number-text.ts';
import { parseJson } from '../contracts/source/parse-json.ts';
import type { SourceNode } from '../contracts/source/source-document.ts';

const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** The first number of a JSON text that reading would change. */
export function inexactNumber(text: string): string | undefined {
  return text
    .match(tokens)
    ?.find((token) => !token.startsWith('"') && changesAsDouble(token))
    ?.slice(0, 40);
}

/**
 * The digits of all numbers of a JSON text that a double does not carry, by pointer; undefined where
 * their places are not to be found, because the text is none that strict readers take.
 */
export function inexactDigits(text: string): Digits | undefined {
  const { document } = parseJson('schema.json', new TextEncoder().encode(text));
  if (document === undefined) return undefined;
  const digits = new Map<string, string>();
  collect(document.root, '', digits);
  return digits;
}

function collect(node: SourceNode, pointer: string, digits: Map<string, string>): void {
  if (node.kind === 'array') {
    for (const [index, item] of node.items.entries()) collect(item, `${pointer}/${index}`, digits);
  } else if (node.kind === 'object') {
    for (const [name, member] of node.members) {
      collect(member.node, `${pointer}/${escapeToken(name)}`, digits);
    }
  } else if (node.numberText !== undefined && changesAsDouble(node.numberText)) {
    digits.set(pointer, node.numberText);
  }
}

/** Those below a member of the text's object, by pointer from there. */
export function digitsBelow(digits: Digits, name: string): Digits {
  const start = `/${name}`;
  return new Map(
    [...digits].flatMap(([pointer, text]) =>
      pointer.startsWith(`${start}/`) ? [[pointer.slice(start.length), text] as const] : [],
    ),
  );
}

export function inexactReason(number: string): string {
  return `the number ${number} is none that JSON readers keep exactly`;
}
