import type { Dataset, ModelResult } from '../../model/dataset.ts';
import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { fieldAt } from '../field-at.ts';
import { type BoundDataset, datasetsOf } from '../lint-context.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Every result of a model says which model, which run and which data it came from. */
export const resultProvenance: Rule = {
  id: 'result-provenance',
  severity: 'error',
  summary:
    'Events of a model say which model, version, run and input they come from, and a rerun revises them.',
  why: 'A rerun with a mended model must replace what the old one said, and whoever scrapped a slab on a prediction must find out which model made it.',
  *check(context) {
    for (const bound of datasetsOf(context)) {
      const { dataset, source } = bound;
      if (dataset.source.kind !== 'stream' || dataset.source.stream.class !== 'event') continue;
      if (source === undefined) continue;
      if (dataset.result !== undefined) {
        const at = memberNode(source.profile, 'result') ?? source.node;
        yield* checkResult(bound, dataset.result, dataset.source.stream.eventKey, at);
      } else if (bound.product.kind === 'model') {
        yield problemAtKey(
          memberNode(source.profile, 'class') ?? source.node,
          `events of '${dataset.name}' come from the model '${bound.product.id}' and do not say from which run`,
          'add result: {model: ..., modelVersion: ..., run: ..., inputFrom: ..., inputUntil: ...} with the members that say it',
        );
      }
    }
  },
};

function* checkResult(
  { dataset, source }: BoundDataset,
  result: ModelResult,
  eventKey: readonly string[] | 'payload',
  at: NodeAt,
): Iterable<Problem> {
  const run = memberNode(at, 'run') ?? at;
  if (dataset.change !== 'revise') {
    yield problemAtKey(
      memberNode(source?.profile, 'change') ?? at,
      `results of '${dataset.name}' are appended, so a rerun stands beside what it corrects`,
      'write change: revise, with a key that names what a result is about',
    );
  }
  if (eventKey !== 'payload' && !eventKey.includes(result.run)) {
    yield problemAt(
      run,
      `the run '${result.run}' of '${dataset.name}' is not part of the event key, so a rerun is a conflict`,
      `write eventKey: [${[...eventKey, result.run].join(', ')}]`,
    );
  }
  if (dataset.key.includes(result.run)) {
    yield problemAt(
      run,
      `the run '${result.run}' is part of the key of '${dataset.name}', so no rerun ever revises a result`,
      'leave it out of the key: a key names what a result is about',
    );
  }
  yield* checkPresence(dataset, result, at);
}

function* checkPresence(dataset: Dataset, result: ModelResult, at: NodeAt): Iterable<Problem> {
  for (const [member, path] of Object.entries(result)) {
    const field = fieldAt(dataset.fields, path);
    if (field === undefined || (field.required && !field.nullable)) continue;
    yield problemAt(
      memberNode(at, member) ?? at,
      `'${path}' may be ${field.required ? 'null' : 'missing'} in a result of '${dataset.name}'`,
      'make it required and not nullable in the payload schema',
    );
  }
}
