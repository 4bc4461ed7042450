import { gitFiles } from '../../connectors/repository/git-files.ts';
import type { Migration, Phase } from '../../contracts/migration/migration.ts';
import { migrationSql } from '../../contracts/migration/migration-sql.ts';
import { planMigration } from '../../contracts/migration/plan-migration.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { applyPlan, type Stores } from '../../deploy/database/apply-plan.ts';
import {
  type MigrationResult,
  runMigration,
  undoMigration,
} from '../../deploy/database/run-migration.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { readEnvironment } from '../environment.ts';
import { heldFiles } from '../held-files.ts';
import { renderMigration, renderWayDown } from '../migrate/render-migration.ts';
import { retireRefusals } from '../migrate/retire-gate.ts';
import { parseOptions } from '../parse-options.ts';
import { changeSetCounts, renderChangeSet } from '../render/change-set.ts';
import { plural } from '../render/counts.ts';
import { visible } from '../render/visible.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { type BuiltPlant, buildPlant, ContractsRefused } from '../runtime/built-plant.ts';
import { openStores } from '../runtime/open-stores.ts';
import { reaching } from '../runtime/reaching.ts';

/** Building an index or proving a check reads whole tables, which takes what it takes. */
const LONGEST_STATEMENT_MS = 12 * 3_600_000;

interface Asked {
  readonly environment: string;
  readonly from: string;
  readonly phases: readonly Phase[];
  readonly retired: readonly string[];
  readonly isDown: boolean;
}

