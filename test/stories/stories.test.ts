import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateText } from '../../cli/gate/render/gate-text.ts';
import { runGate } from '../../cli/gate/run-gate.ts';
import { plain } from '../../cli/render/colours.ts';
import { storyNames, storySide } from './story-plants.ts';

/**
 * Each folder tells one change: `story.md` in a sentence, `before` and `after` the files that differ,
 * `expected.txt` all that a person sees. `npx vitest run test/stories -u` writes what is seen now.
 */
describe('the change stories', () => {
  it('are twenty or more', () => {
    expect(storyNames.length).toBeGreaterThanOrEqual(20);
  });

  it.each(storyNames)('%s is told as a person reads it', async (name) => {
    const [before, after] = [await storySide(name, 'before'), await storySide(name, 'after')];
    const result = await runGate({
      base: {
        files: before.files,
        revision: { name: 'main', commit: '1'.repeat(40), isMergeBase: true },
      },
      head: {
        files: after.files,
        revision: { name: 'change', commit: '2'.repeat(40), isMergeBase: false },
      },
      today: '2026-11-26',
      isChanged: async (path) => before.texts[path] !== after.texts[path],
    });
    const text = gateText(result, {
      sourceText: (path) => after.texts[path],
      colours: plain,
      failOn: 'error',
    });
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, name, 'expected.txt'));
  });
});
