import type { Store } from '../../connectors/connector.ts';
import { compileJudge } from '../../ingestion/etl/judge-row.ts';
import { messageWriter } from '../../ingestion/etl/write-messages.ts';
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
import { renderIncident, renderIncidents } from '../render/incidents.ts';
import { eventDatasets } from '../roles/role.ts';
import { validatorsByMajor } from '../roles/validators.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { saveBuild } from '../runtime/built-plant.ts';
import { openStores } from '../runtime/open-stores.ts';
import { reachingApplied } from '../runtime/reaching.ts';

const MESSAGES_SHOWN = 10;

/** Where a fault of a message's own contract is looked at and settled. */
export const command: Command = {
  name: 'quarantine',
  usage: `Usage: tundish quarantine ls <environment> [--stream <id>] [--settled] [--format text|json]
       tundish quarantine show <environment> <incident> [--format text|json]
       tundish quarantine replay <environment> <incident>
       tundish quarantine discard <environment> <incident> --reason <words>

An incident is what breaks the same rule of the same stream at the same place; its name has twelve
characters. replay judges its messages again under the contracts of this folder and curates those
that keep them now. discard gives its messages up; raw keeps them.

Exit codes: 0 done, 1 nothing was replayed or the incident is unknown, 4 a database does not
answer, 5 the plan is not applied yet.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      stream: { type: 'string' },
      settled: { type: 'boolean', default: false },
      reason: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    const [verb, name, fingerprint] = positionals;
    if (name === undefined) throw new UsageError('expected a verb and an environment');
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UsageError(`'${values.format}' is not a format; choose text or json`);
    }
    const environment = await readEnvironment(context.cwd, name, context.env);
    const { stores, close } = openStores(environment);
    const places: Places = { curated: stores.curated, metrics: stores.metrics, raw: stores.raw };
    const asJson = values.format === 'json';
    try {
      switch (verb) {
        case 'ls':
          return await reachingApplied(
            name,
            list(context, places, name, {
              stream: values.stream,
              settled: values.settled === true,
              asJson,
            }),
          );
        case 'show':
          return await reachingApplied(
            name,
            show(context, places, name, required(fingerprint), asJson),
          );
        case 'replay':
          return await reachingApplied(
            name,
            replayIncident(context, places, required(fingerprint)),
          );
        case 'discard': {
          const { reason } = values;
          if (reason === undefined || reason.trim() === '') {
            throw new UsageError('discard needs --reason: whoever looks later wants to know why');
          }
          return await reachingApplied(
            name,
            discard(context, places, required(fingerprint), reason),
          );
        }
        default:
          throw new UsageError(`'${verb}' is not one of ls, show, replay, discard`);
      }
    } finally {
      await close();
    }
  },
};

type Places = Readonly<Record<QuarantineSchema | 'raw', Store>>;

const schemas: readonly QuarantineSchema[] = ['curated', 'metrics'];

function required(fingerprint: string | undefined): string {
  if (fingerprint === undefined) throw new UsageError('expected the name of an incident');
  return fingerprint;
}

async function list(
  context: CommandContext,
  places: Places,
  environment: string,
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
  context.stdout(options.asJson ? `${JSON.stringify(found, null, 2)}\n` : renderIncidents(found));
  const [first] = found;
  context.stderr(
    first === undefined
      ? 'No incident.\n'
      : `Next: tundish quarantine show ${environment} ${first.fingerprint}\n`,
  );
  return exitCode.ok;
}

interface FoundIncident {
  readonly schema: QuarantineSchema;
  readonly incident: Incident;
}

async function find(places: Places, fingerprint: string): Promise<FoundIncident | undefined> {
  for (const schema of schemas) {
    const [incident] = await listIncidents(places[schema], schema, {
      fingerprint,
      states: ['open', 'held', 'replayed', 'discarded'],
    });
    if (incident !== undefined) return { schema, incident };
  }
  return undefined;
}

function unknown(context: CommandContext, fingerprint: string): number {
  context.stderr(`There is no incident ${fingerprint}. Next: tundish quarantine ls\n`);
  return exitCode.findings;
}

async function show(
  context: CommandContext,
  places: Places,
  environment: string,
  fingerprint: string,
  asJson: boolean,
): Promise<number> {
  const found = await find(places, fingerprint);
  if (found === undefined) return unknown(context, fingerprint);
  const { schema, incident } = found;
  const messages = await incidentMessages(places[schema], schema, fingerprint, MESSAGES_SHOWN);
  context.stdout(
    asJson
      ? `${JSON.stringify({ ...incident, newest: messages }, null, 2)}\n`
      : renderIncident(incident, messages),
  );
  context.stderr(
    `Next: mend the source or the contract, then tundish quarantine replay ${environment} ${fingerprint}\n`,
  );
  return exitCode.ok;
}

async function replayIncident(
  context: CommandContext,
  places: Places,
  fingerprint: string,
): Promise<number> {
  const found = await find(places, fingerprint);
  if (found === undefined) return unknown(context, fingerprint);
  if (found.schema === 'metrics') {
    context.stderr(
      'Samples cannot be replayed yet: have the source send them again, then discard the incident.\n',
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
      judge: compileJudge(plan, validators),
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

async function discard(
  context: CommandContext,
  places: Places,
  fingerprint: string,
  reason: string,
): Promise<number> {
  const found = await find(places, fingerprint);
  if (found === undefined) return unknown(context, fingerprint);
  const { schema } = found;
  const discarded = await discardIncident(places[schema], schema, fingerprint, reason);
  context.stdout(`${discarded} messages discarded; raw keeps them.\n`);
  return exitCode.ok;
}
