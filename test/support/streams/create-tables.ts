import pg from 'pg';
import { generateSql } from '../../../contracts/generate/sql/generate-sql.ts';
import type { DatasetPlan } from '../../../contracts/plan/plan.ts';

/** Creates the tables of a plan with these datasets, each store in its schema of one database. */
export async function createTables(url: string, datasets: readonly DatasetPlan[]): Promise<void> {
  const artifacts = generateSql(
    {
      formatVersion: 1,
      plant: 'test',
      timeZone: 'Europe/Berlin',
      topicRoot: 'plant',
      datasets,
      grants: [],
    },
    (product) => product,
  );
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const { path, text } of artifacts) {
      if (!path.endsWith('.timescaledb.sql')) await client.query(text);
    }
  } finally {
    await client.end();
  }
}
