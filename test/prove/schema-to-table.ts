/*
 * npm run prove schema-to-table [-- --records 10000 --schemas 200 --per-schema 50]
 *
 * Generated valid messages of every stream of products/, and of synthetic payload schemas over
 * every row of the mapping from payload to tables, through the raw sink and the curated step on
 * PostgreSQL 15 and 18: none is refused, and what the versioned views show is what was sent, digit
 * for digit. JSON Schema also allows texts with NUL or half a surrogate pair, which PostgreSQL
 * cannot hold: they are not generated here, they are quarantined (see the tests of hostile
 * payloads).
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MEMBER_KINDS } from '../support/records/synthetic-schema.ts';
import { postgres15, postgres18 } from '../support/services/services.ts';
import { startHost } from '../support/services/start-host.ts';
import { contractFiles } from './schema-to-table/contract-files.ts';
import {
  type DatasetVerdict,
  type PlantVerdict,
  provePlant,
} from './schema-to-table/prove-plant.ts';
import { type SamePlan, samePlan } from './schema-to-table/same-plan.ts';
import { kindOf, syntheticPlant } from './schema-to-table/synthetic-plant.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000' },
    schemas: { type: 'string', default: '200' },
    'per-schema': { type: 'string', default: '50' },
  },
});

interface Row {
  readonly name: string;
  readonly schemas: number;
  readonly verdicts: readonly DatasetVerdict[];
}

const host = await startHost({ all: false });
try {
  process.exitCode = await prove();
} finally {
  await host.stop();
}

async function prove(): Promise<number> {
  const products = await samePlan(await contractFiles(join(import.meta.dirname, '../..')));
  const synthetic = await samePlan(syntheticPlant(Number(values.schemas)));
  const servers = [postgres15, postgres18];
  const verdicts: PlantVerdict[] = [];
  const rows = new Map<string, Row>();
  for (const database of servers) {
    for (const [same, messages] of [
      [products, Number(values.records)],
      [synthetic, Number(values['per-schema'])],
    ] as const) {
      const [url, sqlUrl] = [(await database())?.url, (await database())?.url];
      if (url === undefined || sqlUrl === undefined) {
        process.stderr.write('This proof needs PostgreSQL 15 and 18.\n');
        return 3;
      }
      const verdict = await provePlant(same.built, url, sqlUrl, messages);
      verdicts.push(verdict);
      for (const dataset of verdict.datasets) {
        const name = same === products ? dataset.dataset : kindOf(dataset.product);
        const row = rows.get(name) ?? { name, schemas: 0, verdicts: [] };
        const first = database === servers[0];
        rows.set(name, {
          name,
          schemas: row.schemas + (first ? 1 : 0),
          verdicts: [...row.verdicts, dataset],
        });
      }
    }
  }
  const order = new Map<string, number>(MEMBER_KINDS.map((kind, index) => [kind, index + 1]));
  const sorted = [...rows.values()].sort(
    (a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0),
  );
  print(sorted);
  return sum([printPlans([products, synthetic]), printFaults(verdicts)]) === 0 ? 0 : 1;
}

function print(rows: readonly Row[]): void {
  const head = [
    'stream or kind of member',
    'schemas',
    'messages',
    'curated',
    'quarantined',
    'SQLSTATE 22/23',
    'rows read',
    'values read',
    'differing',
  ];
  const total = { name: 'all, PostgreSQL 15 and 18', schemas: sum(rows.map((row) => row.schemas)) };
  const table = [...rows, { ...total, verdicts: rows.flatMap((row) => row.verdicts) }].map(
    (row) => [
      row.name,
      row.schemas,
      sum(row.verdicts.map((one) => one.messages)),
      sum(row.verdicts.map((one) => one.curated)),
      sum(row.verdicts.map((one) => one.quarantined)),
      sum(row.verdicts.map((one) => one.refusals.length)),
      sum(row.verdicts.map((one) => one.comparison.rows)),
      sum(row.verdicts.map((one) => one.comparison.values)),
      sum(row.verdicts.map((one) => one.comparison.different)),
    ],
  );
  const widths = head.map((text, column) =>
    Math.max(text.length, ...table.map((row) => String(row[column]).length)),
  );
  for (const row of [head, ...table]) {
    const cells = row.map((cell, column) =>
      column === 0
        ? String(cell).padEnd(widths[column] ?? 0)
        : String(cell).padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ')}\n`);
  }
}

function printPlans(plants: readonly SamePlan[]): number {
  const differing = plants.flatMap((one) => [...one.differingPlans, ...one.differingArtifacts]);
  const bytes = sum(plants.map((one) => one.planBytes));
  const artifacts = sum(plants.map((one) => one.artifacts));
  process.stdout.write(
    `\nPlans from memory, disk and git (${bytes} bytes) and ${artifacts} artifacts generated twice: ${
      differing.length === 0 ? 'identical' : `DIFFERENT: ${differing.slice(0, 5).join(', ')}`
    }\n`,
  );
  return differing.length;
}

function printFaults(verdicts: readonly PlantVerdict[]): number {
  const leftovers = verdicts.flatMap((verdict) => verdict.leftovers);
  process.stdout.write(
    `SQL applied twice and introspected: ${leftovers.length === 0 ? 'equal to the plan' : `${leftovers.length} DIFFERENCES`}\n`,
  );
  const wrong = verdicts.flatMap((verdict) => verdict.datasets).filter((one) => !isExact(one));
  const examples = wrong.flatMap(({ comparison, refusals }) => [
    ...comparison.examples,
    ...new Set(refusals),
  ]);
  for (const line of [...leftovers, ...examples].slice(0, 60)) process.stdout.write(`  ${line}\n`);
  return leftovers.length + wrong.length;
}

function isExact({
  messages,
  curated,
  quarantined,
  refusals,
  comparison,
}: DatasetVerdict): boolean {
  return (
    messages > 0 &&
    curated === messages &&
    quarantined === 0 &&
    refusals.length === 0 &&
    comparison.different === 0
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
