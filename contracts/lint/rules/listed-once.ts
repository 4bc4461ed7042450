import { itemNodes, memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { removeItem } from '../edit.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Lists of a document, and the member by which their items are told apart. */
const lists = [
  [['tags'], undefined],
  [['roles'], 'role'],
  [['support'], 'channel'],
  [['team', 'members'], 'username'],
  [['team'], 'username'],
  [['inputPorts'], 'name'],
  [['outputPorts'], 'name'],
  [['servers'], 'server'],
] as const;

/** Each entry of a list stands there once. */
export const listedOnce: Rule = {
  id: 'listed-once',
  severity: 'warning',
  summary: 'Tags, roles, ports, team members and support channels stand in their list once.',
  why: 'Of two entries with one name every tool takes another: the reviewer sees the port that is granted, the consumer reads the other.',
  *check(context) {
    for (const root of [...context.products, ...context.contracts.map((each) => each.root)]) {
      for (const [path, key] of lists) {
        let list: NodeAt | undefined = root;
        for (const step of path) list = memberNode(list, step);
        if (list !== undefined) yield* checkList(list, key, path.join('.'));
      }
    }
  },
};

function* checkList(list: NodeAt, key: string | undefined, what: string): Iterable<Problem> {
  const seen = new Map<string, NodeAt>();
  for (const [index, item] of itemNodes(list).entries()) {
    const name = key === undefined ? plainText(item) : textOf(item, key);
    if (name === undefined) continue;
    // Majors that are supported side by side are ports of one name.
    const own = what.endsWith('Ports') ? `${name} ${majorOf(item)}` : name;
    const first = seen.get(own);
    if (first === undefined) {
      seen.set(own, item);
      continue;
    }
    // Somebody may have two roles in a team, one after the other.
    if (key === 'username' && differs(first, item)) continue;
    yield problemAt(
      key === undefined ? item : (memberNode(item, key) ?? item),
      `'${name}' stands twice in ${what}`,
      'remove one of the two',
      key === undefined ? removeItem(list, index, 'remove the second one') : undefined,
    );
  }
}

function majorOf(port: NodeAt): string {
  return (textOf(port, 'version') ?? '').split('.')[0] ?? '';
}

function differs(a: NodeAt, b: NodeAt): boolean {
  return textOf(a, 'role') !== textOf(b, 'role') || textOf(a, 'dateIn') !== textOf(b, 'dateIn');
}
