import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generateOdcs } from '../../../../contracts/generate/odcs/generate-odcs.ts';
import { generateValidator } from '../../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../../contracts/generate/validator/violation.ts';
import type { Plant } from '../../../../contracts/model/plant.ts';
import { planPlant } from '../../../../contracts/plan/plan-plant.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { upgradeSchema } from '../../../../contracts/source/json-schema/upgrade-schema.ts';
import { loadModule } from '../../../support/load-module.ts';
import {
  computedDataset,
  contract,
  eventDataset,
  field,
  filesDataset,
  optional,
  plant,
  product,
  sensorDataset,
  tag,
  validators,
} from '../../plan/example-plant.ts';

const place = { file: 'test.yaml', line: 1, column: 1 };

/** Every column type, hard names, key, quality, roles and service levels. */
function fullPlant(): Plant {
  const fields = [
    field('id', { kind: 'integer', minimum: '0', maximum: '10' }),
    field('yes', 'string', { description: 'no', classification: 'personal' }),
    field('2026-01-01', 'number', {
      unit: { code: 'Cel', quantity: 'temperature' },
      description: "It's: #1\n- {x}",
    }),
    optional('at', 'timestamp'),
    optional('on', 'date'),
    optional('clock', 'time'),
    optional('done', 'boolean'),
    optional('anything', { kind: 'json', reason: 'untyped' }),
    optional('big', 'integer'),
    field('operator', 'integer', { classification: 'personal', treatment: 'pseudonymise' }),
    field('phone', 'string', { classification: 'personal', treatment: 'drop' }),
    optional('list', { kind: 'array', items: { kind: 'number' } }),
    field('rows', { kind: 'array', items: { kind: 'object', fields: [field('n', 'number')] } }),
  ];
  const dataset = eventDataset('heat', fields, {
    key: ['id'],
    change: 'revise',
    quality: [
      {
        kind: 'library',
        metric: 'nullValues',
        operator: 'mustBe',
        operands: ['0'],
        unit: 'rows',
        field: 'at',
        dimension: 'completeness',
        place,
      },
      {
        kind: 'library',
        metric: 'rowCount',
        operator: 'mustBeBetween',
        operands: ['1', '1000'],
        place,
      },
      {
        kind: 'sql',
        query: 'SELECT count(*) FROM {object}',
        operator: 'mustBeLessThan',
        operands: ['5'],
        place,
      },
      { kind: 'text', description: 'Plausible.', field: 'rows.n', place },
      { kind: 'custom', name: 'other engine', place },
    ],
  });
  const kpi = computedDataset(
    'heat_kpi',
    [field('heat_id', 'string'), field('speed', { kind: 'number', storage: 'double' })],
    ['heat_id'],
  );
  return plant([
    product(
      'heat',
      [
        {
          ...contract('heat', 1, [dataset]),
          name: 'Heats',
          purpose: 'Know each heat.',
          roles: [{ role: 'quality', access: 'read' }],
          slas: [
            { property: 'latency', value: '15', unit: 'min', calendar: 'production_day' },
            { property: 'retention', value: '3', unit: 'y', element: 'heat' },
          ],
        },
        contract('heat', 2, [dataset]),
      ],
      { owner: { team: 'casting', members: [] } },
    ),
    product('heat_kpi', [contract('heat_kpi', 1, [kpi])]),
    product('strand', [
      contract('strand', 1, [
        sensorDataset('strand', 1000, [tag('a', { unit: { code: 'm/min' } })]),
      ]),
    ]),
    product('surface', [
      contract('surface', 1, [
        filesDataset('surface', [optional('width', 'number')], [['a.png', '1', 'ab', 'x', null]]),
      ]),
    ]),
  ]);
}

interface Written {
  readonly schema: readonly {
    readonly name: string;
    readonly properties: readonly {
      readonly name: string;
      readonly physicalType: string;
      readonly primaryKey?: boolean;
    }[];
  }[];
}

const whole = fullPlant();
const plan = planPlant(whole, validators);
const artifacts = generateOdcs(whole, plan);
const expected = plan.datasets.flatMap(({ views }) =>
  views.map((view) => ({
    view: view.name,
    columns: view.columns.map(({ name, type }) => [name, type]),
  })),
);

