import { describe, expect, it } from 'vitest';
import { smallPlant } from '../../small-plant.ts';
import { edited } from '../change/compared-plants.ts';
import { heat, judgedFiles, told } from './judged-plants.ts';

const files = smallPlant();
const tags = 'products/casting/strand/tags.csv';
const row = 'casting_speed,CS,Speed of the strand,m/min,0,2.5,PT1S,\n';
const later = 'casting_speed,VC,Speed of the strand,m/min,0,2.5,PT1S,2027-01-01T00:00:00Z\n';

describe('a tag register', () => {
  it('that samples a tag less often breaks who reads it', async () => {
    const verdict = await judgedFiles(files, edited(files, tags, ',PT1S,', ',PT10S,'));
    expect(told(verdict)).toEqual(['error sampling-sparser strand.v1/strand.casting_speed']);
  });

  it('in which a name was edited in place refuses the samples under the old one', async () => {
    const { findings } = await judgedFiles(files, edited(files, tags, ',CS,', ',CX,'));
    expect(findings).toMatchObject([
      {
        rule: 'tag-alias-removed',
        severity: 'error',
        message: expect.stringContaining("the name 'CS' of the tag 'casting_speed' is in no row"),
        hint: expect.stringContaining("keep the row with 'CS', and add one with valid_from"),
      },
    ]);
  });

  it('that gains a row with a new name keeps the old one', async () => {
    const both = edited(files, tags, row, row + later);
    const verdict = await judgedFiles(files, both);
    expect(told(verdict).filter((each) => !each.includes('version-bump'))).toEqual([]);
    expect(told(await judgedFiles(both, edited(both, tags, row, '')))).toContain(
      'error tag-alias-removed strand.v1/strand.casting_speed',
    );
  });
});

describe('a version', () => {
  const from = (version: string) => edited(files, heat, 'version: 1.0.0', `version: ${version}`);

  it.each([
    ['1.0.1', '1.0.0'],
    ['1.0.1', '1.0.1-rc.1'],
    ['1.0.1-rc.2', '1.0.1-rc.1'],
    ['1.0.1-rc.10', '1.0.1-rc.9'],
  ])('does not go back from %s to %s', async (before, after) => {
    expect(told(await judgedFiles(from(before), from(after)))).toEqual([
      'error version-lowered heat.v1',
    ]);
  });

  it('goes on from a prerelease to the release', async () => {
    expect(told(await judgedFiles(from('1.0.1-rc.9'), from('1.0.1')))).toEqual([]);
  });
});
