import { beforeAll, describe, expect, it } from 'vitest';
import type { ChangeFact } from '../../../../contracts/compatibility/change/change-fact.ts';
import type { PlantVersion } from '../../../../contracts/compatibility/change/plant-version.ts';
import type { CompatibilityMode } from '../../../../contracts/model/dataset.ts';
import { versionOf } from '../change/compared-plants.ts';
import { bodies, everyFact, factOf } from './every-fact.ts';
import { judged, promising } from './judged-plants.ts';

const modes: readonly CompatibilityMode[] = [
  'NONE',
  'BACKWARD',
  'FORWARD',
  'FULL',
  'BACKWARD_TRANSITIVE',
  'FORWARD_TRANSITIVE',
  'FULL_TRANSITIVE',
];

/** Which mode refuses all that another refuses. */
const within: readonly (readonly [CompatibilityMode, CompatibilityMode])[] = [
  ['NONE', 'BACKWARD'],
  ['NONE', 'FORWARD'],
  ['BACKWARD', 'FULL'],
  ['FORWARD', 'FULL'],
  ['BACKWARD', 'BACKWARD_TRANSITIVE'],
  ['FORWARD', 'FORWARD_TRANSITIVE'],
  ['FULL', 'FULL_TRANSITIVE'],
  ['BACKWARD_TRANSITIVE', 'FULL_TRANSITIVE'],
  ['FORWARD_TRANSITIVE', 'FULL_TRANSITIVE'],
];

/** Each fact beside each pair of payload verdicts, and against an older version too. */
function cases(): readonly (readonly ChangeFact[])[] {
  const payloads = bodies['payload-changed'].map((body) => factOf(body));
  const older = payloads.map((fact) => ({ ...fact, since: '1.0.0' }) as ChangeFact);
  const alone = [...everyFact(), ...older].map((fact) => [fact]);
  const decided = bodies['payload-changed']
    .filter((body) => ![body.backward.verdict, body.forward.verdict].includes('undecided'))
    .map((body) => factOf(body));
  const beside = everyFact().flatMap((fact) => decided.map((payload) => [fact, payload]));
  return [...alone, ...beside, ...payloads.flatMap((a) => older.map((b) => [a, b]))];
}

const versions = new Map<CompatibilityMode, PlantVersion>();
const refused = new Map<CompatibilityMode, readonly ReadonlySet<string>[]>();

beforeAll(async () => {
  for (const mode of modes) {
    const version = await versionOf(promising(mode));
    versions.set(mode, version);
    refused.set(
      mode,
      cases().map((facts) => {
        const { findings } = judged(facts, version);
        const errors = findings.filter(({ severity }) => severity === 'error');
        return new Set(errors.map(({ rule, subject }) => `${rule} ${subject}`));
      }),
    );
  }
}, 60_000);

const of = (mode: CompatibilityMode) => refused.get(mode) ?? [];
const differ = (a: CompatibilityMode, b: CompatibilityMode) =>
  of(a).filter((errors, index) => [...(of(b)[index] ?? [])].some((error) => !errors.has(error)))
    .length;

describe('the modes, over facts of every kind and every verdict about payloads', () => {
  it.each(within)('%s refuses nothing that %s allows, and they differ', (smaller, larger) => {
    const allowed = of(smaller).flatMap((errors, index) =>
      [...errors].filter((error) => of(larger)[index]?.has(error) !== true),
    );
    // A version that is not raised counts where no break stands before it.
    expect(allowed.filter((error) => !error.startsWith('version-bump-missing'))).toEqual([]);
    expect(differ(smaller, larger)).toBeGreaterThan(0);
  });

  it('BACKWARD and FORWARD each refuse what the other allows', () => {
    expect(differ('BACKWARD', 'FORWARD')).toBeGreaterThan(0);
    expect(differ('FORWARD', 'BACKWARD')).toBeGreaterThan(0);
  });

  it('only a TRANSITIVE mode hears of an older version', () => {
    const [, narrowed] = bodies['payload-changed'].filter(
      ({ backward, forward }) =>
        backward.verdict === 'not-contained' || forward.verdict === 'not-contained',
    );
    const body = bodies['payload-changed'].find(
      ({ backward, forward }) =>
        backward.verdict === 'not-contained' && forward.verdict === 'contained',
    );
    if (body === undefined || narrowed === undefined) throw new Error('The table lacks a case.');
    const fact = { ...factOf(body), since: '1.0.0' } as ChangeFact;
    const told = (mode: CompatibilityMode) => {
      const version = versions.get(mode);
      return version === undefined ? [] : judged([fact], version).findings;
    };
    expect(told('BACKWARD')).toEqual([]);
    expect(told('FORWARD_TRANSITIVE')).toEqual([]);
    expect(told('BACKWARD_TRANSITIVE')).toMatchObject([
      { rule: 'payload-narrowed', severity: 'error', message: expect.stringContaining('1.0.0') },
    ]);
  });

  it('NONE makes no change of a contract an error but a version that is not raised and an end too early', () => {
    const rules = new Set(
      of('NONE').flatMap((errors) => [...errors].map((one) => one.split(' ')[0])),
    );
    expect([...rules].sort()).toEqual([
      'calendar-removed',
      'contract-removed-early',
      'major-without-end',
      'plant-zone-changed',
      'topic-root-changed',
      'version-bump-missing',
    ]);
  });
});
