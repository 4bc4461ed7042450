import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '../../connectors/failure.ts';
import { FileProblem } from '../../connectors/files/file-rows.ts';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import type { MqttReach } from '../../connectors/mqtt/mqtt-reach.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { grouped } from '../demo/view/table.ts';
import { environmentOf, readEnvironmentFile } from '../environment.ts';
import { requireReachable } from '../operate/reach-servers.ts';
import { findMapping } from '../operate/replay/find-mapping.ts';
import { progress } from '../operate/replay/progress.ts';
import { refusals } from '../operate/replay/refusals.ts';
import { type ReplayCounts, replayFile } from '../operate/replay/replay-file.ts';
import { type FileFormat, formatOf, sourceMessages } from '../operate/replay/source-messages.ts';
import { type ChosenStream, streamOf } from '../operate/replay/stream-of.ts';
import { addressOf, type Server } from '../operate/servers.ts';
import { parseOptions } from '../parse-options.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { loadValidator, saveBuild } from '../runtime/built-plant.ts';

/** `tundish replay <file> --stream <id>`: a file's rows as messages of a stream. */
export const command: Command = {
  name: 'replay',
  drains: true,
  usage: `Usage: tundish replay <file> --stream <id> [--env <environment>] [--speed <n>] [--dry-run]
                     [--mapping <file>] [--topic <placeholder>=<value>] [--major <n>]
                     [--format csv|ndjson|parquet] [--from-line <n>]

Sends the rows of a CSV, NDJSON or Parquet file as messages on the stream's topic, over MQTT with
QoS 1. Each is checked by the contract first: what it refuses is counted and not sent; nothing else is
left out, and the broker decides the speed. The file is read in passing, however large it is.

  --stream     <product>.<dataset>, or the product where it has one stream
  --env        whose broker; may be left out where there is one environment
  --speed      by event time, n times faster than it happened (1: as it happened); left out: as fast
               as the broker takes
  --dry-run    sends nothing: counts, reasons, and the first message as it would go out
  --mapping    the file that says which column is which member; else <dataset>.replay.yaml beside the
               contract, else the names of the columns are those of the members
  --topic      the value of a placeholder of the topic, as often as needed
  --major      which major of the contract; else the newest
  --from-line  begins there: what an interrupted replay asks for

The mapping (docs/contract-format.md, Replay) knows delimiter, decimal comma, encoding, columns,
members, constants, time formats with zone, topic placeholders and columns that are tags.

Over MQTT 5 the broker says what it refuses, and what nobody listens to; MQTT 3.1.1 cannot tell. A
message that is too large for the broker is refused by its line; where the broker takes none (not
authorised, quota), or the file cannot be read further, replay ends with the counts so far and with
the line to go on from.

Exit codes: 0 everything was sent, 1 the contract or the broker refused some lines, 2 mapping, file
and stream do not fit, 3 it ended before the end of the file (interrupted, or the file cannot be read
further), 4 the broker does not answer, or takes nothing.`,
  run: async (args, context) => {
    const { values, positionals } = parseOptions(args, {
      stream: { type: 'string' },
      env: { type: 'string' },
      speed: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      mapping: { type: 'string' },
      topic: { type: 'string', multiple: true, default: [] },
      format: { type: 'string' },
      major: { type: 'string' },
      'from-line': { type: 'string' },
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new UsageError('replay needs one file');
    if (values.stream === undefined) throw new UsageError('replay needs --stream <id>');
    const format = formatNamed(values.format) ?? formatOf(path);
    const speed = numberOf('--speed', values.speed, (n) => n > 0);
    const fromLine = numberOf('--from-line', values['from-line'], isCount) ?? 1;
    const wantedMajor = numberOf('--major', values.major, isCount);
    const dry = values['dry-run'];
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    const stream = streamOf(built.plan, values.stream, wantedMajor);
    try {
      const found = await findMapping(context.cwd, values.mapping, stream);
      const { mapping, placeOf, missing } = found;
      if (missing !== undefined && format !== 'ndjson') {
        context.stderr(`no mapping ${missing}: columns are taken by the names of members\n`);
      }
      const messages = await sourceMessages({
        path: resolve(context.cwd, path),
        format,
        mapping: { ...mapping, topic: { ...mapping.topic, ...constantsOf(values.topic) } },
        placeOf,
        major: stream.major,
      });
      if (messages.unused.length > 0) {
        context.stderr(`columns that no member takes: ${messages.unused.join(', ')}\n`);
      }
      const target = dry ? undefined : await brokerOf(values.env, stream, context);
      const build = await saveBuild(context.cwd, built);
      const validate = await loadValidator(build, stream.major.validator);
      const refused = refusals(messages.unit);
      const publisher =
        target === undefined
          ? undefined
          : mqttPublisher({
              url: target.url,
              clientId: `tundish-replay-${process.pid}`,
              window: Math.min(1_000, target.mqtt.receiveMaximum ?? 1_000),
              version: target.mqtt.version,
              ...(target.mqtt.largestPacket === undefined
                ? {}
                : { mostPacketBytes: target.mqtt.largestPacket }),
            });
      const startedMs = Date.now();
      let counts: ReplayCounts;
      try {
        counts = await replayFile({
          messages,
          major: stream.major,
          validate,
          refused,
          fromLine,
          ...(publisher === undefined ? {} : { publisher }),
          ...(speed === undefined ? {} : { speed }),
          progress: ({ sent, waiting }) =>
            progress({
              write: context.stderr,
              isTerminal: context.isTerminal,
              clock: Date.now,
              done: messages.done,
              sent,
              waiting,
              refused: () => refused.count,
            }),
          clock: Date.now,
          signal: context.signal,
        });
      } finally {
        await publisher?.close();
      }
      const seconds = (Date.now() - startedMs) / 1000;
      context.stdout(
        report({
          ...{ path, stream, counts, refused, seconds, target, args, unit: messages.unit },
          unheard: publisher?.unheard ?? 0,
        }),
      );
      if (counts.failure instanceof Failure) return exitCode.unreachable;
      if (counts.resumeFrom !== undefined) return exitCode.unchecked;
      return refused.count === 0 ? exitCode.ok : exitCode.findings;
    } catch (error) {
      // The words were right; what they name is not: the usage would only hide the reason.
      if (!(error instanceof FileProblem || error instanceof UsageError)) throw error;
      context.stderr(`tundish replay: ${error.message}\nNext: tundish replay --help\n`);
      return exitCode.usage;
    }
  },
};

/** `caster=c1` */
function constantsOf(
  pairs: readonly string[],
): Readonly<Record<string, { readonly constant: string }>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, constant] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
      if (name === undefined || constant === undefined) {
        throw new UsageError(`--topic takes <placeholder>=<value>, not '${pair}'`);
      }
      return [name, { constant }];
    }),
  );
}

