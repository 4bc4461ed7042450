import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { command } from '../../cli/commands/diff.ts';
import type { ContractVerdict } from '../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding } from '../../contracts/finding.ts';
import { runCommand } from '../cli/command-run.ts';
import { type Row, rowsBelow, tableOf } from './markdown-table.ts';
import { differences, plainContract, refused } from './plain-odcs.ts';

/**
 * Small changes of one ODCS contract, judged by `tundish diff` and by `datacontract breaking`. What is
 * expected of both stands in change-samples.md, for people to read.
 */
const conformance = process.env.TUNDISH_CONFORMANCE ?? '';
const folder = join(conformance, 'judges/samples/odcs/changes');
const isThere = conformance !== '' && existsSync(folder);
const before = '_before.odcs.yaml';
const ending = '.odcs.yaml';
const samples = isThere
  ? readdirSync(folder)
      .filter((name) => name.endsWith(ending) && name !== before)
      .map((name) => name.slice(0, -ending.length))
      .sort()
  : [];

const expected = readFileSync(join(import.meta.dirname, 'change-samples.md'), 'utf8');
const [verdicts, reports, checks] = ['Verdicts', 'What tundish says', 'What was checked'].map(
  (heading) => new Map(rowsBelow(expected, heading).map((row) => [row.case ?? '', row])),
) as [Map<string, Row>, Map<string, Row>, Map<string, Row>];

/** Python with datacontract-cli, and the program that asks it. */
const interpreter = process.env.TUNDISH_JUDGES ?? '';
const program = join(conformance, 'judges/datacontract_breaking.py');

interface Ours {
  readonly code: number;
  readonly findings: readonly Finding[];
  readonly contract: ContractVerdict | undefined;
}

const said = new Map<string, Promise<Ours>>();

/** Once per sample. */
function ours(sample: string): Promise<Ours> {
  const known = said.get(sample);
  if (known !== undefined) return known;
  const asked = ask(sample);
  said.set(sample, asked);
  return asked;
}

async function ask(sample: string): Promise<Ours> {
  const { code, out } = await runCommand(
    command,
    { cwd: folder },
    before,
    `${sample}${ending}`,
    '--format',
    'json',
  );
  const { findings, contracts } = JSON.parse(out);
  return { code, findings, contract: contracts[0] };
}

/** Findings about the change itself, not about the number of the version. */
function aboutChange({ findings }: Ours): readonly Finding[] {
  return findings.filter(({ rule }) => rule !== 'version-bump-missing');
}

function ourVerdict(verdict: Ours): Row {
  const broken = verdict.contract?.broken ?? [];
  const isWarned = broken.length === 0 && aboutChange(verdict).length > 0;
  return {
    'producers: tundish': broken.includes('backward') ? 'break' : 'go on',
    'consumers: tundish':
      broken.includes('forward') || broken.includes('interface')
        ? 'break'
        : isWarned
          ? 'are warned'
          : 'go on',
    version: verdict.contract?.required ?? 'none',
  };
}

/** What is expected of us alone. */
function ourPart(row: Row | undefined): Row {
  return Object.fromEntries(
    ['producers: tundish', 'consumers: tundish', 'version'].map((name) => [
      name,
      row?.[name] ?? '',
    ]),
  );
}