export const command: Command = {
  name: 'migrate',
  usage: `Usage: tundish migrate <environment> --from <git ref> [--phase expand|migrate] [--yes]
       tundish migrate <environment> --from <git ref> --retire <store.object>... [--yes]
       tundish migrate <environment> --from <git ref> --down [--yes]
       tundish migrate <environment> --from <git ref> --sql [--phase <phase>] [--down]

Brings databases in use from the contracts of a git revision to those of this folder: types that change,
checks, views, indexes. Consumers of both go on reading. Shows the steps with their locks, asks for the
rows that would not fit, runs expand and migrate, and then apply. What was killed is run again as it was.

  --from <git ref>         the contracts that the databases hold now
  --phase <phase>          expand or migrate alone (with --sql also retire)
  --retire <store.object>  drops what only the contracts before had, each named; refused before the end
                           of support and while a consumer reads it. May stand several times
  --down                   back to the contracts of <git ref>; not after --retire
  --sql                    prints the statements for review and touches no database
  --yes                    runs without asking

Exit codes: 0 done, 1 refused (rows that do not fit, errors in the contracts), 2 usage or not confirmed,
4 a database does not answer.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      from: { type: 'string' },
      phase: { type: 'string' },
      retire: { type: 'string', multiple: true },
      down: { type: 'boolean', default: false },
      sql: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    });
    const asked = askedOf(positionals, values);
    const environment = await readEnvironment(context.cwd, asked.environment, context.env);
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    const previous = await builtAt(context, asked.from);
    if (previous === undefined) return exitCode.findings;
    const migration = planMigration(previous.plan, built.plan);
    if (values.sql) return printSql(context, migration, asked);
    const chosen = chosenSteps(migration, asked);
    context.stdout(asked.isDown ? renderWayDown(chosen) : renderMigration(chosen, asked.phases));
    if (chosen.byHand.length > 0) {
      context.stderr('Refused, nothing was changed.\nNext: settle what is to be done by hand\n');
      return exitCode.findings;
    }
    if (asked.retired.length > 0) {
      const refusals = await retireRefusals(chosen.steps, {
        previous,
        current: built,
        today: dayOf(),
      });
      if (refusals.length > 0) return tellKept(context, refusals);
    }
    if (!(await isConfirmed(context, values.yes))) return exitCode.usage;
    const { stores, close } = openStores(environment, { statementTimeoutMs: LONGEST_STATEMENT_MS });
    try {
      return await reaching(
        asked.environment,
        move(context, chosen, asked, stores, { previous: previous.plan, current: built.plan }),
      );
    } finally {
      await close();
    }
  },
};

function askedOf(
  positionals: readonly string[],
  values: {
    readonly from?: string | undefined;
    readonly phase?: string | undefined;
    readonly retire?: string[] | undefined;
    readonly down: boolean;
    readonly sql: boolean;
  },
): Asked {
  const [environment] = positionals;
  if (environment === undefined || positionals.length > 1) {
    throw new UsageError('migrate needs one environment');
  }
  const { from, phase, down, sql } = values;
  if (from === undefined) throw new UsageError('migrate needs --from <git ref>: what is there now');
  const retired = values.retire ?? [];
  if (down && retired.length > 0) {
    throw new UsageError('what was retired has no way back: leave out --down or --retire');
  }
  if (phase !== undefined && !isPhase(phase)) {
    throw new UsageError(`'${phase}' is no phase; choose expand or migrate`);
  }
  if (phase === 'retire' && !sql) {
    throw new UsageError('name what is to go: --retire <store.object>');
  }
  const phases: readonly Phase[] =
    retired.length > 0 ? ['retire'] : phase === undefined ? ['expand', 'migrate'] : [phase];
  return { environment, from, phases, retired, isDown: down };
}

function isPhase(text: string): text is Phase {
  return text === 'expand' || text === 'migrate' || text === 'retire';
}

function dayOf(): string {
  return new Date().toISOString().slice(0, 10);
}

function tellKept(context: CommandContext, refusals: readonly string[]): number {
  for (const one of refusals) context.stderr(`  ! ${visible(one)}\n`);
  context.stderr(
    'Refused, nothing was changed: what is retired does not come back.\nNext: let the readers move, wait for the day, then run the same command\n',
  );
  return exitCode.findings;
}

/** The contracts at a revision; undefined after telling why there are none. */
async function builtAt(context: CommandContext, revision: string): Promise<BuiltPlant | undefined> {
  try {
    return await buildPlant(heldFiles(await gitFiles(context.cwd, revision)));
  } catch (error) {
    if (!(error instanceof ContractsRefused)) {
      throw new UsageError(error instanceof Error ? error.message : String(error));
    }
    context.stderr(
      `The contracts at ${visible(revision)} hold errors, so what the databases hold is not known: ${error.message}\n` +
        'Next: name the revision that was applied last\n',
    );
    return undefined;
  }
}

/** Of retiring steps those that are named, in their order. */
function chosenSteps(migration: Migration, { phases, retired }: Asked): Migration {
  const steps = migration.steps.filter(({ phase }) => phases.includes(phase));
  if (retired.length === 0) return { ...migration, steps };
  const goes = new Set(steps.map(({ object }) => object));
  const stray = retired.filter((object) => !goes.has(object));
  if (stray.length > 0) {
    const known =
      goes.size === 0 ? 'nothing is to be retired' : `it may be ${[...goes].join(', ')}`;
    throw new UsageError(
      `${stray.join(', ')} is nothing that only the contracts before have; ${known}`,
    );
  }
  return { ...migration, steps: steps.filter(({ object }) => retired.includes(object)) };
}

function printSql(context: CommandContext, migration: Migration, asked: Asked): number {
  const phases = asked.isDown ? (['down'] as const) : asked.phases;
  for (const phase of phases) context.stdout(migrationSql(migration, phase));
  context.stderr(renderMigration({ ...migration, steps: [] }));
  context.stderr(`Next: tundish migrate ${asked.environment} --from ${asked.from}\n`);
  return migration.byHand.length > 0 ? exitCode.findings : exitCode.ok;
}

async function isConfirmed(context: CommandContext, isSaid: boolean): Promise<boolean> {
  if (isSaid) return true;
  if (context.ask === undefined) {
    context.stderr('Nothing was changed: say --yes to run these steps.\n');
    return false;
  }
  const answer = await context.ask('Run these steps? (y/N, or --yes)');
  if (/^y(es)?$/i.test(answer)) return true;
  context.stderr('Nothing was changed.\n');
  return false;
}

async function move(
  context: CommandContext,
  migration: Migration,
  asked: Asked,
  stores: Stores,
  { previous, current }: { readonly previous: Plan; readonly current: Plan },
): Promise<number> {
  const tell = (line: string) => context.stderr(`${visible(line)}\n`);
  const result = asked.isDown
    ? await undoMigration(migration, stores, { tell })
    : await runMigration(migration, asked.phases, stores, { tell });
  if (result.kind === 'refused') return tellRefused(context, result);
  const { environment, from, phases } = asked;
  const done = `${plural(result.steps, 'step')}, ${plural(result.rows, 'row')} brought over`;
  if (!asked.isDown && !phases.includes('migrate')) {
    const next = phases.includes('expand')
      ? `tundish migrate ${environment} --from ${from}`
      : `tundish plan ${environment}`;
    context.stdout(`${done}.\nNext: ${next}\n`);
    return exitCode.ok;
  }
  // What needs the time of day and the repository's own rows is apply's.
  const applied = await applyPlan(asked.isDown ? previous : current, stores, { now: Date.now() });
  if (applied.kind === 'refused') {
    context.stderr(renderChangeSet({ ...applied, additions: [] }, environment));
    context.stderr(
      `${done}; apply refuses the rest.\nNext: settle what is refused, then tundish plan ${environment}\n`,
    );
    return exitCode.findings;
  }
  context.stdout(renderChangeSet({ ...applied, kept: [] }, environment));
  const rest =
    applied.additions.length === 0 ? 'nothing was left to apply' : changeSetCounts(applied);
  const next = asked.isDown
    ? `run the processes of ${from}`
    : `tundish run all ${environment}, and once nobody needs them: tundish migrate ${environment} --from ${from} --retire <store.object>`;
  context.stdout(`${done}; ${rest}.\nNext: ${next}\n`);
  return exitCode.ok;
}

function tellRefused(
  context: CommandContext,
  { refusals }: MigrationResult & { readonly kind: 'refused' },
): number {
  for (const { object, problem, keys } of refusals) {
    context.stderr(`  ! ${visible(object)}: ${visible(problem)}\n`);
    for (const key of keys) context.stderr(`      ${visible(key)}\n`);
  }
  context.stderr(
    'Refused, nothing was changed.\nNext: settle what is named, then run the same command\n',
  );
  return exitCode.findings;
}
