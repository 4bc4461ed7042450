import { beyondDecision } from '../../source/json-schema/decidable-keywords.ts';
import { jsonOf, memberNodes } from '../../source/node-at.ts';
import { onDemand } from '../../source/on-demand.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** Keywords whose value decides; the others are looked at by their name alone. */
const measured: ReadonlySet<string> = new Set([
  'minItems',
  'minLength',
  'minProperties',
  'pattern',
  'patternProperties',
]);

const automata = onDemand(() => import('../../source/pattern/pattern-automaton.ts'));

/** What could be no plain automaton; the automaton itself is built only for these. */
const suspicious = /\(\?<?[=!]|\\[1-9kbB]|\d{3}|.{200}/s;

function isIrregular(pattern: string): boolean {
  return suspicious.test(pattern) && automata().patternAutomaton(pattern) === undefined;
}

/** Schemas stay where changes can be judged. */
export const schemaBeyondGate: Rule = {
  id: 'schema-beyond-gate',
  severity: 'info',
  summary: 'A payload schema uses what the compatibility of two versions can be decided for.',
  why: 'A change beside such a keyword may get the verdict undecided: a person must judge what the gate otherwise proves.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      for (const { name, at: value } of memberNodes(at)) {
        const json = measured.has(name) ? jsonOf(value) : null;
        const reason = beyondDecision(name, json, isIrregular);
        if (reason === undefined) continue;
        yield problemAtKey(
          value,
          `${schemaName(at)} leaves what compatibility is decided for: ${reason}`,
          'say it with types, bounds, enum, required and variants where that is possible',
        );
      }
    }
  },
};
