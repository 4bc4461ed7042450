import type { Store } from '../../connectors/connector.ts';
import type { DemoBroker } from './broker.ts';
import { watchDecimalComma } from './scenes/decimal-comma.ts';
import { killWriter } from './scenes/kill-writer.ts';
import { type Correction, watchCorrection } from './scenes/lab-correction.ts';
import type { SceneOutcome } from './scenes/scene.ts';
import type { SentAccount } from './simulator/sent-account.ts';
import type { Scene, SimulatedMessage } from './simulator/simulated-message.ts';
import type { LiveView } from './view/live-view.ts';
import type { WorkerProcess } from './worker-process.ts';

export interface Stage {
  readonly store: Store;
  readonly broker: DemoBroker;
  readonly eventClientId: string;
  readonly writer: WorkerProcess;
  readonly sent: SentAccount;
  readonly view: LiveView;
  readonly signal: AbortSignal;
}

/** Starts each scene with its first message and gathers what came of it. */
export interface Acts {
  /** To be called for every message when it is sent. */
  note(message: SimulatedMessage): void;
  /** Resolves when the scenes that began have ended. */
  ended(): Promise<readonly SceneOutcome[]>;
  readonly begun: ReadonlySet<Scene>;
  readonly correction: Correction | undefined;
}

export function newActs(stage: Stage): Acts {
  const begun = new Set<Scene>();
  const running: Promise<SceneOutcome>[] = [];
  let correction: Correction | undefined;

  async function play(scene: Scene, heatId: string): Promise<SceneOutcome> {
    switch (scene) {
      case 'flood':
        return killWriter(stage);
      case 'decimal-comma':
        return watchDecimalComma(stage);
      case 'correction': {
        const outcome = await watchCorrection(heatId, stage);
        correction = outcome.correction;
        return outcome;
      }
    }
  }

  return {
    begun,
    get correction() {
      return correction;
    },
    note: ({ scene, heatId = '' }) => {
      if (scene === undefined || begun.has(scene)) return;
      begun.add(scene);
      running.push(
        play(scene, heatId).catch((error: unknown) => ({
          name: 'writer killed',
          faults: [`scene ${scene}: ${error instanceof Error ? error.message : String(error)}`],
        })),
      );
    },
    ended: () => Promise.all(running),
  };
}
