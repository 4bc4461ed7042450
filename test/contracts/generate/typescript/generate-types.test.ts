import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { generateTypes } from '../../../../contracts/generate/typescript/generate-types.ts';
import { planPlant } from '../../../../contracts/plan/plan-plant.ts';
import {
  calendar,
  castingPlant,
  contract,
  eventDataset,
  field,
  filesDataset,
  heatRecord,
  optional,
  plant,
  product,
  sensorDataset,
  slabPlant,
  tag,
  validators,
} from '../../plan/example-plant.ts';

/** Complaints of the strict compiler about generated files and a program that uses them. */
function complaints(files: ReadonlyMap<string, string>): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const inFolder = (name: string) => name.replace(/^\/generated\//, '');
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(inFolder(name)) || fileExists(name);
  host.directoryExists = () => true;
  host.readFile = (name) => files.get(inFolder(name)) ?? readFile(name);
  host.getSourceFile = (name, version) => {
    const text = files.get(inFolder(name));
    return text === undefined
      ? getSourceFile(name, version)
      : ts.createSourceFile(name, text, version, true);
  };
  const program = ts.createProgram(
    [...files.keys()].map((name) => `/generated/${name}`),
    options,
    host,
  );
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      (found) =>
        `${found.file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`,
    );
}

function filesOf(...args: Parameters<typeof generateTypes>): Map<string, string> {
  return new Map(generateTypes(...args).map(({ path, text }) => [path, text]));
}

describe('types from the plan', () => {
  const files = filesOf(planPlant(castingPlant(), validators));

  it('compile strictly and give what pg returns', () => {
    files.set(
      'use.ts',
      `import type { Database } from './types/database.js';
import type { HeatV1Message, HeatV1Row } from './types/heat.js';
import type { StrandV1Message } from './types/strand.js';
export const row: HeatV1Row = {} as Database['curated.heat_v1'];
export const cast: Date = row.cast_end;
export const digits: string = row.weight;
export const id: string = row.id;
export const remarks: string | null = row.remarks;
export const message: Omit<HeatV1Message, 'samples'> = {
  id: 1, heat_id: 'H1', revision: 1, status: 'released', cast_end: '2026-03-29T06:30:00Z',
  weight: 182.4, chemistry: { c: 0.16 }, remarks: null,
};
export const element: string | undefined = ({} as HeatV1Message).samples[0]?.elements[0]?.symbol;
export const samples: StrandV1Message = [{ caster: 'c1', tag: 't', time: '2026-03-29T06:30:00Z', value: 1 }];
// @ts-expect-error a status that the contract does not declare
export const wrong: HeatV1Message['status'] = 'melted';
// @ts-expect-error pg returns numeric as text
export const number: number = row.weight;
`,
    );
    expect(complaints(files)).toEqual([]);
  });

  it('have the rows of calendars, tag registers, file sets and the genealogy', () => {
    const slabs = slabPlant();
    const tags = [tag('a', { unit: { code: 'm/min' } })];
    const written = filesOf(
      planPlant(
        {
          ...slabs,
          calendars: [calendar({ from: '2026-01-01', until: '2026-01-02' })],
          products: [
            ...slabs.products,
            product('strand', [contract('strand', 1, [sensorDataset('strand', 1000, tags)])]),
            product('surface', [
              contract('surface', 1, [filesDataset('surface', [field('width', 'number')], [])]),
            ]),
          ],
        },
        validators,
      ),
    );
    written.set(
      'use.ts',
      `import type { Database } from './types/database.js';
export const day: Date = ({} as Database['curated.calendar_production_day_v1']).day;
export const shift: string | null = ({} as Database['curated.calendar_production_day_v1']).shift;
export const from: Date | null = ({} as Database['metrics.strand_tag_v1']).valid_from;
export const unit: string | null = ({} as Database['metrics.strand_history_v1']).unit;
export const path: string = ({} as Database['curated.surface_v1']).path;
export const share: string | null = ({} as Database['curated.genealogy_v1']).share;
`,
    );
    expect(complaints(written)).toEqual([]);
  });

  it('carry description, unit and classification', () => {
    const text = files.get('types/heat.d.ts') ?? '';
    expect(text).toContain(`  /**
   * Steel in the ladle.
   * Unit: t
   * At least 0.
   * Less than 400.5.
   */
  weight: number;
`);
    expect(text).toContain(`  /**
   * Steel in the ladle. [t]
   * Decimal digits as text.
   */
  weight: string;
`);
  });

  it('tell the variants of a record apart', () => {
    const fields = [
      field('kind', { kind: 'string', values: ['slab', 'bloom'] }),
      optional('width', 'number'),
      optional('side', 'number'),
    ];
    const branch = (value: string, name: string) => ({ value, fields: [name], required: [name] });
    const branches = [branch('slab', 'width'), branch('bloom', 'side')];
    const variants = { discriminator: 'kind', closed: true, branches };
    const piece = eventDataset('piece', fields, { variants });
    const own = filesOf(
      planPlant(plant([product('piece', [contract('piece', 1, [piece])])]), validators),
    );
    own.set(
      'use.ts',
      `import type { PieceV1Message } from './types/piece.js';
export const slab: PieceV1Message = { kind: 'slab', width: 1 };
export const size = (piece: PieceV1Message): number => piece.kind === 'slab' ? piece.width : piece.side;
// @ts-expect-error a bloom has a side
export const bloom: PieceV1Message = { kind: 'bloom', width: 1 };
`,
    );
    expect(complaints(own)).toEqual([]);
  });

  it('are the same whenever they are generated', () => {
    const again = filesOf(planPlant(castingPlant(heatRecord()), validators));
    for (const [path, text] of again) expect(text).toBe(files.get(path));
  });
});

