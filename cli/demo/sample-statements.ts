import type { Store } from '../../connectors/connector.ts';

/**
 * Statements for the closing page, each on one line and without double quotes, so that a shell
 * takes it between them.
 */
export function sampleStatements(correctedHeat: string | undefined): readonly string[] {
  return [
    'SELECT heat_id, production_day, shift, grade, carbon_equivalent, superheat_mean FROM business.heat_kpi_v1 ORDER BY cast_end DESC LIMIT 5',
    ...(correctedHeat === undefined
      ? []
      : [
          `SELECT carbon_equivalent, heat_revision, _committed_at AS known_since, _cause->>'reason' AS reason FROM business.heat_kpi_history_v1 WHERE heat_id = '${correctedHeat}' ORDER BY known_since`,
        ]),
    'SELECT production_day, meter, readings, readings_expected, active_energy FROM business.consumption_v1 WHERE active_energy > 0 ORDER BY readings DESC LIMIT 5',
    'SELECT p.heat_id, p.crack_probability, p.model_version, p.run_id FROM curated.defect_prediction_v1 p ORDER BY p.crack_probability DESC LIMIT 5',
    'SELECT s.parent AS heat_id, s.child AS slab_id, s.share, p.child AS plate_id FROM curated.genealogy_v1 s JOIN curated.genealogy_v1 p ON p.parent_kind = s.child_kind AND p.parent = s.child ORDER BY p.child LIMIT 5',
    "SELECT stream, reasons->0->>'message' AS reason, count(*) FROM curated.quarantine GROUP BY 1, 2 ORDER BY 3 DESC",
  ];
}

/** Runs each statement; those that fail, or answer nothing where they must, as sentences. */
export async function tryStatements(
  store: Store,
  statements: readonly string[],
  { mustAnswer }: { readonly mustAnswer: boolean },
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const text of statements) {
    try {
      const rows = await store.query({ text });
      if (mustAnswer && rows.length === 0) faults.push(`no row answers: ${text}`);
    } catch (error) {
      faults.push(`${error instanceof Error ? error.message : String(error)}: ${text}`);
    }
  }
  return faults;
}

/** Asks each endpoint once; those that do not answer with metrics, as sentences. */
export async function tryEndpoints(urls: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const url of urls) {
    const text = await fetch(url, { signal: AbortSignal.timeout(5000) })
      .then((response) => response.text())
      .catch(() => '');
    if (!text.includes('tundish_')) faults.push(`no metrics answer at ${url}`);
  }
  return faults;
}
