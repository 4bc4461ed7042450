/** What one check found. Texts hold no secrets. */
export interface CheckResult {
  readonly group: 'machine' | 'repository' | 'environment' | 'databases' | 'brokers' | 'files';
  /** `disk`, `stores.raw` */
  readonly name: string;
  /** `unknown`: could not be found out. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'unknown';
  readonly text: string;
  /** What to do about it; of everything that is not ok. */
  readonly remedy?: string;
}

export type Group = CheckResult['group'];

/** Makes results of one group. */
export function resultsOf(group: Group) {
  return {
    ok: (name: string, text: string): CheckResult => ({ group, name, outcome: 'ok', text }),
    warning: (name: string, text: string, remedy: string): CheckResult => ({
      ...{ group, name, outcome: 'warning', text, remedy },
    }),
    failed: (name: string, text: string, remedy: string): CheckResult => ({
      ...{ group, name, outcome: 'failed', text, remedy },
    }),
    unknown: (name: string, text: string, remedy: string): CheckResult => ({
      ...{ group, name, outcome: 'unknown', text, remedy },
    }),
  };
}
