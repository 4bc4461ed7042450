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
  servers: {
    database: 'postgresql://tundish:secret@127.0.0.1:1/tundish',
    mqtt: 'mqtt://127.0.0.1:2',
    eventMetrics: 'http://127.0.0.1:3/metrics',
    otherMetrics: 'http://127.0.0.1:4/metrics',
  },
  kept: false,
  statements: ['SELECT 1'],
  measured: [],
  faults: [],
  next: 'look at a contract',
};

describe('the closing page', () => {
  it('of a demo whose servers end with it says so, and how to keep them', () => {
    const page = closingPage(ended, plain).join('\n');
    expect(page).toContain('npm run demo -- --sql "SELECT 1"');
    expect(page).toMatch(/Where it was until now; .* npm run demo -- --for 30 --keep/);
    for (const url of Object.values(ended.servers)) expect(page).toContain(url);
  });

  it('of a demo that stays up says where its servers are, and until when', () => {
    const page = closingPage({ ...ended, kept: true }, plain).join('\n');
    expect(page).toContain('Where it is, until Ctrl-C');
    for (const url of Object.values(ended.servers)) expect(page).toContain(url);
    expect(page).not.toContain('--keep');
  });
});
