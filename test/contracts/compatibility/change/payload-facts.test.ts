import { describe, expect, test } from 'vitest';
import { diffPlants } from '../../../../contracts/compatibility/change/diff-plants.ts';
import type { Contract } from '../../../../contracts/model/contract.ts';
import { withLibraries } from '../../../../contracts/source/on-demand.ts';
import { smallPlant } from '../../small-plant.ts';
import { diffOf, edited, only, type Texts, versionOf } from './compared-plants.ts';

const schema = 'products/casting/heat/heat.v1.schema.json';
const contract = 'products/casting/heat/heat.v1.odcs.yaml';

function withMember(member: string): Texts {
  return edited(smallPlant(), schema, '"status": {', `${member}"status": {`);
}

describe('what payload schemas accept', () => {
  test('an optional member of an open object breaks nothing, and is told with its message', async () => {
    const facts = await diffOf(smallPlant(), withMember('"grade": { "type": "string" }, '));
    const fact = only(facts, 'payload-changed');
    expect(fact.backward).toEqual({ verdict: 'contained' });
    expect(fact.forward).toEqual({ verdict: 'contained' });
    expect(fact.undeclared?.forward).toBeUndefined();
    const message = fact.undeclared?.backward as Readonly<Record<string, unknown>>;
    expect(typeof message.grade).not.toBe('string');
    expect(message).toHaveProperty('grade');
  });

  test('a member more than before of a closed object is refused by who knew the object', async () => {
    const closing = (files: Texts) =>
      edited(
        files,
        schema,
        '"required": ["source"',
        '"additionalProperties": false, "required": ["source"',
      );
    const facts = await diffOf(
      closing(smallPlant()),
      closing(withMember('"grade": { "type": "string" }, ')),
    );
    const fact = only(facts, 'payload-changed');
    expect(fact.backward.verdict).toBe('contained');
    expect(fact.forward.verdict).toBe('not-contained');
  });

  test('a message that a second validator does not confirm is no proof', async () => {
    const narrowed = edited(smallPlant(), schema, '["final", "cancelled"]', '["cancelled"]');
    const asked: unknown[] = [];
    const compared = (says: (call: number) => boolean | undefined) => {
      asked.length = 0;
      return diffOf(smallPlant(), narrowed, (_schema, value) => says(asked.push(value)));
    };
    const confirmed = only(await compared((call) => call === 1), 'payload-changed');
    expect(confirmed.backward).toEqual({ verdict: 'not-contained', counterexample: asked[0] });
    expect(asked).toHaveLength(2);
    const denied = only(await compared(() => true), 'payload-changed');
    expect(denied.backward).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('seen otherwise by a second validator'),
    });
    const unseen = only(await compared(() => undefined), 'payload-changed');
    expect(unseen.backward.verdict).toBe('undecided');
  });

  test('a name that is required and not declared hides no break', async () => {
    const asking = edited(
      smallPlant(),
      schema,
      '"required": ["source"',
      '"required": ["z", "source"',
    );
    const narrowed = edited(asking, schema, '["final", "cancelled"]', '["cancelled"]');
    const fact = only(await diffOf(asking, narrowed), 'payload-changed');
    expect(fact.backward.verdict).toBe('not-contained');
  });

  test('where closing leaves no message, all messages are asked about', async () => {
    const marks =
      '"marks": { "type": "array", "minItems": 3, "uniqueItems": true, "items": { "type": "object", "properties": { "k": { "const": 1 } } } }, ';
    const asking = edited(
      withMember(marks),
      schema,
      '"required": ["source"',
      '"required": ["marks", "source"',
    );
    const narrowed = edited(asking, schema, '["final", "cancelled"]', '["cancelled"]');
    const fact = only(await diffOf(asking, narrowed), 'payload-changed');
    expect(fact.backward.verdict).not.toBe('contained');
  });

  test('a clock ends what takes too long: it is undecided, never compatible', async () => {
    const narrowed = edited(smallPlant(), schema, '["final", "cancelled"]', '["cancelled"]');
    let now = 0;
    const hasty = () => {
      now += 10_000;
      return now;
    };
    const [previous, current] = [await versionOf(smallPlant()), await versionOf(narrowed)];
    const facts = await withLibraries(() => diffPlants(previous, current, undefined, hasty));
    expect(only(facts, 'payload-changed').backward.verdict).toBe('undecided');
  });

  test('a format is asserted, as the validators of the plant do', async () => {
    const facts = await diffOf(
      withMember('"at": { "type": "string" }, '),
      withMember('"at": { "type": "string", "format": "date-time" }, '),
    );
    const fact = only(facts, 'payload-changed');
    expect(fact.backward.verdict).toBe('not-contained');
    expect(fact.forward.verdict).toBe('contained');
  });

  test('what is written otherwise and takes the same is a matter of words', async () => {
    const facts = await diffOf(
      smallPlant(),
      edited(
        smallPlant(),
        schema,
        '"enum": ["final", "cancelled"]',
        '"enum": ["cancelled", "final"]',
      ),
    );
    expect(facts).toMatchObject([
      { kind: 'text-changed', what: 'how the payload schema is written' },
    ]);
  });

  test('one message became a list of them', async () => {
    const strand = 'products/casting/strand/strand.v1.schema.json';
    const text = smallPlant()[strand] ?? '';
    const items = text.slice(text.indexOf('"items": ') + 9, text.lastIndexOf('}'));
    const facts = await diffOf(smallPlant(), { ...smallPlant(), [strand]: items });
    expect(only(facts, 'payload-changed')).toMatchObject({
      backward: { verdict: 'not-contained' },
      forward: { verdict: 'not-contained' },
    });
  });
});

