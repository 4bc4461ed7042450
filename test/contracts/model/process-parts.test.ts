import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../contracts/model/dataset.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { findingsOf, type Mistake } from './finding-of.ts';
import { processPlant, processPlantWith } from './process-plant.ts';

const contract = 'products/casting/slab/slab.v1.odcs.yaml';
const schema = 'products/casting/slab/slab.v1.schema.json';

async function slab(files = processPlant()): Promise<Dataset | undefined> {
  const { plant } = await readPlant(memoryFiles(files));
  const product = plant?.products.find(({ id }) => id === 'slab');
  return product?.contracts[0]?.datasets[0];
}

/** Sentence, then what is changed and what is said about it. */
type Case = readonly [
  sentence: string,
  mistake: Omit<Mistake, 'file'> & { readonly file?: string },
];

function told(cases: readonly Case[]): void {
  it.each(cases)('%s', async (_, mistake) => {
    const { rule, says, line, hint } = mistake;
    const findings = await findingsOf({ file: contract, ...mistake });
    const own = findings.find((each) => each.rule === rule && each.message.includes(says));
    expect(findings.map((each) => `${each.rule}: ${each.message}`)).toContainEqual(
      expect.stringContaining(`${rule}: `),
    );
    expect(own?.message).toContain(says);
    expect(own?.text).toContain(line);
    expect(own?.why).toMatch(/\.$/);
    if (hint !== undefined) expect(own?.hint).toContain(hint);
  });
}

describe('the results of a model', () => {
  it('say which model, run and input they come from', async () => {
    expect((await slab())?.result).toEqual({
      model: 'model_id',
      modelVersion: 'model_version',
      run: 'run_id',
      inputFrom: 'input_from',
      inputUntil: 'input_until',
    });
  });

  told([
    [
      'name members that exist',
      {
        find: 'run: run_id',
        put: 'run: run_di',
        rule: 'field-unknown',
        says: "'run_di' names no member",
        line: 'run: run_di',
        hint: "did you mean 'run_id'?",
      },
    ],
    [
      'have times for the window of their input',
      {
        find: 'inputFrom: input_from',
        put: 'inputFrom: model_id',
        rule: 'field-unfit',
        says: 'needed is timestamp',
        line: 'inputFrom: model_id',
      },
    ],
    [
      'say all five, or nothing',
      {
        find: '            modelVersion: model_version\n',
        put: '',
        rule: 'value-missing',
        says: "'modelVersion' is missing",
        line: 'result:',
      },
    ],
    [
      'are written in words that are known',
      {
        find: 'modelVersion: model_version',
        put: 'modelversion: model_version',
        rule: 'unknown-key',
        says: "'modelversion' is no key",
        line: 'modelversion:',
        hint: "did you mean 'modelVersion'?",
      },
    ],
  ]);
});

describe('derivations', () => {
  it('take the kinds of their identifiers from the fields', async () => {
    expect((await slab())?.derives).toEqual([
      {
        parent: 'heats.heat_id',
        parentKind: 'heat',
        child: 'slab_id',
        childKind: 'slab',
        share: 'heats.share',
        position: 'heats.position',
      },
    ]);
  });

  it('are left to lint where a field does not say its kind', async () => {
    const files = processPlantWith(contract, '[{ property: identifier, value: slab }]', '[]');
    expect((await readPlant(memoryFiles(files))).findings).toEqual([]);
    expect((await slab(files))?.derives).toEqual([]);
  });

  told([
    [
      'lead through one array only',
      {
        find: 'share: heats.share',
        put: 'share: cuts.heat_id',
        rule: 'field-unfit',
        says: "leads through 'cuts', another member through 'heats'",
        line: 'share: cuts.heat_id',
      },
    ],
    [
      'name members of the items',
      {
        find: 'parent: heats.heat_id',
        put: 'parent: heats.heatid',
        rule: 'field-unknown',
        says: "names no member of an item of 'heats'",
        line: 'parent: heats.heatid',
        hint: "did you mean 'heat_id'?",
      },
    ],
    [
      'name a value, not a list',
      {
        find: 'parent: heats.heat_id',
        put: 'parent: heats',
        rule: 'field-unfit',
        says: "'heats' is of type array",
        line: 'parent: heats',
      },
    ],
    [
      'have shares from 0 to 1, not per cent',
      {
        find: '            - name: position\n',
        put: '            - { name: share, customProperties: [{ property: unit, value: "%" }] }\n            - name: position\n',
        rule: 'field-unfit',
        says: 'a share is a number from 0 to 1',
        line: 'share: heats.share',
      },
    ],
    [
      'do not lead from a thing to itself',
      {
        find: 'parent: heats.heat_id',
        put: 'parent: slab_id',
        rule: 'value-not-allowed',
        says: 'is said to come out of itself',
        line: 'parent: slab_id',
      },
    ],
  ]);
});

