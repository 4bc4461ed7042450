import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { generateValidator } from '../../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../../contracts/generate/validator/violation.ts';
import { loadModule } from '../../../support/load-module.ts';
import { mutateValue } from '../../../support/records/mutate-value.ts';
import { randomSource } from '../../../support/records/random-source.ts';
import { recordGenerator } from '../../../support/records/record-generator.ts';
import { MEMBER_KINDS, syntheticSchema } from '../../../support/records/synthetic-schema.ts';

/** Formats by other means than ours: fields read one by one, the calendar left to Date. */
const isDate = (text: string): boolean => {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};
const isTime = (text: string): boolean => {
  const match = /^(\d\d):(\d\d):(\d\d)(\.\d+)?(?:z|[+-](\d\d):(\d\d))$/i.exec(text);
  if (match === null) return false;
  const [hour, minute, second, , offsetHour = 0, offsetMinute = 0] = match.slice(1).map(Number);
  return (
    [hour, offsetHour].every((part) => Number(part || 0) < 24) &&
    [minute, second, offsetMinute].every((part) => Number(part || 0) < 60)
  );
};

function ajv(): Ajv2020 {
  const instance = new Ajv2020({
    strict: false,
    ownProperties: true,
    unicodeRegExp: true,
    // Without it ajv divides in binary and refuses 8.19 as a multiple of 0.01.
    multipleOfPrecision: 9,
  });
  instance.addFormat('date', isDate);
  instance.addFormat('time', isTime);
  instance.addFormat(
    'date-time',
    (text: string) => /^.{10}t/i.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11)),
  );
  instance.addFormat(
    'uuid',
    (text: string) =>
      text
        .split('-')
        .map((part) => part.length)
        .join() === '8,4,4,4,12' && /^[\da-f-]+$/i.test(text),
  );
  return instance;
}

/** ajv's deep comparison calls a member `toString` of the message as if it were a function. */
function verdict(validate: (value: unknown) => unknown, value: unknown): boolean | 'crashed' {
  try {
    return validate(value) === true;
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('toString')) return 'crashed';
    throw error;
  }
}

describe('a second opinion', () => {
  it('ajv and our validators agree on 20,000 random messages, valid and damaged', async () => {
    const disagreements: string[] = [];
    let valid = 0;
    let invalid = 0;
    let crashed = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const schema = syntheticSchema(seed);
      const generated = generateValidator(schema, { formats: 'assert' });
      expect(generated.problems).toEqual([]);
      const ours = (await loadModule(generated.source)).validate as Validate;
      const theirs = ajv().compile(schema as object);
      const next = recordGenerator(schema, seed);
      const random = randomSource(seed);
      for (let round = 0; round < 100; round += 1) {
        const record = next();
        const damaged = mutateValue(record.value, random);
        for (const [value, mustBeValid] of [
          [record.value, true],
          [damaged, false],
        ] as const) {
          const violations = ours(value);
          const theirVerdict = verdict(theirs, value);
          if (violations === null) valid += 1;
          else invalid += 1;
          const fallback =
            violations?.some(({ message }) => message.includes('JSON cannot express')) === true;
          if (theirVerdict === 'crashed') {
            crashed += 1;
            continue;
          }
          if (
            (violations === null) !== theirVerdict ||
            fallback ||
            (mustBeValid && !theirVerdict)
          ) {
            disagreements.push(
              `seed ${seed}: ours ${JSON.stringify(violations)}, ajv ${JSON.stringify(theirs.errors)}: ${JSON.stringify(value).slice(0, 400)}`,
            );
          }
        }
      }
    }
    console.log(
      `${valid} valid, ${invalid} invalid, ${crashed} times ajv crashed on a member named toString, ${disagreements.length} disagreements`,
    );
    for (const text of disagreements.slice(0, 10)) console.log(text);
    expect(disagreements).toEqual([]);
    expect(valid + invalid).toBe(20_000);
    expect(invalid).toBeGreaterThan(4_000);
  }, 120_000);

  it('synthetic schemas cover every row of the mapping', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 30; seed += 1) {
      for (const [name] of JSON.stringify(syntheticSchema(seed)).matchAll(
        /(?<=m\d+_)[a-z_]+(?=")/g,
      )) {
        seen.add(name.replaceAll('_', '-'));
      }
    }
    expect([...MEMBER_KINDS].filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it('the same seed gives the same schema and the same messages, with digits beyond a double', () => {
    expect(syntheticSchema(7)).toEqual(syntheticSchema(7));
    const schema = { type: 'array', items: { type: 'number' }, minItems: 50 };
    const { text } = recordGenerator(schema, 3)();
    expect(recordGenerator(schema, 3)().text).toBe(text);
    expect(text).toMatch(/\d\.\d{18}/);
    expect(text).not.toContain('\\u0000');
  });
});
