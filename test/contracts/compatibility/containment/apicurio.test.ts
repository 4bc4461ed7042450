import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../../../../cli/compare-schemas.ts';
import { upgradeSchema } from '../../../../contracts/source/json-schema/upgrade-schema.ts';
import { cpuMilliseconds } from '../../../support/cpu-milliseconds.ts';
import { apicurioCases, apicurioIsThere } from './apicurio-cases.ts';
import { ajvSays, percentile } from './judge-pairs.ts';

/** Where the label errs, or counts annotations as constraints; why. */
const EXPLAINED: ReadonlyMap<string, string> = new Map([
  ['Complex: anyOf 1 <-', 'both accept everything'],
  ['Complex: oneOf 1 ->', 'a longer text matches both branches of the updated schema'],
  ['Complex: oneOf 1 <-', 'what matches exactly one updated branch matches the original'],
  ['Complex: oneOf 3 ->', 'a text matches both branches of the updated schema'],
  ['Conditional: else <-', 'an unanchored [a-z]* is found in every text'],
  ['Conditional: if ->', 'an unanchored [a-z]* is found in every text'],
  ['Conditional: if <-', 'an unanchored [a-z]* is found in every text'],
  ['Conditional: then <-', 'an unanchored [a-z]* is found in every text'],
  ['Const ->', 'no text is the constant array: neither accepts anything'],
  ['Const <-', 'no text is the constant array: neither accepts anything'],
  ['String: contentEncoding 2 <-', 'contentEncoding is an annotation'],
  ['String: contentEncoding 3 ->', 'contentEncoding is an annotation'],
  ['String: contentEncoding 3 <-', 'contentEncoding is an annotation'],
  ['String: contentMediaType 2 <-', 'contentMediaType is an annotation'],
  ['String: contentMediaType 3 ->', 'contentMediaType is an annotation'],
  ['String: contentMediaType 3 <-', 'contentMediaType is an annotation'],
  ['String: format 1 <-', 'format is an annotation here'],
  ['String: format 2 ->', 'format is an annotation here'],
  ['String: format 2 <-', 'format is an annotation here'],
  ['String: pattern 1 <-', 'an unanchored [a-z]* is found in every text'],
  ['String: pattern 2 ->', 'an unanchored [A-Z]* is found in every text'],
  ['String: pattern 2 <-', 'an unanchored [A-Z]* is found in every text'],
]);

describe.skipIf(!apicurioIsThere)("Apicurio's compatibility cases (TUNDISH_CONFORMANCE)", () => {
  it('every difference from a label is a proof or a counterexample that ajv confirms', () => {
    const differences = new Map<string, string>();
    const refuted: string[] = [];
    const undecided: string[] = [];
    const milliseconds: number[] = [];
    for (const { name, a, b, label } of apicurioCases()) {
      const started = cpuMilliseconds();
      const result = compareSchemas(a, b, { dialect: 'draft-07' });
      milliseconds.push(cpuMilliseconds() - started);
      if (result.verdict === 'undecided') undecided.push(`${name}: ${result.reason}`);
      if (result.verdict === 'not-contained') {
        const value = result.counterexample;
        const accepted = [a, b].map((schema) =>
          ajvSays(upgradeSchema(schema, 'draft-07').document, value),
        );
        if (accepted[0] === false || accepted[1] === true) refuted.push(name);
        if (label) differences.set(name, `not contained: ${JSON.stringify(value)}`);
      } else if (result.verdict === 'contained' && !label) {
        differences.set(name, 'contained (proved)');
      }
    }
    for (const [name, verdict] of differences) {
      console.log(`${name.padEnd(34)}${verdict.padEnd(32)}${EXPLAINED.get(name) ?? '?'}`);
    }
    milliseconds.sort((x, y) => x - y);
    console.log(
      `${milliseconds.length} directed pairs, ${differences.size} differ from their label, median ${percentile(milliseconds, 0.5).toFixed(3)} ms of CPU, p99 ${percentile(milliseconds, 0.99).toFixed(2)} ms`,
    );
    expect(undecided).toEqual([]);
    expect(refuted).toEqual([]);
    expect([...differences.keys()].sort()).toEqual([...EXPLAINED.keys()].sort());
  });
});