describe('references to files', () => {
  it('name where a file is and what tells it from another', async () => {
    expect((await slab())?.files).toEqual([
      {
        uri: 'image.uri',
        sha256: 'image.sha256',
        bytes: 'image.bytes',
        mediaType: 'image.media_type',
      },
    ]);
  });

  told([
    [
      'have texts for address and checksum',
      {
        find: 'sha256: image.sha256',
        put: 'sha256: image.bytes',
        rule: 'field-unfit',
        says: 'needed is string',
        line: 'sha256: image.bytes',
      },
    ],
    [
      'have a checksum',
      {
        find: '              sha256: image.sha256\n',
        put: '',
        rule: 'value-missing',
        says: "'sha256' is missing",
        line: 'uri: image.uri',
      },
    ],
  ]);
});

describe('the treatment of personal fields', () => {
  it('stands at the field', async () => {
    const operator = (await slab())?.fields.find(({ name }) => name === 'operator');
    expect(operator).toMatchObject({ classification: 'personal', treatment: 'pseudonymise' });
  });

  it('may pseudonymise what records are found by', async () => {
    const files = processPlantWith(
      contract,
      'customProperties: [{ property: identifier, value: slab }]',
      'classification: personal\n        customProperties: [{ property: identifier, value: slab }, { property: personal, value: pseudonymise }]',
    );
    expect((await readPlant(memoryFiles(files))).findings).toEqual([]);
  });

  const personal = (name: string, treatment: string) =>
    `      - { name: ${name}, classification: personal, customProperties: [{ property: personal, value: ${treatment} }] }\n`;
  const at = '      - name: heats\n';

  told([
    [
      'is one of three',
      {
        find: 'value: pseudonymise',
        put: 'value: pseudonymize',
        rule: 'value-not-allowed',
        says: 'allowed are drop, pseudonymise, encrypt',
        line: 'pseudonymize',
        hint: "did you mean 'pseudonymise'?",
      },
    ],
    [
      'belongs to personal fields only',
      {
        find: 'classification: personal',
        put: 'classification: internal',
        rule: 'treatment-refused',
        says: "'operator' is treated and not classified personal",
        line: 'pseudonymise',
      },
    ],
    [
      'is for single values',
      {
        find: at,
        put: personal('image', 'drop') + at,
        rule: 'treatment-refused',
        says: "'image' is of type object",
        line: 'name: image',
      },
    ],
    [
      'does not drop a key',
      {
        find: '        customProperties: [{ property: identifier, value: slab }]',
        put: '        classification: personal\n        customProperties: [{ property: personal, value: drop }]',
        rule: 'treatment-refused',
        says: 'part of the event key, which a treatment would destroy',
        line: 'value: drop',
        hint: 'pseudonymise it',
      },
    ],
    [
      'does not encrypt a key',
      {
        find: '        customProperties: [{ property: identifier, value: slab }]',
        put: '        classification: personal\n        customProperties: [{ property: personal, value: encrypt }]',
        rule: 'treatment-refused',
        says: 'one value is encrypted to many',
        line: 'value: encrypt',
      },
    ],
    [
      'does not drop the event time',
      {
        find: at,
        put: personal('cut_at', 'drop') + at,
        rule: 'treatment-refused',
        says: "'cut_at' is the event time",
        line: 'name: cut_at',
      },
    ],
    [
      'is spelled as it is',
      {
        find: '{ property: personal, value',
        put: '{ property: personel, value',
        rule: 'unknown-key',
        says: "'personel' has no effect",
        line: 'personel',
        hint: "did you mean 'personal'?",
      },
    ],
    [
      'has no place where nothing arrives',
      {
        file: 'products/casting/surface/surface.v1.odcs.yaml',
        find: 'customProperties: [{ property: identifier, value: slab }]',
        put: 'classification: personal\n        customProperties: [{ property: personal, value: drop }]',
        rule: 'treatment-refused',
        says: 'does not arrive on a stream',
        line: 'value: drop',
      },
    ],
  ]);
});

describe('the calendar of a service level', () => {
  it('is named by schedule where the scheduler is calendar, and other schedulers are left alone', async () => {
    const { plant } = await readPlant(memoryFiles(processPlant()));
    const product = plant?.products.find(({ id }) => id === 'slab');
    expect(product?.contracts[0]?.slas.map(({ calendar }) => calendar)).toEqual([
      'production_day',
      undefined,
    ]);
  });

  told([
    [
      'needs the word as it is',
      {
        find: 'scheduler: calendar',
        put: 'scheduler: calender',
        rule: 'value-not-allowed',
        says: "the scheduler 'calender' is not known",
        line: 'calender',
        hint: "did you mean 'calendar'?",
      },
    ],
    [
      'needs a name',
      {
        find: ', schedule: production_day',
        put: '',
        rule: 'value-missing',
        says: "'schedule' is missing",
        line: 'scheduler: calendar',
      },
    ],
  ]);
});

describe('the schema of a stream with all parts', () => {
  told([
    [
      'decides what the parts may name',
      {
        file: schema,
        find: '"input_from": { "type": "string", "format": "date-time" }',
        put: '"input_from": { "type": "string" }',
        rule: 'field-unfit',
        says: "'input_from' is of type string",
        line: 'inputFrom: input_from',
      },
    ],
  ]);
});
