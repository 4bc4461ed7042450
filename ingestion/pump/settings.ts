import type { BackOff } from '../../connectors/back-off.ts';

export interface PumpSettings {
  /** A batch is written once it holds this many messages … */
  readonly batchMessages: number;
  /** … or this many payload bytes … */
  readonly batchBytes: number;
  /** … or its first message has waited this long (less where waiting brings nothing). */
  readonly batchAgeMs: number;
  /** Batches written at the same time. */
  readonly lanes: number;
  readonly retry: BackOff;
  /** Between attempts where the store's shape differs from the plan. */
  readonly driftRetryMs: number;
  /** How long an ending pump tries to write what it holds; the broker sends the rest again. */
  readonly drainMs: number;
}

export const defaultPumpSettings: PumpSettings = {
  batchMessages: 500,
  batchBytes: 1024 * 1024,
  batchAgeMs: 20,
  lanes: 3,
  retry: { firstMs: 100, maxMs: 10_000 },
  driftRetryMs: 15_000,
  drainMs: 20_000,
};
