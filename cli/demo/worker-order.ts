/** What the demo tells one of its processes to do. */
export interface WorkerOrder {
  readonly role: 'writer' | 'etl';
  /** Folder with the plan and its validators. */
  readonly build: string;
  readonly databaseUrl: string;
  readonly mqttUrl: string;
  readonly metricsPort: number;
  /** PostgreSQL's process: stopped by the ETL when the demo is gone without having done it. */
  readonly postgresPid: number;
}
