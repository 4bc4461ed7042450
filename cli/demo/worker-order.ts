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

/** MQTT session of the sensors: a clean one. */
export const sensorClientId = `tundish-${instance}-samples`;

/** MQTT session of the writer: it outlives the process, and the broker keeps its queue. */
export const eventClientId = `tundish-${instance}-events`;