describe('names and texts of hostile contracts', () => {
  it('neither end a comment nor a literal nor break the file', () => {
    const nasty = "*/ export const x = 1; /* ` $ @see {@link} \n\u2028 ' \\ \u202e";
    const fields = [
      field('id', 'integer'),
      field(nasty, 'string', {
        description: nasty,
        unit: { code: nasty },
        classification: 'personal',
      }),
      field('constructor', { kind: 'string', values: [nasty, "it's", '\u2028'] }),
      optional('__proto__', {
        kind: 'object',
        fields: [field('a-b', 'number'), field('1', 'boolean')],
      }),
      field('kind', {
        kind: 'union',
        discriminator: 'is it',
        branches: [
          {
            value: nasty,
            fields: [field('is it', 'string'), field('w', { kind: 'json', reason: 'untyped' })],
          },
          { value: 'b', fields: [] },
        ],
      }),
      field('list', {
        kind: 'array',
        items: { kind: 'array', items: { kind: 'json', reason: 'array-depth' } },
      }),
      field('choice', { kind: 'number', values: ['1', '2.50', '12345678901234567890.5'] }),
    ];
    const dataset = eventDataset('heat', fields, { description: nasty });
    const files = filesOf(
      planPlant(plant([product('heat', [contract('heat', 1, [dataset])])]), validators),
    );
    expect(complaints(files)).toEqual([]);
    const parsed = ts.createSourceFile(
      'heat.d.ts',
      files.get('types/heat.d.ts') ?? '',
      ts.ScriptTarget.ES2022,
    );
    expect(
      parsed.statements.every(
        (statement) => ts.isInterfaceDeclaration(statement) || ts.isImportDeclaration(statement),
      ),
    ).toBe(true);
  });

  it('that would give two types one name are told apart', () => {
    const datasets = ['a_b', 'a__b'].map((name) => eventDataset(name, [field('id', 'integer')]));
    const files = filesOf(
      planPlant(plant([product('a', [contract('a', 1, datasets)])]), validators),
    );
    expect(complaints(files)).toEqual([]);
    expect(files.get('types/a.d.ts')).toContain('AB');
  });
});
