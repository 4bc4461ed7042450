import type { Store, StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { EventDatasetPlan } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import type { PersonalKeys } from '../personal/personal-keys.ts';
import { errorFacts, faultPlace } from '../pump/isolate-faults.ts';
import { addToQuarantine, type QuarantineEntry } from '../quarantine/quarantine-rows.ts';
import { WAITS_FOR_KEY } from '../quarantine/reason.ts';
import { releaseHeld } from '../quarantine/replay.ts';
import { CheckpointMoved, moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import { type RawRow, rawRowBytes, rawRowColumns } from './decode-raw-row.ts';
import {
  type CuratedMessage,
  compileJudge,
  type JudgeRow,
  quarantineEntry,
  type Validators,
} from './judge-row.ts';
import { beginning, type WindowPosition, windowReader } from './read-window.ts';
import { defaultLoop, type LoopSettings, runStep } from './run-step.ts';
import type { Step, StepContext, StepResult } from './step.ts';
import { messageWriter } from './write-messages.ts';

export interface CuratedStepOptions extends StepContext {
  readonly plan: EventDatasetPlan;
  readonly raw: Store;
  readonly curated: Store;
  readonly validators: Validators;
  /** Open messages that were encrypted whole; without them such messages wait. */
  readonly keys?: PersonalKeys | undefined;
  readonly settings?: Partial<CuratedSettings>;
}

export interface CuratedSettings extends LoopSettings {
  /** Messages per transaction at most. */
  readonly batchMessages: number;
}

/** At first often, while a rollout may be under way. */
const RELEASE_FIRST_MS = 1_000;
const RELEASE_EVERY_MS = 60_000;

const CURATED_SCHEMA = 'curated';

/** Text of one batch; parsed it takes up to twenty times as much memory (a list of empty objects). */
const BATCH_BYTES = 8 * 1024 * 1024;

const ANEW =
  'raw is another database than the one that the checkpoint is of, or was set back: the step reads all of it again; what is curated already stays as it is';

const KEYLESS =
  'messages with personal data wait for a key that this process has not: set personal.encryptionKey (and pseudonymKey) of its environment to the keys of the reader, then start it again';

/** The name of a dataset's checkpoint. */
export function curatedStepName(datasetId: string): string {
  return `curated:${datasetId}`;
}

/**
 * Curates one event dataset: reads raw in commit order, checks each message against its contract,
 * and writes its rows or its quarantine entry together with the checkpoint in one transaction of
 * the curated store. Killed at any moment, or run twice at once, each raw row is still settled
 * exactly once.
 */
export function curatedStep(options: CuratedStepOptions): Step {
  const { plan, raw, curated, log, counters } = options;
  const settings: CuratedSettings = { ...defaultLoop, batchMessages: 1000, ...options.settings };
  const name = curatedStepName(plan.id);
  const writer = messageWriter(plan.tables);
  const judge = compileJudge(plan, options.validators, options.keys, (row, error) => {
    counters.add('faults', { worker: name }, 1);
    log.error(
      { step: name, eventId: row.event_id, payloadHash: row.payload_hash, ...faultPlace(error) },
      'a message meets a fault of Tundish itself; it is in quarantine and the others go on. Please report it',
    );
  });
  const readRaw = windowReader<RawRow>(
    {
      name: qualifiedName('raw', plan.raw.name),
      tx: 'tx',
      seq: 'seq',
      bytes: { expression: rawRowBytes, most: BATCH_BYTES },
    },
    rawRowColumns,
  );

  let releaseAtMs = 0;
  let releasePauseMs = RELEASE_FIRST_MS;
  let releases = 0;

  async function runOnce(): Promise<StepResult> {
    const result = await curateNew();
    if (Date.now() >= releaseAtMs) await release();
    return result;
  }

  /**
   * Validators and keys only change with the process. A process of the plan before may still end
   * meanwhile. What fails here must not stop what is new.
   */
  async function release(): Promise<void> {
    releases += 1;
    // What waits for keys that this process has not would be read again and again: ever more rarely.
    const keyed = (releases & (releases - 1)) === 0;
    try {
      const { replayed } = await releaseHeld({ plan, raw, curated, judge, writer }, keyed);
      if (replayed > 0) log.info({ step: name, replayed }, 'held messages were curated');
    } catch (error) {
      const facts = errorFacts(error);
      counters.add('failed_runs', { step: name, kind: facts.kind }, 1);
      log.warn({ step: name, ...facts }, 'held messages wait; releasing them is tried again');
    }
    releaseAtMs = Date.now() + releasePauseMs;
    releasePauseMs = Math.min(2 * releasePauseMs, RELEASE_EVERY_MS);
  }

  async function curateNew(): Promise<StepResult> {
    const from = await readCheckpoint<WindowPosition>(curated, CURATED_SCHEMA, name);
    const { rows, next, anew } = await readRaw(raw, from ?? beginning, settings.batchMessages);
    if (anew) log.warn({ step: name }, ANEW);
    if (rows.length === 0) return { outcome: 'idle' };
    const { messages, entries } = sortOut(rows, judge);
    const settle = async (insert: InsertMessages): Promise<readonly QuarantineEntry[]> =>
      curated.transaction(async (session) => {
        await moveCheckpoint(session, CURATED_SCHEMA, name, from, next);
        const all = [...entries, ...(await insert(session, messages))];
        await addToQuarantine(session, CURATED_SCHEMA, all);
        return all;
      });
    let waiting: readonly QuarantineEntry[];
    try {
      waiting = await settle(async (session, good) => {
        await writer.insert(session, good);
        return [];
      });
    } catch (error) {
      if (error instanceof CheckpointMoved) return { outcome: 'lost' };
      // What is no Failure is a fault of ours with one of the messages.
      if (error instanceof Failure && error.kind !== 'poison') throw error;
      try {
        waiting = await settle((session, good) => insertTolerant(session, good));
      } catch (again) {
        if (again instanceof CheckpointMoved) return { outcome: 'lost' };
        throw again;
      }
    }
    return report(rows.length, waiting, next.after !== null);
  }

  async function insertTolerant(
    session: StoreSession,
    messages: readonly CuratedMessage[],
  ): Promise<readonly QuarantineEntry[]> {
    const refused = await writer.insertWithout(session, messages);
    return refused.map(({ message, reason }) =>
      quarantineEntry(plan.id, message.row, {
        reasons: [reason],
        text: message.shown,
        contractVersion: message.contractVersion,
        state: 'open',
      }),
    );
  }

  function report(read: number, waiting: readonly QuarantineEntry[], more: boolean): StepResult {
    const held = waiting.filter(({ state }) => state === 'held').length;
    const counts = {
      curated: read - waiting.length,
      quarantined: waiting.length - held,
      held,
    };
    counters.add('curated', { stream: plan.id }, counts.curated);
    counters.add('refused', { stream: plan.id }, counts.quarantined);
    counters.add('held', { stream: plan.id }, held);
    if (waiting.length > 0) log.warn({ step: name, ...counts }, 'messages went to quarantine');
    const keyless = waiting.filter(({ state, reasons: [first] }) => {
      const rule = first?.rule;
      return state === 'held' && WAITS_FOR_KEY.some((one) => one === rule);
    });
    if (keyless.length > 0) log.error({ step: name, messages: keyless.length }, KEYLESS);
    return { outcome: 'moved', more, counts };
  }

  return {
    name,
    runOnce,
    run: (signal) => runStep({ name, runOnce }, { ...options, signal, settings }),
  };
}

type InsertMessages = (
  session: StoreSession,
  messages: readonly CuratedMessage[],
) => Promise<readonly QuarantineEntry[]>;

function sortOut(
  rows: readonly RawRow[],
  judge: JudgeRow,
): { readonly messages: readonly CuratedMessage[]; readonly entries: readonly QuarantineEntry[] } {
  const messages: CuratedMessage[] = [];
  const entries: QuarantineEntry[] = [];
  for (const row of rows) {
    const verdict = judge(row);
    if (verdict.kind === 'curated') messages.push(verdict.message);
    else entries.push(verdict.entry);
  }
  return { messages, entries };
}
