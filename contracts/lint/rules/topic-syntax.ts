import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Topics are written as MQTT carries them, with `{name}` for a level that varies. */
export const topicSyntax: Rule = {
  id: 'topic-syntax',
  severity: 'error',
  summary: 'Topics have no wildcards, no empty levels, and {name} placeholders that fill a level.',
  why: 'A broker refuses such a topic or routes more than was meant, and the stream receives nothing or the messages of others.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const { name, profile } of datasets) {
        const topic = memberNode(profile, 'topic');
        const text = textOf(profile, 'topic');
        if (topic === undefined || text === undefined) continue;
        const fault = topicFault(text);
        if (fault !== undefined) {
          yield problemAt(topic, `the topic of stream '${name}' ${fault[0]}`, fault[1]);
        }
      }
    }
  },
};

/** MQTT 5.0 §4.7.3: a topic name holds 1 to 65,535 bytes of UTF-8 without NUL. */
const topicBytesMax = 65_535;

function topicFault(topic: string): readonly [string, string] | undefined {
  if (topic === '' || new TextEncoder().encode(topic).length > topicBytesMax) {
    return [
      `has ${topic === '' ? 'no' : 'too many'} characters`,
      'write a topic of 1 to 65,535 bytes',
    ];
  }
  if (/[\u0000-\u001f\u007f-\u009f]/.test(topic)) {
    return ['holds a control character', 'remove it'];
  }
  if (topic.startsWith('$')) {
    return ["begins with '$', which brokers keep for themselves", 'begin it with the topic root'];
  }
  const seen = new Set<string>();
  for (const level of topic.split('/')) {
    if (level === '') return ['has an empty level', "remove the '/' that is too much"];
    if (/[+#]/.test(level)) {
      return [
        `has the wildcard '${level}'`,
        'name the level: write a placeholder such as {caster}; the filter is derived from it',
      ];
    }
    if (!/[{}]/.test(level)) continue;
    if (!/^\{[a-z][a-z0-9_]{0,39}\}$/.test(level)) {
      return [
        `has the level '${level}', which is not a placeholder`,
        'write {name}, alone in its level, in lower case with digits and _',
      ];
    }
    if (seen.has(level)) return [`uses ${level} twice`, 'give every level a name of its own'];
    seen.add(level);
  }
  return undefined;
}