function reportOf(verdict: Ours): Row {
  const contract = verdict.contract;
  const changes = contract?.changes ?? [];
  const ownEvidence = ({ label }: { readonly label: string }) =>
    label !== 'promise' && label !== 'asked for by';
  return {
    rule: unique(changes.flatMap(({ rule }) => rule ?? [])),
    sentence: unique(changes.map(({ sentence }) => sentence.replace(/^.*? v1: /, ''))),
    evidence: unique(
      aboutChange(verdict)
        .flatMap(({ evidence }) => evidence ?? [])
        .filter(ownEvidence)
        .map(({ label, text }) => `${label}: ${text.startsWith('{') ? `\`${text}\`` : text}`),
    ),
  };
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].join('; ') || '–';
}

const read = (name: string) =>
  plainContract(readFileSync(join(folder, `${name}${ending}`), 'utf8'));
const sides = (sample: string) => [read('_before'), read(sample)] as const;

function checkOf(sample: string): Row {
  const [old, now] = sides(sample);
  const shown = (from: typeof old, by: typeof old) => {
    const { of, count, first } = refused(from, by);
    return count === 0 ? `none of ${of}` : `${count} of ${of}, \`${JSON.stringify(first)}\``;
  };
  return {
    'what differs': unique(differences(old, now)),
    'records of before, refused now': shown(old, now),
    'records of now, refused before': shown(now, old),
  };
}

/** What is promised whatever the values: where the table is, its columns, units, key, quality and terms. */
const promise =
  /^servers\.|^slaProperties\.|\.(unit|classification|primaryKey|physicalType|quality\..*): |: gone$/;

const audiences = ['producers', 'consumers'] as const;

/** What a sample does, as far as values that ajv refuses and the texts of the two contracts show it. */
function truthOf(sample: string): Readonly<Record<(typeof audiences)[number], string>> {
  const [old, now] = sides(sample);
  const differing = differences(old, now);
  const isBroken = refused(now, old).count > 0 || differing.some((each) => promise.test(each));
  const isEnding = differing.some((each) => each.startsWith('status: '));
  return {
    producers: refused(old, now).count > 0 ? 'break' : 'go on',
    consumers: isBroken ? 'break' : isEnding ? 'are warned' : 'go on',
  };
}

const refusalLabels = {
  'a message of before that would be refused': 'before',
  'a message of now that was refused before': 'now',
} as const;

describe.skipIf(!isThere)('small changes of an ODCS contract (TUNDISH_CONFORMANCE)', () => {
  it('are all in the table', () => {
    for (const rows of [verdicts, reports, checks]) expect([...rows.keys()]).toEqual(samples);
  });

  it.each(samples)('%s is judged as the table says', async (sample) => {
    const verdict = await ours(sample);
    expect(ourVerdict(verdict)).toEqual(ourPart(verdicts.get(sample)));
    expect({ case: sample, ...reportOf(verdict) }).toEqual(reports.get(sample));
    expect(verdict.code).toBe((verdict.contract?.broken.length ?? 0) > 0 ? 1 : 0);
  });

  it.each(samples)('%s breaks what ajv and the two texts say that it breaks', async (sample) => {
    const { contract, findings } = await ours(sample);
    const [old, now] = sides(sample);
    expect({ case: sample, ...checkOf(sample) }).toEqual(checks.get(sample));
    const broken = new Set(contract?.broken);
    expect(broken.has('backward')).toBe(refused(old, now).count > 0);
    expect(broken.has('forward')).toBe(refused(now, old).count > 0);
    expect(broken.has('interface')).toBe(differences(old, now).some((each) => promise.test(each)));
    for (const { label, text } of findings.flatMap(({ evidence }) => evidence ?? [])) {
      const side = (refusalLabels as Readonly<Record<string, string>>)[label];
      if (side === undefined) continue;
      const accepted = [old, now].map((each) => each.accepts(JSON.parse(text)));
      expect(accepted, text).toEqual(side === 'before' ? [true, false] : [false, true]);
    }
  });

  it('are judged rightly by whom the table says, by ajv and the two texts', () => {
    const wrong: string[] = [];
    for (const [sample, row] of verdicts) {
      const truth = truthOf(sample);
      const isRight = (tool: string) =>
        audiences.every((audience) => row[`${audience}: ${tool}`] === truth[audience]);
      const right = ['tundish', 'datacontract'].filter(isRight);
      const who = right.length === 2 ? 'both' : (right[0] ?? 'neither');
      const told = new RegExp(`^${who}: .{20,}\\.$`);
      if (!told.test(row['who is right, and why'] ?? '')) wrong.push(`${sample}: ${who}`);
    }
    expect(wrong).toEqual([]);
  });

  it('are counted in the text as in the table', () => {
    const different = [...verdicts.values()].filter((row) =>
      audiences.some(
        (audience) => row[`${audience}: tundish`] !== row[`${audience}: datacontract`],
      ),
    );
    expect(expected).toContain(`differ in ${different.length} of ${samples.length} cases`);
  });

  it('are judged by datacontract-cli as the table says (TUNDISH_JUDGES)', {
    timeout: 300_000,
  }, async ({ skip }) => {
    if (interpreter === '' || !(await hasPeer())) skip('TUNDISH_JUDGES has no datacontract-cli');
    const peer = await peerVerdicts();
    const rows = await Promise.all(
      samples.map(async (sample): Promise<Row> => {
        const own = ourVerdict(await ours(sample));
        return {
          case: sample,
          'producers: tundish': own['producers: tundish'] ?? '',
          'producers: datacontract': peer.get(`${sample} producer`) ?? 'not told',
          'consumers: tundish': own['consumers: tundish'] ?? '',
          'consumers: datacontract': peer.get(`${sample} consumer`) ?? 'not told',
          version: own.version ?? '',
          'who is right, and why': verdicts.get(sample)?.['who is right, and why'] ?? '',
        };
      }),
    );
    console.log(tableOf(rows));
    expect(rows).toEqual([...verdicts.values()]);
  });
});

const execute = promisify(execFile);

async function hasPeer(): Promise<boolean> {
  return execute(interpreter, ['-c', 'import datacontract']).then(
    () => true,
    () => false,
  );
}

/** By `<sample> <perspective>`. */
async function peerVerdicts(): Promise<ReadonlyMap<string, string>> {
  const pairs = samples.flatMap((sample) => [before, `${sample}${ending}`]);
  const { stdout } = await execute(interpreter, [program, ...pairs], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const told: { new: string; perspective: string; breaks?: boolean | null; error?: string } =
          JSON.parse(line);
        const sample = told.new.slice(0, -ending.length);
        return [`${sample} ${told.perspective}`, told.error ?? peerWord(told.breaks)] as const;
      }),
  );
}

function peerWord(breaks: boolean | null | undefined): string {
  if (breaks === null) return 'undecided';
  return breaks === true ? 'break' : 'go on';
}
