import type { Environment } from '../environment.ts';

/** What the demo tells one of its processes to do. */
export interface WorkerOrder {
  /**
   * writer: events to raw. platform: samples to metrics, and both ETLs. models: no part of the
   * platform, but two programs that read it and send results.
   */
  readonly role: 'writer' | 'platform' | 'models';
  /** Folder with the plan and its validators. */
  readonly build: string;
  readonly environment: Environment;
  readonly metricsPort: number;
}

export const instance = 'demo';
