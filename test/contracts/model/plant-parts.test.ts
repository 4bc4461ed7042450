import { describe, expect, it } from 'vitest';
import { readPlant } from '../../../contracts/read-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { findingsOf, type Mistake } from './finding-of.ts';
import { processPlant } from './process-plant.ts';

type Case = readonly [sentence: string, mistake: Omit<Mistake, 'file'>];

function told(file: string, cases: readonly Case[]): void {
  it.each(cases)('%s', async (_, mistake) => {
    const findings = await findingsOf({ file, ...mistake });
    const own = findings.find((each) => each.rule === mistake.rule);
    expect(findings.map(({ rule }) => rule)).toContain(mistake.rule);
    expect(own?.message).toContain(mistake.says);
    expect(own?.text).toContain(mistake.line);
    if (mistake.hint !== undefined) expect(own?.hint).toContain(mistake.hint);
  });
}

describe('a calendar', () => {
  it('has days, shifts and the planned stops of its file in their order', async () => {
    const { plant, findings } = await readPlant(memoryFiles(processPlant()));
    expect(findings).toEqual([]);
    expect(plant?.calendars).toMatchObject([
      {
        from: '2025-01-01',
        until: '2027-12-31',
        shifts: [{ name: 'early' }, { name: 'late' }, { name: 'night', start: '22:00' }],
        stops: {
          kind: 'file',
          path: 'calendars/stops.csv',
          stops: [{ reason: 'Relining, both furnaces' }, { reason: 'Christmas' }],
        },
      },
    ]);
  });

  it('may take its stops from a view', async () => {
    const files = processPlant();
    const text = (files['plant.yaml'] ?? '').replace('calendars/stops.csv', 'curated.stop_v1');
    const { plant } = await readPlant(memoryFiles({ ...files, 'plant.yaml': text }));
    expect(plant?.calendars[0]?.stops).toEqual({ kind: 'view', view: 'curated.stop_v1' });
  });

  told('plant.yaml', [
    [
      'that begins also ends',
      {
        find: '    until: 2027-12-31\n',
        put: '',
        rule: 'calendar-refused',
        says: "'from' and no 'until'",
        line: 'from: 2025-01-01',
      },
    ],
    [
      'does not end before it begins',
      {
        find: 'until: 2027-12-31',
        put: 'until: 2024-12-31',
        rule: 'calendar-refused',
        says: 'before it begins',
        line: '2024-12-31',
      },
    ],
    [
      'holds for 20 years at most',
      {
        find: 'until: 2027-12-31',
        put: 'until: 2047-12-31',
        rule: 'calendar-refused',
        says: 'more than 20 years',
        line: '2047-12-31',
      },
    ],
    [
      'has days that exist',
      {
        find: 'until: 2027-12-31',
        put: 'until: 2027-02-30',
        rule: 'value-not-allowed',
        says: 'expected is a day',
        line: '2027-02-30',
      },
    ],
    [
      'holds in years that a plant can mean',
      {
        find: 'from: 2025-01-01\n    until: 2027-12-31',
        put: 'from: 0001-01-01\n    until: 0001-12-31',
        rule: 'calendar-refused',
        says: 'a calendar holds in the years 1900 to 2200',
        line: '0001-01-01',
      },
    ],
    [
      'that has stops says for which days it holds',
      {
        find: '    from: 2025-01-01\n    until: 2027-12-31\n',
        put: '',
        rule: 'calendar-refused',
        says: 'does not say for which days',
        line: 'stops:',
      },
    ],
    [
      'names each shift once',
      {
        find: 'name: late',
        put: 'name: early',
        rule: 'said-twice',
        says: "the shift 'early' stands twice",
        line: 'start: "14:00"',
      },
    ],
    [
      'begins its day with its first shift',
      {
        find: '{ name: early, start: "06:00" }',
        put: '{ name: early, start: "05:00" }',
        rule: 'calendar-refused',
        says: 'the first shift begins at 05:00',
        line: '05:00',
      },
    ],
    [
      'lists shifts in the order of the day',
      {
        find: '      - { name: late, start: "14:00" }\n      - { name: night, start: "22:00" }\n',
        put: '      - { name: night, start: "22:00" }\n      - { name: late, start: "14:00" }\n',
        rule: 'calendar-refused',
        says: "the shift 'late' at 14:00",
        line: 'name: late',
      },
    ],
    [
      'names keys that are known',
      {
        find: '    shifts:',
        put: '    shfits:',
        rule: 'unknown-key',
        says: "'shfits' is no key",
        line: 'shfits',
        hint: "did you mean 'shifts'?",
      },
    ],
    [
      'has stops that are a table or a view',
      {
        find: 'calendars/stops.csv',
        put: 'planned_stop',
        rule: 'value-not-allowed',
        says: 'neither a file nor a view',
        line: 'stops: planned_stop',
      },
    ],
    [
      'names a file that is there',
      {
        find: 'calendars/stops.csv',
        put: 'calendars/halts.csv',
        rule: 'file-missing',
        says: 'calendars/halts.csv',
        line: 'halts.csv',
      },
    ],
  ]);
});

