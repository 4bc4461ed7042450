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
import type { SchemaIssue } from '../schema-2019.ts';
import { nodeAtPointer, writtenText } from '../written.ts';

/** Documents keep the schema of the standard that their `apiVersion` names. */
export const officialSchema: Rule = {
  id: 'official-schema',
  severity: 'error',
  summary: 'Contracts and products are valid documents of the standard that they name.',
  why: 'Editors, catalogs and other tools of the standard refuse the whole file, so the product disappears from them.',
  *check(context) {
    for (const contract of context.contracts) yield* checkDocument(contract.root, odcsSchemas);
    for (const product of context.products) yield* checkDocument(product, odpsSchemas);
  },
};

function* checkDocument(root: NodeAt, schemas: OfficialSchemas): Iterable<Problem> {
  const apiVersion = memberNode(root, 'apiVersion');
  const versions = [...schemas.byVersion.keys()];
  const readable = versions.join(', ');
  if (apiVersion !== undefined && !versions.includes(writtenText(apiVersion))) {
    yield problemAt(
      apiVersion,
      `apiVersion is '${writtenText(apiVersion)}'; ${schemas.standard} ${readable} can be read`,
      `write apiVersion: ${schemas.preferred}`,
    );
    return;
  }
  const verdict = judgeByStandard(root.document.value, schemas);
  // A document ahead of its apiVersion is the finding of api-version-understated.
  if (verdict === undefined || verdict.acceptedBy !== undefined) return;
  for (const issue of verdict.issues) {
    if (!followsFromMissingLogicalType(issue, root)) {
      yield issueProblem(issue, root, `${schemas.standard} ${verdict.version}`);
    }
  }
}

/**
 * A property without `logicalType` takes every branch of the schema at once, so that options of
 * any type are refused and, in v3.2.0, a map is demanded. The standard allows such a property;
 * options without a type are the finding of logical-type-missing-with-options.
 */
function followsFromMissingLogicalType(issue: SchemaIssue, root: NodeAt): boolean {
  const options = issue.pointer.indexOf('/logicalTypeOptions');
  const owner =
    options >= 0
      ? issue.pointer.slice(0, options)
      : issue.kind === 'missing-key' && issue.key === 'map'
        ? issue.pointer
        : undefined;
  if (owner === undefined) return false;
  return memberNode(nodeAtPointer(root.document, owner), 'logicalType') === undefined;
}
