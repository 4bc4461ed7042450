import { userInfo } from 'node:os';
import type { Store } from '../../connectors/connector.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { didYouMean, nearest } from '../../contracts/source/suggestion.ts';
import { compileJudge } from '../../ingestion/etl/judge-row.ts';
import { messageWriter } from '../../ingestion/etl/write-messages.ts';
import type { PersonalKeys } from '../../ingestion/personal/personal-keys.ts';
import { discardIncident } from '../../ingestion/quarantine/discard.ts';
import {
  type Incident,
  incidentMessages,
  listIncidents,
  type QuarantineSchema,
} from '../../ingestion/quarantine/incidents.ts';
import { type ReplayResult, replay } from '../../ingestion/quarantine/replay.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { readEnvironment } from '../environment.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import { renderIncident, renderIncidents, statesText } from '../render/incidents.ts';
import { personalKeysIfAny } from '../roles/personal-keys.ts';
import { eventDatasets } from '../roles/role.ts';
import { validatorsByMajor } from '../roles/validators.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { saveBuild } from '../runtime/built-plant.ts';
import { knownStreams } from '../runtime/known-streams.ts';
import { openStores } from '../runtime/open-stores.ts';
import { reachingApplied } from '../runtime/reaching.ts';

const MESSAGES_SHOWN = 10;