interface Target {
  readonly environment: string;
  readonly url: string;
  readonly mqtt: MqttReach;
}

/** The broker of the stream's class, which has answered. */
async function brokerOf(
  named: string | undefined,
  { dataset }: ChosenStream,
  context: CommandContext,
): Promise<Target> {
  const name = named ?? (await onlyEnvironment(context.cwd));
  const file = await readEnvironmentFile(context.cwd, name);
  const environment = environmentOf(file, context.env);
  const key = dataset.kind === 'event' ? 'events' : 'sensors';
  const url = environment.mqtt[key];
  const server: Server = {
    kind: 'mqtt',
    url,
    address: addressOf(url),
    uses: [{ key: `mqtt.${key}`, place: file.placeOf(['mqtt', key]), variables: [] }],
  };
  const [reached] = await requireReachable([server], name);
  const mqtt = reached?.mqtt ?? unknownBroker;
  return { environment: name, url, mqtt };
}

const unknownBroker: MqttReach = {
  version: 4,
  largestPacket: undefined,
  receiveMaximum: undefined,
  maximumQos: undefined,
  retainAvailable: undefined,
};

/** `demo` and `example` are no environments of a team. */
async function onlyEnvironment(root: string): Promise<string> {
  const files = await readdir(join(root, 'environments')).catch(() => []);
  const names = files
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .filter((name) => name !== 'demo' && name !== 'example');
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(
    names.length === 0
      ? 'whose broker? There is no environments/<name>.yaml here yet; --dry-run needs none'
      : `whose broker? Say --env with one of ${names.join(', ')}; --dry-run needs none`,
  );
}

