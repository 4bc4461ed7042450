import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { issueProblem } from '../issue-problem.ts';
import {
  judgeByStandard,
  type OfficialSchemas,
  odcsSchemas,
  odpsSchemas,
} from '../official-schemas.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Documents name a version of the standard that has what they use. */
export const apiVersionUnderstated: Rule = {
  id: 'api-version-understated',
  severity: 'warning',
  summary: 'The apiVersion is one that knows all keys of the document.',
  why: 'A tool that goes by the apiVersion refuses the file or skips the newer keys, while others read them.',
  *check(context) {
    for (const { root } of context.contracts) yield* checkDocument(root, odcsSchemas);
    for (const product of context.products) yield* checkDocument(product, odpsSchemas);
  },
};

function* checkDocument(root: NodeAt, schemas: OfficialSchemas): Iterable<Problem> {
  const verdict = judgeByStandard(root.document.value, schemas);
  const first = verdict?.issues[0];
  if (verdict?.acceptedBy === undefined || first === undefined) return;
  const { message } = issueProblem(first, root, `${schemas.standard} ${verdict.version}`);
  yield problemAt(
    memberNode(root, 'apiVersion') ?? root,
    `the document needs ${schemas.standard} ${verdict.acceptedBy}: ${message}`,
    `write apiVersion: ${verdict.acceptedBy}`,
  );
}
