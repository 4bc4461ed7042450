import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { type Finding, hasErrors } from '../../contracts/finding.ts';
import { generateValidator } from '../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../contracts/generate/validator/violation.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import { personalMembers } from '../../contracts/plan/personal-fields.ts';
import type { Plan, ValidatorRef } from '../../contracts/plan/plan.ts';
import { planPlant } from '../../contracts/plan/plan-plant.ts';
import { serialisePlan } from '../../contracts/plan/serialise-plan.ts';
import { treatedSchema } from '../../contracts/plan/treated-schema.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';

/** What a repository builds into: its plan and the validator modules that the plan names. */
export interface BuiltPlant {
  readonly plant: Plant;
  readonly plan: Plan;
  /** Module text by validator name. */
  readonly validators: ReadonlyMap<string, string>;
}

/** The contracts hold errors: nothing is built from them. */
export class ContractsRefused extends Error {
  override readonly name = 'ContractsRefused';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const first = findings.find((finding) => finding.severity === 'error');
    const where =
      first === undefined ? '' : `: ${first.place.file}:${first.place.line}: ${first.message}`;
    super(`the contracts hold errors${where}. Run 'tundish check' to see all of them`);
    this.findings = findings;
  }
}

/**
 * Reads the contracts and derives plan and validators: the same files give the same bytes.
 * @throws ContractsRefused where a contract has an error.
 */
export async function buildPlant(files: RepositoryFiles): Promise<BuiltPlant> {
  const { plant, findings } = await readPlant(files);
  if (plant === undefined || hasErrors(findings)) throw new ContractsRefused(findings);
  const validators = new Map<string, string>();
  const references = new Map<string, ValidatorRef>();
  for (const product of plant.products) {
    for (const contract of product.contracts) {
      for (const dataset of contract.datasets) {
        if (dataset.source.kind !== 'stream') continue;
        const name = `${dataset.source.stream.id}.v${contract.major}`;
        const { payload } = dataset.source;
        const schema = treatedSchema(payload, personalMembers(dataset.fields));
        const { source, problems } = generateValidator(schema, { formats: 'assert' });
        const [problem] = problems;
        if (problem !== undefined) {
          throw new ContractsRefused([
            {
              rule: 'payload-schema-compiles',
              severity: 'error',
              place: { file: dataset.source.payload.path, line: 1, column: 1 },
              pointer: problem.pointer,
              message: problem.message,
            },
          ]);
        }
        validators.set(name, source);
        references.set(name, { name, sha256: sha256(source) });
      }
    }
  }
  const plan = planPlant(plant, (name) => {
    const reference = references.get(name);
    if (reference === undefined) throw new Error(`the plan names no known validator: ${name}`);
    return reference;
  });
  return { plant, plan, validators };
}

/**
 * Writes plan and validators below `<root>/.tundish/build`, in a folder named by their content, so
 * that a process that still runs the plan before keeps its files. Returns that folder.
 */
export async function saveBuild(root: string, built: BuiltPlant): Promise<string> {
  const plan = serialisePlan(built.plan);
  const folder = join(root, '.tundish', 'build', sha256(plan).slice(0, 16));
  await mkdir(folder, { recursive: true });
  for (const [name, source] of built.validators) await writeWhole(folder, `${name}.mjs`, source);
  // Last: a folder with a plan is complete.
  await writeWhole(folder, 'plan.json', plan);
  return folder;
}

/** Reads the contracts of a folder, builds them and saves the build. */
export async function buildFromDisk(
  root: string,
): Promise<{ readonly built: BuiltPlant; readonly folder: string }> {
  const built = await buildPlant(await diskFiles(root));
  return { built, folder: await saveBuild(root, built) };
}

/** Reads back what `saveBuild` wrote. */
export async function loadPlan(folder: string): Promise<Plan> {
  return JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as Plan;
}

/**
 * Imports a validator after comparing its text with the plan's hash: a module that differs could
 * let through what the contract forbids.
 */
export async function loadValidator(folder: string, reference: ValidatorRef): Promise<Validate> {
  const path = join(folder, `${reference.name}.mjs`);
  const source = await readFile(path, 'utf8');
  if (sha256(source) !== reference.sha256) {
    throw new Error(
      `${path} is not the validator that the plan names (its SHA-256 differs); delete the build folder and run again`,
    );
  }
  const module = (await import(pathToFileURL(path).href)) as { readonly validate: Validate };
  return module.validate;
}

async function writeWhole(folder: string, name: string, content: string): Promise<void> {
  const path = join(folder, name);
  const written = `${path}.${process.pid}`;
  await writeFile(written, content);
  await rename(written, path);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