describe('modes that hold for every promised version', () => {
  const text = withMember('"mark": { "type": "string" }, ');
  const dropped = smallPlant();
  const number = withMember('"mark": { "type": "integer" }, ');

  const contractOf = async (files: Texts): Promise<Contract> => {
    const { plant } = await versionOf(files);
    const found = plant.products
      .flatMap(({ contracts }) => contracts)
      .find(({ id }) => id === 'heat');
    if (found === undefined) throw new Error('There is no contract heat.');
    return found;
  };

  test('a member that comes back as another type breaks with none of the steps', async () => {
    for (const [before, after] of [
      [text, dropped],
      [dropped, number],
    ] as const) {
      const step = only(await diffOf(before, after), 'payload-changed');
      expect([step.backward.verdict, step.forward.verdict]).toEqual(['contained', 'contained']);
    }
  });

  test('and breaks with the first', async () => {
    const oldest = edited(text, contract, 'version: 1.0.0', 'version: 1.0.1');
    const earlier = new Map([['heat.v1', [await contractOf(oldest), await contractOf(dropped)]]]);
    const previous = await versionOf(dropped);
    const current = { ...(await versionOf(number)), earlier };
    const facts = await withLibraries(() => diffPlants(previous, current));
    const since = facts.filter(
      (fact) => fact.kind === 'payload-changed' && fact.since !== undefined,
    );
    expect(since).toMatchObject([
      {
        since: '1.0.1',
        backward: { verdict: 'not-contained', counterexample: { mark: expect.any(String) } },
        forward: { verdict: 'not-contained' },
      },
    ]);
  });

  test('other modes look at the previous version only', async () => {
    const plain = (files: Texts) => edited(files, contract, 'BACKWARD_TRANSITIVE', 'BACKWARD');
    const earlier = new Map([['heat.v1', [await contractOf(plain(text))]]]);
    const previous = await versionOf(plain(dropped));
    const current = { ...(await versionOf(plain(number))), earlier };
    const facts = await withLibraries(() => diffPlants(previous, current));
    expect(facts.some((fact) => fact.kind === 'payload-changed' && fact.since !== undefined)).toBe(
      false,
    );
  });
});