describe('complete ODCS documents', () => {
  it('are one per contract major, beside the contracts', () => {
    expect(artifacts.map(({ path }) => path)).toEqual([
      'products/casting/heat/generated/heat.v1.odcs.yaml',
      'products/casting/heat/generated/heat.v2.odcs.yaml',
      'products/casting/heat_kpi/generated/heat_kpi.v1.odcs.yaml',
      'products/casting/strand/generated/strand.v1.odcs.yaml',
      'products/casting/surface/generated/surface.v1.odcs.yaml',
    ]);
  });

  it('list exactly the views, columns and types of the plan', () => {
    const written = artifacts.flatMap(({ text }) =>
      (parse(text) as Written).schema.map(({ name, properties }) => ({
        view: name,
        columns: properties.map((property) => [property.name, property.physicalType]),
      })),
    );
    const byName = (a: { view: string }, b: { view: string }) => (a.view < b.view ? -1 : 1);
    expect([...written].sort(byName)).toEqual([...expected].sort(byName));
  });

  it('are valid under the official schema of 3.1.0', async () => {
    const official = JSON.parse(
      readFileSync(
        new URL('../../../../contracts/official/odcs-json-schema-v3.1.0.json', import.meta.url),
        'utf8',
      ),
    ) as Json;
    const { source, problems } = generateValidator(upgradeSchema(official).document, {
      formats: 'assert',
    });
    expect(problems).toEqual([]);
    const validate = (await loadModule(source)).validate as Validate;
    for (const { path, text } of artifacts) {
      expect(validate(parse(text)), path).toBeNull();
      expect(validate({ ...(parse(text) as object), unknown: 1 })).not.toBeNull();
    }
  });

  it('name the key, the unit, the class and the quality of columns, and who may read', () => {
    const text = artifacts[0]?.text ?? '';
    const { schema, roles } = parse(text) as Written & { readonly roles: unknown };
    const main = schema.find(({ name }) => name === 'heat_v1');
    expect(main?.properties.filter(({ primaryKey }) => primaryKey)).toMatchObject([
      { name: 'id', primaryKeyPosition: 1 },
    ]);
    expect(main?.properties).toContainEqual({
      name: '2026-01-01',
      description: "It's: #1\n- {x}",
      logicalType: 'number',
      physicalType: 'numeric',
      required: true,
      customProperties: [{ property: 'unit', value: 'Cel (temperature)' }],
    });
    expect(main).toMatchObject({
      quality: [
        { metric: 'rowCount', mustBeBetween: [1, 1000] },
        { type: 'sql' },
        { type: 'text', description: 'Plausible. (rows.n)' },
        { type: 'text' },
      ],
    });
    expect(roles).toEqual([
      { role: 'quality', access: 'read' },
      ...[
        ...new Set(
          plan.grants
            .filter(({ object, privilege }) => object === 'heat_v1' && privilege === 'SELECT')
            .map(({ role }) => role),
        ),
      ]
        .sort()
        .map((role) => ({ role, access: 'read' })),
    ]);
  });

  it('show a personal member as it is stored, and one that is left out not at all', () => {
    const { schema } = parse(artifacts[0]?.text ?? '') as Written;
    const properties = schema[0]?.properties ?? [];
    expect(properties).toContainEqual({
      name: 'operator',
      logicalType: 'string',
      physicalType: 'text',
      required: true,
      classification: 'personal',
      customProperties: [{ property: 'personal', value: 'pseudonymise' }],
    });
    expect(properties.map(({ name }) => name)).not.toContain('phone');
  });

  it('name the calendar by which a service level is measured', () => {
    const { slaProperties } = parse(artifacts[0]?.text ?? '') as {
      readonly slaProperties: unknown;
    };
    expect(slaProperties).toMatchObject([
      { property: 'latency', scheduler: 'calendar', schedule: 'production_day' },
      { property: 'retention' },
    ]);
  });

  it('have the tag register and the manifest of files with their keys', () => {
    const keys = artifacts
      .flatMap(({ text }) => (parse(text) as Written).schema)
      .filter(({ name }) => /tag_v1|surface_v1/.test(name))
      .map(({ name, properties }) => [
        name,
        properties.filter(({ primaryKey }) => primaryKey).map((property) => property.name),
      ]);
    expect(keys).toEqual([
      ['strand_tag_v1', ['tag', 'position']],
      ['surface_v1', ['path']],
    ]);
    expect(artifacts.at(-1)?.text).toContain('description: Pictures of surface.');
  });

  it('say that a number is stored as a double', () => {
    const { schema } = parse(artifacts[2]?.text ?? '') as Written;
    expect(schema.find(({ name }) => name === 'heat_kpi_v1')?.properties[1]).toMatchObject({
      name: 'speed',
      logicalType: 'number',
      logicalTypeOptions: { format: 'f64' },
      physicalType: 'double precision',
    });
  });

  it('quote what YAML 1.1 would take for a truth value or a date', () => {
    const text = artifacts[0]?.text ?? '';
    for (const word of ['yes', 'no', 'on', '2026-01-01']) {
      expect(text).toMatch(new RegExp(`: ["']${word}["']`));
    }
  });
});

