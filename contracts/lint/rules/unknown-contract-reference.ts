import type { Contract } from '../../model/contract.ts';
import { isContractId } from '../../model/contract-id.ts';
import { itemNodes, memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { type LintContext, oncePerContext } from '../lint-context.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { customPropertyOf, textOf } from '../written.ts';

/** Ports name contracts that exist in the plant, in a major that exists. */
export const unknownContractReference: Rule = {
  id: 'unknown-contract-reference',
  severity: 'error',
  summary: 'Every contract that a port names exists, in that major.',
  why: 'Grants, lineage and the list of who breaks with a change derive from ports; a name that leads nowhere gives no access and warns nobody.',
  *check(context) {
    for (const product of context.products) {
      for (const port of itemNodes(memberNode(product, 'inputPorts'))) {
        yield* checkReference(context, port, 'contractId', 'input port');
      }
      for (const port of itemNodes(memberNode(product, 'outputPorts'))) {
        if (memberNode(port, 'contractId') !== undefined) {
          yield* checkReference(context, port, 'contractId', 'output port');
        }
        for (const input of itemNodes(memberNode(port, 'inputContracts'))) {
          yield* checkReference(context, input, 'id', 'input contract');
        }
      }
      for (const made of itemNodes(memberNode(customPropertyOf(product, 'tundish'), 'makes'))) {
        yield* checkMade(context, made);
      }
    }
  },
};

/** False where a contract could not be read, or its id not be used: it may be the one that is named. */
const isCertain = oncePerContext(
  ({ unread, contracts }): boolean =>
    ![...(unread ?? [])].some((path) => path.endsWith('.odcs.yaml')) &&
    contracts.every(({ root }) => isContractId(textOf(root, 'id') ?? '')),
);

function* checkReference(
  context: LintContext,
  port: NodeAt,
  key: 'contractId' | 'id',
  noun: string,
): Iterable<Problem> {
  const reference = memberNode(port, key);
  const id = textOf(port, key);
  if (reference === undefined || id === undefined || !isCertain(context)) return;
  const contracts = writtenContracts(context);
  const majors = contracts.get(id);
  if (majors === undefined) {
    const near = nearest(id, [...contracts.keys()]);
    yield problemAt(
      reference,
      `${noun} '${textOf(port, 'name') ?? id}' names the contract '${id}', which no product has`,
      near === undefined ? 'name the id of a contract below products/' : `did you mean '${near}'?`,
    );
    return;
  }
  const version = textOf(port, 'version');
  const major = version === undefined ? undefined : Number(version.split('.')[0]);
  if (major === undefined || majors.has(major)) return;
  // What is wrong with the contract's own version is told there.
  if (majors.size === 0) return;
  yield problemAtKey(
    memberNode(port, 'version') ?? port,
    `${noun} '${textOf(port, 'name') ?? id}' names ${id} ${version}, but only major ${[...majors].join(', ')} exists`,
    `write a version of major ${[...majors].at(-1)}`,
  );
}

function* checkMade(context: LintContext, made: NodeAt): Iterable<Problem> {
  const id = plainText(made);
  const contracts = writtenContracts(context);
  if (id === undefined || contracts.has(id) || !isCertain(context)) return;
  const near = nearest(id, [...contracts.keys()]);
  yield problemAt(
    made,
    `'makes' names the contract '${id}', which no product has`,
    near === undefined ? 'name the id of a contract below products/' : `did you mean '${near}'?`,
  );
}

/** Majors by contract id, as written: a contract that could not be bound still exists. */
const writtenContracts = oncePerContext(
  (context): ReadonlyMap<Contract['id'], ReadonlySet<number>> => {
    const majors = new Map<string, Set<number>>();
    for (const { path, root } of context.contracts) {
      const id = textOf(root, 'id');
      if (id === undefined) continue;
      const own = majors.get(id) ?? new Set();
      const major = /^\d+(?=\.\d+\.\d+)/.exec(textOf(root, 'version') ?? '')?.[0];
      const named = /\.v(\d+)\.odcs\.yaml$/.exec(path)?.[1];
      // Of a version and a file that disagree either may be meant.
      for (const each of [major, named]) if (each !== undefined) own.add(Number(each));
      majors.set(id, own);
    }
    return majors;
  },
);
