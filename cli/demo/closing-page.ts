import type { Row, Store } from '../../connectors/connector.ts';
import type { Incident } from '../../ingestion/quarantine/incidents.ts';
import { commandLine } from '../how-to-run.ts';
import type { Colours } from '../render/colours.ts';
import type { Comparison } from './full-recompute.ts';
import type { SentCounts } from './simulator/sent-account.ts';
import type { BookLine } from './view/book-line.ts';
import { booksTable } from './view/books-table.ts';
import { grouped, tableLines } from './view/table.ts';

export interface ClosingFacts {
  readonly books: readonly BookLine[];
  readonly sent: ReadonlyMap<string, SentCounts>;
  readonly comparisons: readonly Comparison[];
  readonly incidents: readonly Incident[];
  readonly heats: readonly KpiRow[];
  readonly correction: { readonly heatId: string; readonly before: string } | undefined;
  readonly servers: ServerUrls;
  /** The servers answer while a person reads the page; otherwise they have ended with it. */
  readonly kept: boolean;
  readonly statements: readonly string[];
  readonly measured: readonly string[];
  readonly faults: readonly string[];
  readonly next: string;
}

export interface ServerUrls {
  readonly database: string;
  readonly mqtt: string;
  readonly eventMetrics: string;
  readonly otherMetrics: string;
}

/** Lines that a person can paste or open. */
export function serverLines(urls: ServerUrls): readonly string[] {
  return [
    `psql "${urls.database}"`,
    `mqtt      ${urls.mqtt}`,
    `metrics   ${urls.eventMetrics}  (events)`,
    `          ${urls.otherMetrics}  (sensors, curated and business ETL)`,
  ];
}

export interface KpiRow extends Row {
  readonly heat_id: string;
  readonly caster: string;
  readonly grade: string;
  readonly carbon_equivalent: string;
  readonly superheat_mean: string | null;
  readonly superheat_max: string | null;
  readonly casting_speed_mean: string | null;
  readonly mold_level_deviation: string | null;
  readonly samples: string;
  readonly off_grade: boolean | null;
  /** 0 to 1; null where the model has not run on the heat. */
  readonly crack_probability: string | null;
}

/** Three heats: the corrected one first, then those with the most speed samples behind them. */
export async function readKpiRows(
  store: Store,
  corrected: string | undefined,
): Promise<readonly KpiRow[]> {
  return store.query<KpiRow>({
    text: `SELECT k.heat_id, k.caster, k.grade, k.carbon_equivalent, k.superheat_mean, k.superheat_max,
  k.casting_speed_mean, k.mold_level_deviation, k.samples, k.off_grade, p.crack_probability
FROM business.heat_kpi_v1 AS k
LEFT JOIN curated.defect_prediction_v1 AS p ON p.heat_id = k.heat_id
ORDER BY k.heat_id = $1 DESC, k.casting_speed_samples DESC, k.heat_id LIMIT 3`,
    values: [corrected ?? ''],
  });
}

/** What a person should have in hand when the demo ends, as lines. */
export function closingPage(
  facts: ClosingFacts,
  colours: Colours,
  width = Number.POSITIVE_INFINITY,
): readonly string[] {
  const heading = (text: string): readonly string[] => ['', colours.strong(text)];
  return [
    ...heading(
      'Conservation: sources sent = platform received, stored once, and every row is placed',
    ),
    ...booksTable(facts.books, colours, width),
    ...sentLines(facts),
    ...facts.comparisons.map(
      ({ dataset, rows, different }) =>
        `${different === 0 ? '✓' : '✗'} ${dataset}: ${grouped(rows)} rows, ${different === 0 ? 'equal to a full recompute' : `${different} rows differ from a full recompute`}`,
    ),
    ...heading(
      'Key figures of three heats (business.heat_kpi_v1), and what a model foresees (curated.defect_prediction_v1)',
    ),
    ...kpiTable(facts),
    ...heading(quarantineTitle(facts.incidents)),
    ...facts.incidents.flatMap(incidentLines),
    ...heading(
      facts.kept
        ? 'Ask it yourself (each statement was run just now)'
        : 'Ask it yourself, also after the servers have ended (each statement was run just now)',
    ),
    ...facts.statements.map((sql) => commandLine('demo', `--sql "${sql}"`)),
    ...heading(
      facts.kept
        ? 'Where it is, until Ctrl-C'
        : `Where it was until now; with psql, an MQTT client and Prometheus: ${commandLine('demo', '--for 30 --keep')}`,
    ),
    ...serverLines(facts.servers),
    '',
    ...facts.measured,
    ...verdict(facts, colours),
    `Next: ${facts.next}`,
  ];
}

function sentLines({ books, sent }: ClosingFacts): readonly string[] {
  return books.map((line) => {
    const { unique, resends } = sent.get(line.stream) ?? { unique: 0, resends: 0 };
    const placed = line.curated === undefined ? line.stored + line.quarantined : line.stored;
    const lost = unique - placed;
    const again = line.duplicate - resends;
    const tick = lost === 0 ? '✓' : '✗';
    return `${tick} ${line.stream}: ${grouped(unique)} different ${line.unit} sent, ${lost === 0 ? 'none' : grouped(lost)} lost; duplicates: ${grouped(resends)} resent by sources, ${grouped(again)} delivered again by the broker`;
  });
}

function kpiTable({ heats, correction }: ClosingFacts): readonly string[] {
  const titles = [
    'heat',
    'caster',
    'grade',
    'CEV %',
    'superheat K',
    'max',
    'speed m/min',
    'level ± mm',
    'samples',
    'off grade',
    'crack risk %',
  ];
  const rows = heats.map((heat) => [
    heat.heat_id,
    heat.caster,
    heat.grade,
    heat.heat_id === correction?.heatId
      ? `${heat.carbon_equivalent} (was ${correction.before})`
      : heat.carbon_equivalent,
    heat.superheat_mean ?? '–',
    heat.superheat_max ?? '–',
    heat.casting_speed_mean ?? '–',
    heat.mold_level_deviation ?? '–',
    heat.samples,
    heat.off_grade === null ? '–' : heat.off_grade ? 'yes' : 'no',
    heat.crack_probability === null ? '–' : (100 * Number(heat.crack_probability)).toFixed(1),
  ]);
  return tableLines(
    titles.map((title, at) => ({ title, align: at < 4 ? 'left' : 'right' })),
    rows,
  );
}

function quarantineTitle(incidents: readonly Incident[]): string {
  const messages = incidents.reduce((sum, incident) => sum + incident.messages, 0);
  return `Quarantine: ${incidents.length} incidents, ${messages} messages or samples; nothing of them is lost`;
}

function incidentLines(incident: Incident): readonly string[] {
  const { stream, messages, pointer, message, hint } = incident;
  const sample = incident.sample ?? '';
  const shortened = sample.length > 84 ? `${sample.slice(0, 84)}…` : sample;
  return [
    `${String(messages).padStart(4)} × ${stream} ${pointer === '' ? '(whole message)' : pointer}: ${message}`,
    ...(hint === undefined ? [] : [`       hint: ${hint}`]),
    `       sample: ${shortened}`,
  ];
}

function verdict({ faults }: ClosingFacts, colours: Colours): readonly string[] {
  if (faults.length === 0) return [colours.strong('✔ Everything adds up.')];
  return [
    colours.severity('error', `✗ ${faults.length} did not add up:`),
    ...faults.map((fault) => colours.severity('error', `  ${fault}`)),
  ];
}
