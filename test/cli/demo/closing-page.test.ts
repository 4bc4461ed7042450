import { describe, expect, it } from 'vitest';
import { type ClosingFacts, closingPage } from '../../../cli/demo/closing-page.ts';
import { plain } from '../../../cli/render/colours.ts';

const ended: ClosingFacts = {
  books: [],
  sent: new Map(),
  comparisons: [],
  incidents: [],
  heats: [],
  correction: undefined,
  servers: undefined,
  statements: ['SELECT 1'],
  measured: [],
  faults: [],
  next: 'look at a contract',
};

describe('the closing page', () => {
  it('of a demo whose servers end with it names only what works afterwards', () => {
    const page = closingPage(ended, plain).join('\n');
    expect(page).toContain('npm run demo -- --sql "SELECT 1"');
    expect(page).toContain('npm run demo -- --for 30 --keep');
    expect(page).not.toMatch(/(postgresql|mqtt|http):\/\/|^psql/m);
  });

  it('of a demo that stays up says where its servers are, and until when', () => {
    const servers = {
      database: 'postgresql://tundish:secret@127.0.0.1:1/tundish',
      mqtt: 'mqtt://127.0.0.1:2',
      eventMetrics: 'http://127.0.0.1:3/metrics',
      otherMetrics: 'http://127.0.0.1:4/metrics',
    };
    const page = closingPage({ ...ended, servers }, plain).join('\n');
    expect(page).toContain('Where it is, until Ctrl-C');
    for (const url of Object.values(servers)) expect(page).toContain(url);
    expect(page).not.toContain('--keep');
  });
});