function report(facts: {
  readonly path: string;
  readonly stream: ChosenStream;
  readonly counts: ReplayCounts;
  readonly refused: ReturnType<typeof refusals>;
  readonly seconds: number;
  readonly target: Target | undefined;
  readonly args: readonly string[];
  readonly unit: 'line' | 'row';
  /** Messages that the broker took for nobody. */
  readonly unheard: number;
}): string {
  const { path, stream, counts, refused, seconds, target, unit } = facts;
  const to =
    target === undefined
      ? 'nowhere (--dry-run)'
      : `${addressOf(target.url)} (${target.environment})`;
  const rate =
    seconds > 0
      ? ` in ${seconds.toFixed(1)} s, ${grouped(Math.round(counts.sent / seconds))}/s`
      : '';
  const lines = [
    `${path} → ${stream.dataset.id} v${stream.major.major}, ${stream.major.stream.topic}, to ${to}`,
    `  read     ${grouped(counts.read)} ${unit}s`,
    target === undefined
      ? `  fit      ${grouped(counts.sent)} messages that the contract takes${rate}`
      : `  sent     ${grouped(counts.sent)} messages, each acknowledged by the broker${rate}`,
    `  refused  ${grouped(refused.count)} by the contract${target === undefined ? '' : ' or the broker'}`,
    ...refused.lines().map((line) => `             ${line}`),
  ];
  if (facts.unheard > 0) {
    lines.push(
      `Nobody listens: the broker found no subscriber for ${grouped(facts.unheard)} of them and kept them for nobody. Send them again when tundish up has subscribed.`,
    );
  } else if (target?.mqtt.version === 4 && counts.sent > 0) {
    lines.push(
      'This broker speaks MQTT 3.1.1 only, whose acknowledgement cannot tell a refusal: whether its rules let these messages through, only what arrives tells.',
    );
  }
  if (target === undefined && counts.example !== undefined) {
    lines.push('The first message:', `  ${counts.example.topic}`, `  ${counts.example.text}`);
  }
  return `${lines.join('\n')}\n${verdict(facts)}`;
}

function verdict({
  counts,
  refused,
  target,
  args,
  unit,
  unheard,
}: Parameters<typeof report>[0]): string {
  const again = args.map((arg) =>
    /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`,
  );
  if (counts.resumeFrom !== undefined) {
    const { resumeFrom, failure } = counts;
    const rest = again.filter(
      (arg, at) => arg !== '--from-line' && again[at - 1] !== '--from-line',
    );
    const why = failure === undefined ? 'Interrupted.' : `Ended early: ${failure.message}.`;
    const arrived =
      target === undefined
        ? `It would go on from ${unit} ${resumeFrom}.`
        : resumeFrom > 1
          ? `Everything before ${unit} ${resumeFrom} has arrived; sending a message again is harmless where the stream has an event key.`
          : 'Nothing is known to have arrived.';
    return `${why} ${arrived}\nNext: tundish replay ${rest.join(' ')} --from-line ${resumeFrom}\n`;
  }
  const refusedText =
    refused.count === 0
      ? 'Nothing was left out.'
      : `${grouped(refused.count)} left out; nothing else.`;
  if (target === undefined) {
    const rest = again.filter((arg) => arg !== '--dry-run').join(' ');
    return `${refusedText}\nNext: ${refused.count === 0 ? `tundish replay ${rest}` : 'mend the file, the mapping or the contract, and try again'}\n`;
  }
  return `${refusedText}\nNext: tundish ${unheard > 0 ? 'up' : 'status'} ${target.environment}\n`;
}

const formats = ['csv', 'ndjson', 'parquet'] as const;

function formatNamed(text: string | undefined): FileFormat | undefined {
  if (text === undefined) return undefined;
  const found = formats.find((format) => format === text);
  if (found === undefined)
    throw new UsageError(`'${text}' is not a format; choose ${formats.join(', ')}`);
  return found;
}

function isCount(n: number): boolean {
  return Number.isInteger(n) && n > 0;
}

function numberOf(
  option: string,
  text: string | undefined,
  fits: (n: number) => boolean,
): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || !fits(number)) {
    throw new UsageError(`${option} takes a number above 0, not '${text}'`);
  }
  return number;
}
