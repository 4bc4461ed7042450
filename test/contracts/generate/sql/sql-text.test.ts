import fc from 'fast-check';
import { parse } from 'libpg-query';
import { describe, expect, it } from 'vitest';
import { createRole } from '../../../../contracts/generate/sql/grant-sql.ts';
import {
  commentLiteral,
  isStorableText,
  lineComment,
  quoteIdentifier,
  quoteLiteral,
  toStorableText,
  utf8Length,
} from '../../../../contracts/plan/sql-text.ts';

const HOSTILE = [
  `"; DROP TABLE raw.heat; --`,
  `'; DROP TABLE raw.heat; --`,
  `\\'; DROP TABLE raw.heat; --`,
  `a\\`,
  `\\x27`,
  `$$; DROP TABLE raw.heat; $$`,
  `$tundish$`,
  `*/ DROP TABLE raw.heat; /*`,
  `line\nDROP TABLE raw.heat;`,
  `line\rDROP TABLE raw.heat;`,
  `line\u2028DROP TABLE raw.heat;`,
  `select`,
  `user`,
  `𝄞clef`,
  `ｆｕｌｌ＂width`,
  `U&"\\0022"`,
  `%I %s`,
  `:'variable'`,
];
const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.stringMatching(/^["'\\$;\-/*\n]{0,20}$/),
);

interface Parsed {
  readonly stmts: readonly { readonly stmt: Record<string, unknown> }[];
}

describe('quoted text, read back by PostgreSQL’s own parser', () => {
  it('is one identifier with the name that went in', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        const fits = name !== '' && isStorableText(name) && utf8Length(name) <= 63;
        if (!fits) {
          expect(() => quoteIdentifier(name)).toThrow(RangeError);
          return;
        }
        const parsed = (await parse(`SELECT ${quoteIdentifier(name)}`)) as Parsed;
        expect(parsed.stmts).toHaveLength(1);
        expect(JSON.stringify(parsed)).toContain(JSON.stringify({ String: { sval: name } }));
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  it('is one literal with the text that went in', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        if (!isStorableText(value)) {
          expect(() => quoteLiteral(value)).toThrow(RangeError);
          return;
        }
        const parsed = (await parse(`SELECT ${quoteLiteral(value)}`)) as Parsed;
        expect(parsed.stmts).toHaveLength(1);
        expect(JSON.stringify(parsed)).toContain(`"sval":{"sval":${JSON.stringify(value)}}`);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  it('stays inside its comment', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const parsed = (await parse(`${lineComment(value)}\nSELECT 1`)) as Parsed;
        expect(parsed.stmts).toHaveLength(1);
        expect(Object.keys(parsed.stmts[0]?.stmt ?? {})).toEqual(['SelectStmt']);
        const commented = (await parse(`COMMENT ON TABLE t IS ${commentLiteral(value)}`)) as Parsed;
        expect(commented.stmts).toHaveLength(1);
        if (value !== '') {
          const kept = JSON.stringify(toStorableText(value));
          expect(JSON.stringify(commented)).toContain(`"comment":${kept}`);
        }
      }),
      { seed: 13, numRuns: 1000 },
    );
  });

  it('is one statement where a role’s name stands inside a block', async () => {
    for (const name of HOSTILE.filter((one) => utf8Length(one) <= 63)) {
      const parsed = (await parse(createRole(name))) as Parsed;
      expect(parsed.stmts.map(({ stmt }) => Object.keys(stmt))).toEqual([['DoStmt']]);
    }
  });
});
