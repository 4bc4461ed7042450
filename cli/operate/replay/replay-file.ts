import { waitFor } from '../../../connectors/back-off.ts';
import type { MqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
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
 * once the broker has what was sent. Rejects where the broker refuses, or the file cannot be read.
 */
export async function replayFile(options: ReplayOptions): Promise<ReplayCounts> {
  const { messages, validate, refused, publisher, signal, clock } = options;
  const window = sendWindow(signal);
  const timeOf = messageTime(options.major);
  const pace = options.speed === undefined ? undefined : paced(options.speed, clock, signal);
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
    if (pace !== undefined) await pace(timeOf(value?.json));
    if (signal.aborted) return false;
    if (publisher !== undefined) {
      const { topic, text } = message;
      const room = await window.send(line, text.length, () => publisher.publish(topic, text));
      if (!room) return false;
    }
    taken += 1;
    return true;
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
  // By the clock, so that it also speaks while everything waits for the broker.
  const beat = setInterval(progress.show, BEAT_MS);
  try {
    await handleAll();
    await Promise.race([window.settled(), graceAfter(signal)]);
  } finally {
    clearInterval(beat);
    progress.end();
  }
  return {
    read,
    sent: sent(),
    ...(signal.aborted ? { resumeFrom: window.firstWaiting ?? lastLine + 1 } : {}),
    ...(example === undefined ? {} : { example }),
  };
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

/** Waits until a message is due; one that is late, or without a time, is due at once. */
function paced(
  speed: number,
  clock: () => number,
  signal: AbortSignal,
): (timeMs: number | undefined) => Promise<void> {
  let first: { readonly timeMs: number; readonly wallMs: number } | undefined;
  return async (timeMs) => {
    if (timeMs === undefined) return;
    first ??= { timeMs, wallMs: clock() };
    const dueMs = first.wallMs + (timeMs - first.timeMs) / speed;
    const waitMs = dueMs - clock();
    if (waitMs > 0) await waitFor(waitMs, signal);
  };
}
