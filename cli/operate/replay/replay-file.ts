import { waitFor } from '../../../connectors/back-off.ts';
import { Failure } from '../../../connectors/failure.ts';
import { FileProblem } from '../../../connectors/files/file-rows.ts';
import { type MqttPublisher, PublishRefused } from '../../../connectors/mqtt/mqtt-publisher.ts';
import type { Validate } from '../../../contracts/generate/validator/violation.ts';
import type { StreamMajor } from '../../../contracts/plan/plan.ts';
import type { BuiltMessage } from './message-builder.ts';
import { messageTime } from './message-time.ts';
import type { Progress } from './progress.ts';
import { contractRefusal, type Refusals } from './refusals.ts';
import { sendWindow } from './send-window.ts';
import type { SourceMessages } from './source-line.ts';

export interface ReplayCounts {
  /** Lines or rows of the file that were read, from the first one wanted on. */
  readonly read: number;
  /** Messages that the broker has acknowledged; of a dry run, that the contract takes. */
  readonly sent: number;
  /** The line after the last one whose messages all arrived; absent where the file was finished. */
  readonly resumeFrom?: number;
  /** What ended it before the end of the file: the broker, or the file itself. */
  readonly failure?: Failure | FileProblem;
  /** The first message that the contract took. */
  readonly example?: { readonly topic: string; readonly text: string };
}

export interface ReplayOptions {
  readonly messages: SourceMessages;
  readonly major: StreamMajor;
  readonly validate: Validate;
  readonly refused: Refusals;
  /** Absent: a dry run. */
  readonly publisher?: MqttPublisher;
  /** How many times faster than it happened; absent: as fast as the broker takes. */
  readonly speed?: number;
  /** Lines before it are passed over. */
  readonly fromLine: number;
  readonly progress: (counts: {
    readonly sent: () => number;
    readonly waiting: () => number;
  }) => Progress;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

const BEAT_MS = 500;
/** How long an interrupted replay waits for what is on its way. */
const GRACE_MS = 5_000;

/**
 * Sends a file's messages in its order. What the contract refuses is counted and not sent;
 * everything else is sent, and waits for the broker rather than being dropped. Ends at the signal
 * once the broker has what was sent; and with a failure where the broker refuses what is not one
 * message's fault, or the file cannot be read further.
 */
export async function replayFile(options: ReplayOptions): Promise<ReplayCounts> {
  const { messages, validate, refused, publisher, signal, clock } = options;
  const window = sendWindow(signal);
  const timeOf = messageTime(options.major);
  let read = 0;
  let taken = 0;
  let lastLine = options.fromLine - 1;
  let example: ReplayCounts['example'];
  const sent = (): number => (publisher === undefined ? taken : window.acknowledged);

  /** False where the signal came before it was sent. */
  async function handle(line: number, message: BuiltMessage): Promise<boolean> {
    if ('problem' in message) {
      refused.add(line, message.problem, message.problem);
      return true;
    }
    const value = parsed(message.text);
    const refusal = value === undefined ? notJson : contractRefusal(validate, value.json);
    if (refusal !== undefined) {
      refused.add(line, refusal.reason, refusal.kind);
      return true;
    }
    example ??= message;
    if (pace !== undefined) await pace(timeOf(value?.json), line);
    if (signal.aborted) return false;
    if (publisher !== undefined) {
      const { topic, text } = message;
      const room = await window.send(line, text.length, () =>
        deliver(publisher, line, topic, text),
      );
      if (!room) return false;
    }
    taken += 1;
    return true;
  }

  /** False where the broker refuses this message, and may take others. */
  async function deliver(
    to: MqttPublisher,
    line: number,
    topic: string,
    text: string,
  ): Promise<boolean> {
    try {
      await to.publish(topic, text);
      return true;
    } catch (error) {
      if (!(error instanceof PublishRefused && error.ofThisMessage)) throw error;
      refused.add(line, error.message, `broker ${error.code}`);
      return false;
    }
  }

  async function handleAll(): Promise<void> {
    for await (const batch of messages.batches(options.fromLine)) {
      for (const { line, built } of batch) {
        if (signal.aborted) return;
        read += 1;
        for (const message of built) if (!(await handle(line, message))) return;
        lastLine = line;
      }
    }
  }

  const progress = options.progress({ sent, waiting: () => window.waiting });
  const pace =
    options.speed === undefined
      ? undefined
      : paced(options.speed, clock, signal, (waitMs, line) =>
          progress.note(
            `the message of ${messages.unit} ${line} is due in ${durationText(waitMs)}, as its time says; ctrl-c ends the waiting`,
          ),
        );
  let failure: Failure | FileProblem | undefined;
  // By the clock, so that it also speaks while everything waits for the broker.
  const beat = setInterval(progress.show, BEAT_MS);
  try {
    await handleAll();
    await Promise.race([window.settled(), graceAfter(signal)]);
  } catch (error) {
    if (!(error instanceof Failure || error instanceof FileProblem)) throw error;
    failure = error;
    await Promise.race([window.drained(), delay(GRACE_MS)]);
  } finally {
    clearInterval(beat);
    progress.end();
  }
  return {
    read,
    sent: sent(),
    ...(signal.aborted || failure !== undefined
      ? { resumeFrom: window.firstWaiting ?? lastLine + 1 }
      : {}),
    ...(failure === undefined ? {} : { failure }),
    ...(example === undefined ? {} : { example }),
  };
}

/** Keeps no process alive. */
function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** Resolves some time after the signal; never without it. Keeps no process alive. */
function graceAfter(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const begin = (): void => {
      setTimeout(resolve, GRACE_MS).unref();
    };
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
  });
}

const notJson = { reason: 'the line is not JSON', kind: 'not JSON' };

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A longer wait is told when it begins. */
const LONG_WAIT_MS = 60_000;

/** Waits until a message is due; one that is late, or without a time, is due at once. */
function paced(
  speed: number,
  clock: () => number,
  signal: AbortSignal,
  onLong: (waitMs: number, line: number) => void,
): (timeMs: number | undefined, line: number) => Promise<void> {
  let first: { readonly timeMs: number; readonly wallMs: number } | undefined;
  return async (timeMs, line) => {
    if (timeMs === undefined) return;
    first ??= { timeMs, wallMs: clock() };
    const dueMs = first.wallMs + (timeMs - first.timeMs) / speed;
    const waitMs = dueMs - clock();
    if (waitMs > LONG_WAIT_MS) onLong(waitMs, line);
    if (waitMs > 0) await waitFor(waitMs, signal);
  };
}

/** `3 min`, `5 h`, `31 d` */
function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}