describe('planned stops', () => {
  told('calendars/stops.csv', [
    [
      'have times with offset',
      {
        find: '2025-12-24T14:00:00+01:00',
        put: '2025-12-24T14:00:00',
        rule: 'calendar-refused',
        says: 'is no time with offset',
        line: 'Christmas',
      },
    ],
    [
      'end after they start',
      {
        find: '2025-12-27T06:00:00+01:00',
        put: '2025-12-24T06:00:00+01:00',
        rule: 'calendar-refused',
        says: 'does not end after it starts',
        line: 'Christmas',
      },
    ],
    [
      'do not overlap',
      {
        find: '2025-07-15T06:00:00+02:00',
        put: '2025-12-25T06:00:00+02:00',
        rule: 'calendar-refused',
        says: 'before the one of line 3 ends',
        line: 'Christmas',
      },
    ],
    [
      'have a reason',
      {
        find: 'Christmas',
        put: '',
        rule: 'calendar-refused',
        says: 'needs a reason',
        line: '2025-12-24',
      },
    ],
    [
      'are in columns of their names',
      {
        find: 'reason',
        put: 'raeson',
        rule: 'unknown-key',
        says: "'raeson' is no column",
        line: 'raeson',
        hint: "did you mean 'reason'?",
      },
    ],
  ]);

  it('are 5,000 at most', async () => {
    const day = (index: number) => new Date(Date.UTC(2020, 0, 1) + index * 3_600_000).toISOString();
    const rows = Array.from({ length: 5_001 }, (_, at) => `${day(at)},${day(at + 1)},x`);
    const table = ['starts_at,ends_at,reason', ...rows].join('\n');
    const { findings } = await readPlant(
      memoryFiles({ ...processPlant(), 'calendars/stops.csv': table }),
    );
    expect(findings).toMatchObject([{ rule: 'calendar-refused', place: { line: 5_002 } }]);
  });
});