/** Judges that are Python programs: a folder of scripts and an interpreter per judge. */
const judges = process.env.TUNDISH_JUDGES;
const folder = process.env.TUNDISH_CONFORMANCE;
const script = (name: string) => join(folder ?? '', 'judges', name);
const available =
  judges !== undefined && folder !== undefined && existsSync(script('odcs_judge.py'));

describe.skipIf(!available)(
  'other tools that read ODCS (TUNDISH_JUDGES, TUNDISH_CONFORMANCE)',
  () => {
    let folderOfDocuments = '';

    beforeAll(() => {
      folderOfDocuments = mkdtempSync(join(tmpdir(), 'odcs-'));
      for (const { path, text } of artifacts) {
        mkdirSync(join(folderOfDocuments, path, '..'), { recursive: true });
        writeFileSync(join(folderOfDocuments, path), text);
      }
    });

    afterAll(() => rmSync(folderOfDocuments, { recursive: true, force: true }));

    const run = (name: string, args: readonly string[]): string =>
      execFileSync(judges ?? '', [script(name), ...args], {
        encoding: 'utf8',
        env: { ...process.env, DATAHUB_TELEMETRY_ENABLED: 'false' },
      });
    const has = (module: string): boolean => {
      try {
        execFileSync(judges ?? '', ['-c', `import ${module}`], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    };

    it('datacontract-cli accepts every document without a warning', ({ skip }) => {
      if (!has('datacontract')) skip('TUNDISH_JUDGES has no datacontract-cli');
      run('odcs_judge.py', ['--fail-on-warning', folderOfDocuments]);
    }, 120_000);

    it("DataHub's own source finds exactly the columns and types of the plan", ({ skip }) => {
      if (!has('datahub.ingestion.source.odcs')) skip('TUNDISH_JUDGES has no acryl-datahub[odcs]');
      const out = join(folderOfDocuments, 'proposals.json');
      run('datahub_odcs_oracle.py', [
        out,
        ...artifacts.map(({ path }) => join(folderOfDocuments, path)),
        '--odcs-schema',
        new URL('../../../../contracts/official/odcs-json-schema-v3.1.0.json', import.meta.url)
          .pathname,
      ]);
      const found = columnsOfProposals(JSON.parse(readFileSync(out, 'utf8')));
      const byName = (a: { view: string }, b: { view: string }) => (a.view < b.view ? -1 : 1);
      expect([...found].sort(byName)).toEqual([...expected].sort(byName));
    }, 120_000);
  },
);

interface Proposal {
  readonly entityUrn: string;
  readonly aspectName: string;
  readonly aspect: {
    readonly json: {
      readonly fields?: readonly { readonly fieldPath: string; readonly nativeDataType: string }[];
    };
  };
}

function columnsOfProposals(proposals: readonly Proposal[]) {
  return proposals
    .filter(({ aspectName }) => aspectName === 'schemaMetadata')
    .map(({ entityUrn, aspect }) => ({
      view: /\.([^.,]+),/.exec(entityUrn)?.[1] ?? entityUrn,
      columns: (aspect.json.fields ?? []).map(({ fieldPath, nativeDataType }) => [
        fieldPath,
        nativeDataType,
      ]),
    }));
}