/** Where a fault of a message's own contract is looked at and settled. */
export const command: Command = {
  name: 'quarantine',
  usage: `Usage: tundish quarantine ls <environment> [--stream <id>] [--settled] [--format text|json]
       tundish quarantine show <environment> <incident> [--format text|json]
       tundish quarantine replay <environment> <incident>
       tundish quarantine discard <environment> <incident> --reason <words> [--by <name>]

An incident is what breaks the same rule of the same stream at the same place; its name has twelve
characters. replay judges its messages again under the contracts of this folder and curates those
that keep them now. discard gives its messages up; raw keeps them, and the incident keeps the reason,
the time and who (the user of this machine, or --by).

Exit codes: 0 done, 1 nothing of it waits, nothing was replayed or the incident is unknown, 4 a database does not
answer, 5 the plan is not applied yet.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      stream: { type: 'string' },
      settled: { type: 'boolean', default: false },
      reason: { type: 'string' },
      by: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    const { verb, name, fingerprint } = readWords(positionals);
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UsageError(`'${values.format}' is not a format; choose text or json`);
    }
    const asJson = values.format === 'json';
    const reason = values.reason?.trim() ?? '';
    if (verb === 'discard' && reason === '') {
      throw new UsageError('discard needs --reason: whoever looks later wants to know why');
    }
    const environment = await readEnvironment(context.cwd, name, context.env);
    const { stores, close } = openStores(environment);
    const places: Places = { curated: stores.curated, metrics: stores.metrics, raw: stores.raw };
    const keysOf = (plan: Plan) => personalKeysIfAny(plan, environment);
    const desk: Desk = { context, places, keysOf, environment: name };
    const work = (): Promise<number> => {
      switch (verb) {
        case 'ls':
          return list(desk, { stream: values.stream, settled: values.settled === true, asJson });
        case 'show':
          return show(desk, fingerprint, asJson);
        case 'replay':
          return replayIncident(desk, fingerprint);
        case 'discard':
          return discard(desk, fingerprint, `${reason} (${values.by ?? thisUser()}, ${now()})`);
      }
    };
    try {
      return await reachingApplied(name, work());
    } finally {
      await close();
    }
  },
};

const verbs = ['ls', 'show', 'replay', 'discard'] as const;

function readWords([verbText, name, fingerprint, ...more]: readonly string[]) {
  const verb = verbs.find((known) => known === verbText);
  if (verb === undefined) {
    const near = verbText === undefined ? undefined : nearest(verbText, verbs);
    throw new UsageError(
      verbText === undefined
        ? 'expected a verb and an environment'
        : `'${verbText}' is not one of ${verbs.join(', ')}${near === undefined ? '' : `; did you mean '${near}'?`}`,
    );
  }
  if (name === undefined) throw new UsageError('expected a verb and an environment');
  const extra = verb === 'ls' ? fingerprint : more[0];
  if (extra !== undefined) throw new UsageError(`what is '${extra}'?`);
  if (verb !== 'ls' && fingerprint === undefined) {
    throw new UsageError(
      `expected the name of an incident; tundish quarantine ls ${name} has them`,
    );
  }
  return { verb, name, fingerprint: fingerprint ?? '' };
}

function thisUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown user';
  }
}

/** To the second, UTC. */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

interface Desk {
  readonly context: CommandContext;
  readonly places: Places;
  readonly keysOf: (plan: Plan) => PersonalKeys | undefined;
  /** The environment's name, for what comes next. */
  readonly environment: string;
}

type Places = Readonly<Record<QuarantineSchema | 'raw', Store>>;

const schemas: readonly QuarantineSchema[] = ['curated', 'metrics'];

async function list(
  { context, places, environment }: Desk,
  options: {
    readonly stream: string | undefined;
    readonly settled: boolean;
    readonly asJson: boolean;
  },
): Promise<number> {
  const filter = {
    ...(options.stream === undefined ? {} : { stream: options.stream }),
    ...(options.settled ? { states: ['replayed', 'discarded'] as const } : {}),
  };
  const found: Incident[] = [];
  for (const schema of schemas)
    found.push(...(await listIncidents(places[schema], schema, filter)));
  if (found.length === 0 && options.stream !== undefined) {
    await refuseUnknownStream(options.stream, context, places);
  }
  context.stdout(options.asJson ? `${JSON.stringify(found, null, 2)}\n` : renderIncidents(found));
  const [first] = found;
  context.stderr(
    first === undefined
      ? 'No incident.\n'
      : `Next: tundish quarantine show ${environment} ${first.fingerprint}\n`,
  );
  return exitCode.ok;
}

/** A slip in a stream's name must not look like a stream without incidents. */
async function refuseUnknownStream(
  stream: string,
  { cwd }: CommandContext,
  places: Places,
): Promise<void> {
  const known = new Set(await knownStreams(cwd));
  for (const schema of schemas) {
    const incidents = await listIncidents(places[schema], schema, { states: everyState });
    for (const incident of incidents) known.add(incident.stream);
  }
  if (known.size === 0 || known.has(stream)) return;
  const hint = didYouMean(stream, [...known]);
  throw new UsageError(`there is no stream '${stream}'${hint === undefined ? '' : `; ${hint}`}`);
}

const everyState = ['open', 'held', 'replayed', 'discarded'] as const;

/** Nothing of it can be replayed or discarded any more. */
function isSettled({ byState }: Incident): boolean {
  return (byState.open ?? 0) + (byState.held ?? 0) === 0;
}

function settledAlready({ context, environment }: Desk, incident: Incident): number {
  context.stderr(
    `Nothing of ${incident.fingerprint} waits: ${statesText(incident)}.\nNext: tundish quarantine ls ${environment}\n`,
  );
  return exitCode.findings;
}

interface FoundIncident {
  readonly schema: QuarantineSchema;
  readonly incident: Incident;
}

async function find(places: Places, fingerprint: string): Promise<FoundIncident | undefined> {
  for (const schema of schemas) {
    const [incident] = await listIncidents(places[schema], schema, {
      fingerprint,
      states: everyState,
    });
    if (incident !== undefined) return { schema, incident };
  }
  return undefined;
}

function unknown({ context, environment }: Desk, fingerprint: string): number {
  context.stderr(
    `There is no incident ${fingerprint}.\nNext: tundish quarantine ls ${environment}\n`,
  );
  return exitCode.findings;
}

async function show(desk: Desk, fingerprint: string, asJson: boolean): Promise<number> {
  const { context, places, environment } = desk;
  const found = await find(places, fingerprint);
  if (found === undefined) return unknown(desk, fingerprint);
  const { schema, incident } = found;
  const messages = await incidentMessages(places[schema], schema, fingerprint, MESSAGES_SHOWN);
  context.stdout(
    asJson
      ? `${JSON.stringify({ ...incident, newest: messages }, null, 2)}\n`
      : renderIncident(incident, messages),
  );
  context.stderr(
    isSettled(incident)
      ? `Nothing of it waits.\nNext: tundish quarantine ls ${environment}\n`
      : `Next: mend the source or the contract, then tundish quarantine replay ${environment} ${fingerprint}\n`,
  );
  return exitCode.ok;
}

async function replayIncident(desk: Desk, fingerprint: string): Promise<number> {
  const { context, places } = desk;
  const found = await find(places, fingerprint);
  if (found === undefined) return unknown(desk, fingerprint);
  if (isSettled(found.incident)) return settledAlready(desk, found.incident);
  if (found.schema === 'metrics') {
    context.stderr(
      (found.incident.byState.held ?? 0) > 0
        ? 'Held samples are written by the writer itself once a contract of their major is applied and it runs with it.\n'
        : 'Samples cannot be replayed yet: have the source send them again, then discard the incident.\n',
    );
    return exitCode.findings;
  }
  const built = await buildOrFindings(context);
  if (built === undefined) return exitCode.findings;
  const plan = eventDatasets(built.plan).find(({ id }) => id === found.incident.stream);
  if (plan === undefined) {
    context.stderr(`The contracts of this folder have no stream ${found.incident.stream}.\n`);
    return exitCode.findings;
  }
  const folder = await saveBuild(context.cwd, built);
  const validators = await validatorsByMajor(folder, plan.majors);
  const result = await replay(
    {
      plan,
      raw: places.raw,
      curated: places.curated,
      judge: compileJudge(plan, validators, desk.keysOf(built.plan)),
      writer: messageWriter(plan.tables),
    },
    { states: ['open', 'held'], fingerprint },
  );
  context.stdout(`${replayText(result)}\n`);
  return result.replayed > 0 ? exitCode.ok : exitCode.findings;
}

function replayText({ replayed, broken, superseded, missing }: ReplayResult): string {
  const parts = [
    `${replayed} replayed`,
    `${broken} still break their contract`,
    ...(superseded > 0 ? [`${superseded} have a curated message of the same event id`] : []),
    ...(missing > 0 ? [`${missing} are in raw no more`] : []),
  ];
  return `${parts.join(', ')}.`;
}

async function discard(desk: Desk, fingerprint: string, reason: string): Promise<number> {
  const { context, places } = desk;
  const found = await find(places, fingerprint);
  if (found === undefined) return unknown(desk, fingerprint);
  const { schema, incident } = found;
  if (isSettled(incident)) return settledAlready(desk, incident);
  const discarded = await discardIncident(places[schema], schema, fingerprint, reason);
  context.stdout(
    `${plural(discarded, 'message')} discarded; raw keeps ${discarded === 1 ? 'it' : 'them'}.\n`,
  );
  return exitCode.ok;
}