describe('a file set', () => {
  const manifest = 'products/casting/surface/surface.csv';

  it('has the columns of its manifest as fields, and what lies in its folder', async () => {
    const { plant } = await readPlant(memoryFiles(processPlant()));
    const dataset = plant?.products.find(({ id }) => id === 'surface')?.contracts[0]?.datasets[0];
    expect(dataset?.fields.map(({ name }) => name)).toEqual([
      'path',
      'bytes',
      'sha256',
      'media_type',
      'slab_id',
      'taken_at',
    ]);
    expect(dataset?.fields[0]?.description).toBe("One image of a slab's upper side.");
    expect(dataset?.key).toEqual(['path']);
    expect(dataset?.source).toMatchObject({
      kind: 'files',
      entries: [
        ['a.txt', '5', expect.any(String), 'text/plain', 'S1', '2025-03-10T04:00:00Z'],
        ['b.txt', '5', expect.any(String), 'text/plain', 'S2', null],
      ],
      stored: [
        { path: 'a.txt', bytes: 5, sha256: expect.stringMatching(/^2cf24dba/) },
        { path: 'b.txt', bytes: 5 },
      ],
    });
  });

  it('may lie where only environments know', async () => {
    const files = processPlant();
    const path = 'products/casting/surface/surface.v1.odcs.yaml';
    const text = (files[path] ?? '').replace('./images', 'surface-archive');
    const { plant, findings } = await readPlant(memoryFiles({ ...files, [path]: text }));
    expect(findings).toEqual([]);
    const dataset = plant?.products.find(({ id }) => id === 'surface')?.contracts[0]?.datasets[0];
    expect(dataset?.source).not.toHaveProperty('stored');
  });

  told(manifest, [
    [
      'has a checksum in each row',
      {
        find: '2cf24dba5fb0a30e',
        put: '2CF24DBA5FB0A30E',
        rule: 'manifest-refused',
        says: "'sha256' is",
        line: 'a.txt',
      },
    ],
    [
      'has each file once',
      {
        find: 'b.txt,S2',
        put: 'a.txt,S2',
        rule: 'manifest-refused',
        says: "the file 'a.txt' stands in line 2 too",
        line: 'a.txt,S1',
      },
    ],
    [
      'has no path that leaves the folder',
      {
        find: 'b.txt',
        put: '../b.txt',
        rule: 'manifest-refused',
        says: 'expected is a path below the folder',
        line: '../b.txt',
      },
    ],
    [
      'has a value where one is required',
      {
        find: 'a.txt,S1',
        put: 'a.txt,',
        rule: 'manifest-refused',
        says: "'slab_id' is empty",
        line: 'a.txt',
      },
    ],
    [
      'has the columns that the contract describes',
      {
        find: 'taken_at',
        put: 'taken',
        rule: 'value-missing',
        says: "no column 'taken_at'",
        line: 'path,slab_id',
      },
    ],
    [
      'has values of their types',
      {
        find: '2025-03-10T04:00:00Z',
        put: '10.03.2025',
        rule: 'manifest-refused',
        says: 'expected is a time with offset',
        line: '10.03.2025',
      },
    ],
  ]);

  it('does not share its manifest with another set, and its majors may', async () => {
    const files = processPlant();
    const path = 'products/casting/surface/surface.v1.odcs.yaml';
    const first = files[path] ?? '';
    const second = first.replace('version: 1.0.0', 'version: 2.0.0');
    const majors = { ...files, [path.replace('v1', 'v2')]: second };
    expect((await readPlant(memoryFiles(majors))).findings).toEqual([]);
    const other = first.replace('- name: surface', '- name: surface_other');
    const sets = {
      ...files,
      [path]: first + other.slice(other.indexOf('  - name: surface_other')),
    };
    expect((await readPlant(memoryFiles(sets))).findings).toMatchObject([
      { rule: 'said-twice', message: expect.stringContaining("'surface.surface' already") },
    ]);
  });

  told('products/casting/surface/surface.v1.odcs.yaml', [
    [
      'names a folder that is there',
      {
        find: './images',
        put: './image',
        rule: 'file-missing',
        says: 'there is no folder products/casting/surface/image',
        line: './image',
      },
    ],
    [
      'does not leave the repository',
      {
        find: './images',
        put: '../../../../etc',
        rule: 'path-refused',
        says: 'leads out of the repository',
        line: 'etc',
      },
    ],
    [
      'says by a dot that a folder lies beside the contract',
      {
        find: './images',
        put: 'images/raw',
        rule: 'value-not-allowed',
        says: 'neither a path nor a name',
        line: 'images/raw',
        hint: './images/raw',
      },
    ],
    [
      'has a path for a text',
      {
        find: 'logicalType: string\n        description: One image',
        put: 'logicalType: integer\n        description: One image',
        rule: 'field-type-differs',
        says: "'path' of a manifest is string",
        line: 'manifest: surface.csv',
      },
    ],
  ]);
});

describe('a product', () => {
  it('is data where it says nothing, and a component with its parts where it says so', async () => {
    const { plant } = await readPlant(memoryFiles(processPlant()));
    expect(plant?.products).toMatchObject([
      {
        kind: 'model',
        component: {
          source: './tracking.ts',
          artifact: 'slab-tracking:2.3.1',
          makes: ['slab'],
          measured: [{ value: '0.012' }, { name: 'AUC', value: '0.91' }],
        },
      },
      { kind: 'files' },
    ]);
  });

  told('products/casting/slab/product.odps.yaml', [
    [
      'is of a kind that is known',
      {
        find: 'kind: model',
        put: 'kind: modell',
        rule: 'value-not-allowed',
        says: "'kind' is 'modell'",
        line: 'modell',
        hint: "did you mean 'model'?",
      },
    ],
    [
      'names no host',
      {
        find: 'slab-tracking:2.3.1',
        put: 'images.example:5000/slab-tracking:2.3.1',
        rule: 'value-not-allowed',
        says: 'names a host',
        line: 'images.example',
        hint: 'write slab-tracking:2.3.1',
      },
    ],
    [
      'names an artifact with its version',
      {
        find: 'slab-tracking:2.3.1',
        put: 'slab-tracking',
        rule: 'value-not-allowed',
        says: 'no name with a version',
        line: 'slab-tracking',
      },
    ],
    [
      'names a source that is there',
      {
        find: './tracking.ts',
        put: './trakcing.ts',
        rule: 'file-missing',
        says: 'trakcing.ts',
        line: 'trakcing.ts',
      },
    ],
    [
      'has no parts where it is data',
      {
        find: 'kind: model',
        put: 'kind: data',
        rule: 'value-not-allowed',
        says: "'source' has no effect on a product of kind data",
        line: 'source:',
      },
    ],
    [
      'is written in words that are known',
      {
        find: 'license: Apache-2.0',
        put: 'licence: Apache-2.0',
        rule: 'unknown-key',
        says: "'licence' is no key",
        line: 'licence',
        hint: "did you mean 'license'?",
      },
    ],
  ]);
});
