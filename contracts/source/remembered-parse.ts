import type { Finding } from '../finding.ts';
import type { ParsedSource } from './parse-json.ts';
import { kept, recalled } from './remembered.ts';
import type { Member, SourceNode } from './source-document.ts';
import { decodeSource } from './source-text.ts';
import { documentOf } from './source-tree.ts';

/** A node as nested arrays, which are read five times as fast as objects with names. */
type Flat = readonly unknown[];

interface KeptParse {
  readonly tree?: Flat;
  readonly findings: readonly Finding[];
}

const scalar = 0;
const array = 1;
const object = 2;

/** Parses a YAML or JSON file by its name; the parser is loaded only where the text is not known. */
export async function parseRemembered(path: string, bytes: Uint8Array): Promise<ParsedSource> {
  const kind = `parse ${path}`;
  const known = recalled<KeptParse>(kind, bytes);
  if (known !== undefined) return revived(path, bytes, known);
  const parsed = path.endsWith('.json')
    ? (await import('./parse-json.ts')).parseJson(path, bytes)
    : (await import('./parse-yaml.ts')).parseYaml(path, bytes);
  const { document, findings } = parsed;
  kept<KeptParse>(
    kind,
    bytes,
    document === undefined ? { findings } : { tree: flat(document.root), findings },
  );
  return parsed;
}

function revived(path: string, bytes: Uint8Array, { tree, findings }: KeptParse): ParsedSource {
  if (tree === undefined) return { findings };
  const { source } = decodeSource(path, bytes, bytes.length);
  return source === undefined
    ? { findings }
    : { document: documentOf(source, nodeOf(tree)), findings };
}

function flat(node: SourceNode): Flat {
  switch (node.kind) {
    case 'scalar': {
      // JSON has no -0.
      const value = Object.is(node.value, -0) ? { minus: 0 } : node.value;
      const head = [scalar, node.start, node.end, value];
      return node.numberText === undefined ? head : [...head, node.numberText];
    }
    case 'array':
      return [array, node.start, node.end, node.items.map(flat)];
    case 'object': {
      const members = [...node.members.values()].flatMap((member) => [
        member.name,
        member.start,
        member.end,
        flat(member.node),
      ]);
      return [object, node.start, node.end, members];
    }
  }
}

function nodeOf([kind, start, end, content, numberText]: Flat): SourceNode {
  const range = { start: start as number, end: end as number };
  switch (kind) {
    case array:
      return { kind: 'array', items: (content as readonly Flat[]).map(nodeOf), ...range };
    case object:
      return { kind: 'object', members: membersOf(content as Flat), ...range };
    default: {
      const value = typeof content === 'object' && content !== null ? -0 : content;
      const text = numberText === undefined ? {} : { numberText: numberText as string };
      return {
        kind: 'scalar',
        value: value as null | boolean | number | string,
        ...text,
        ...range,
      };
    }
  }
}

function membersOf(parts: Flat): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (let at = 0; at < parts.length; at += 4) {
    const name = parts[at] as string;
    members.set(name, {
      name,
      start: parts[at + 1] as number,
      end: parts[at + 2] as number,
      node: nodeOf(parts[at + 3] as Flat),
    });
  }
  return members;
}
