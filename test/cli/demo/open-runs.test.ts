import { describe, expect, it } from 'vitest';
import { openRuns } from '../../../cli/demo/models/open-runs.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';

describeWith('PostgreSQL 15', 'the models of the demo', () => {
  it('compute nothing twice, also after a restart, and nothing that is on its way', async () => {
    const store = postgresStore((await postgres15())?.url ?? '', { poolMax: 1 });
    try {
      await store.query({
        text: 'CREATE TEMPORARY TABLE result (heat_id text, heat_revision bigint)',
      });
      await store.query({ text: `INSERT INTO result VALUES ('H1', 1), ('H1', 1), ('H2', 1)` });
      const keys = [
        ['H1', '1'],
        ['H1', '2'],
        ['H3', '1'],
      ];
      const runs = openRuns(store, 'result', ['heat_id', 'heat_revision']);
      expect(await runs.among(keys)).toEqual(new Set(['H1/2', 'H3/1']));
      runs.sent(['H1', '2']);
      expect(await runs.among(keys)).toEqual(new Set(['H3/1']));
      await store.query({ text: `INSERT INTO result VALUES ('H1', 2)` });
      const restarted = openRuns(store, 'result', ['heat_id', 'heat_revision']);
      expect(await restarted.among(keys)).toEqual(new Set(['H3/1']));
    } finally {
      await store.close();
    }
  });
});

describe('a run', () => {
  it('that has nothing to compute asks nothing', async () => {
    const nobody = openRuns({} as Parameters<typeof openRuns>[0], 'result', ['heat_id']);
    expect(await nobody.among([])).toEqual(new Set());
  });
});
