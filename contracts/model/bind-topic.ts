import { shown } from '../source/checked-value.ts';
import type { NodeAt } from '../source/node-at.ts';
import { type Findings, note } from './read-node.ts';

const longest = 200;

/**
 * A topic below the plant's topic root with `{name}` for one level each. MQTT's own wildcards are
 * refused: they would claim topics that no contract names.
 */
export function bindTopic(
  topic: string,
  root: string,
  at: NodeAt,
  findings: Findings,
): string | undefined {
  const refuse = (problem: string, hint?: string) => {
    note(findings, 'topic-refused', at, `the topic '${shown(topic)}' ${problem}`, hint);
    return undefined;
  };
  if (new TextEncoder().encode(topic).length > longest)
    return refuse(`is longer than ${longest} bytes`);
  if (/[+#]/.test(topic)) return refuse('holds a wildcard', 'write {name} for a level that varies');
  // Without a root nothing can be said about it: plant.yaml is told.
  if (root !== '' && !topic.startsWith(`${root}/`)) {
    return refuse(`is not below '${root}', the plant's topic root`, `start it with ${root}/`);
  }
  const names = new Set<string>();
  for (const level of topic.split('/')) {
    if (level === '') return refuse('has an empty level');
    const name = /^\{([a-z][a-z0-9_]*)\}$/.exec(level)?.[1];
    if (name === undefined && /[{}]/.test(level)) {
      return refuse(`has the level '${shown(level)}'`, 'a placeholder is a whole level: {caster}');
    }
    if (name === undefined && !/^[\p{L}\p{N}_.:@-]+$/u.test(level)) {
      return refuse(`has the level '${shown(level)}'`, 'use letters, digits and . _ : @ -');
    }
    if (name !== undefined && names.has(name)) return refuse(`has {${name}} twice`);
    if (name !== undefined) names.add(name);
  }
  return topic;
}
