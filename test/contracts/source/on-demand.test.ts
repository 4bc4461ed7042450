import { describe, expect, it } from 'vitest';
import { onDemand, withLibraries } from '../../../contracts/source/on-demand.ts';

/** A library of one word that tells how often it was loaded. */
function word(text: string) {
  const loads: string[] = [];
  const said = onDemand(async () => {
    loads.push(text);
    return text;
  });
  return { said, loads };
}

describe('work that may need a library', () => {
  it('starts anew with each library that it asks for, and loads each once', async () => {
    const heat = word('heat');
    const slab = word('slab');
    let starts = 0;
    const work = () => {
      starts += 1;
      return `${heat.said()} ${slab.said()} ${heat.said()}`;
    };
    expect(await withLibraries(work)).toBe('heat slab heat');
    expect(starts).toBe(3);
    expect(await withLibraries(work)).toBe('heat slab heat');
    expect([starts, heat.loads, slab.loads]).toEqual([4, ['heat'], ['slab']]);
  });

  it('loads nothing that it does not ask for', async () => {
    const { said, loads } = word('heat');
    expect(await withLibraries(() => 1)).toBe(1);
    expect(loads).toEqual([]);
    await said.load();
    expect(said()).toBe('heat');
  });

  it('fails as the work or the loading fails', async () => {
    const missing = onDemand(() => Promise.reject(new Error('not installed')));
    await expect(withLibraries(() => missing())).rejects.toThrow('not installed');
    const work = () => {
      throw new Error('wrong');
    };
    await expect(withLibraries(work)).rejects.toThrow('wrong');
  });

  it('says so where nobody would load it', () => {
    expect(() => word('heat').said()).toThrow('outside of withLibraries');
  });
});
