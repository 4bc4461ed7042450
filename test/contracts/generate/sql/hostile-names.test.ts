import { expect, it } from 'vitest';
import { postgresStore } from '../../../../connectors/postgres/postgres-store.ts';
import { generateSql } from '../../../../contracts/generate/sql/generate-sql.ts';
import { planPlant } from '../../../../contracts/plan/plan-plant.ts';
import { nameCollisions, relationsOf } from '../../../../contracts/plan/relations.ts';
import { applyPlan } from '../../../../deploy/database/apply-plan.ts';
import { describeWith, postgres15, postgres18 } from '../../../support/services/services.ts';
import {
  contract,
  eventDataset,
  field,
  plant,
  product,
  validators,
} from '../../plan/example-plant.ts';

const HOSTILE = [
  `"; DROP SCHEMA public CASCADE; --`,
  `'; CREATE TABLE public.escaped (x int); --`,
  `\\'; CREATE TABLE public.escaped (x int); --`,
  `$$; CREATE TABLE public.escaped (x int); $$`,
  `$tundish$; CREATE TABLE public.escaped (x int); --`,
  `*/ CREATE TABLE public.escaped (x int); /*`,
  `x\nCREATE TABLE public.escaped (x int);`,
  `select`,
  `xmin`,
  `_tx`,
  `nul\0byte`,
  `half\ud800pair`,
  `𝄞`.repeat(40),
  `n`.repeat(200),
  ``,
];

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `hostile contracts on ${server}`, () => {
    it('make the tables that the plan names and nothing else', async () => {
      const fields = HOSTILE.map((text) =>
        field(
          text,
          { kind: 'string', values: [text, 'fine'] },
          { description: text, unit: { code: text } },
        ),
      );
      const arrays = HOSTILE.map((text) =>
        field(`${text}[]`, { kind: 'array', items: { kind: 'object', fields } }),
      );
      const products = HOSTILE.map((text, index) => {
        const name = text === '' ? 'empty' : `${index}${text}`;
        const union = field('u', {
          kind: 'union',
          discriminator: text,
          branches: [
            { value: text, fields },
            { value: 'other', fields: [field('z', 'number')] },
          ],
        });
        return product(name, [
          contract(name, 1, [
            eventDataset(name, [...fields, ...arrays.slice(index, index + 1), union], {
              key: [],
              change: 'revise',
              description: text,
            }),
          ]),
        ]);
      });
      const plan = planPlant(plant(products), validators);
      expect(nameCollisions(plan)).toEqual([]);
      const database = await newDatabase();
      const store = postgresStore(database?.url ?? '');
      try {
        for (const artifact of generateSql(plan, () => 'products/x')) {
          if (!artifact.path.includes('timescaledb')) await store.query({ text: artifact.text });
        }
        const stores = { raw: store, metrics: store, curated: store, business: store };
        const now = Date.parse('2026-03-15T12:00:00Z');
        const result = await applyPlan(plan, stores, { now });
        expect(result.refusals).toEqual([]);
        expect(result.additions.filter((change) => change.kind !== 'partition')).toEqual([]);
        const made = await store.query<{ name: string }>({
          text: `SELECT n.nspname || '.' || c.relname AS name
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                   AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition`,
        });
        expect(made.map((row) => row.name).sort()).toEqual(
          relationsOf(plan)
            .map((relation) => `${relation.store}.${relation.name}`)
            .sort(),
        );
        const schemas = await store.query({
          text: `SELECT 1 FROM pg_namespace WHERE nspname = 'public'`,
        });
        expect(schemas).toHaveLength(1);
      } finally {
        await store.close();
      }
    }, 120_000);
  });
}
