import type pg from 'pg';

/** Figures of one day, fault class or tag: decimal texts by name, `count` among them. */
export interface Group {
  readonly set: string;
  readonly key: string;
  readonly figures: Readonly<Record<string, string>>;
}

export interface Comparison {
  readonly set: string;
  readonly records: bigint;
  readonly groups: number;
  readonly figures: number;
  readonly different: number;
  /** The first differences, for a person. */
  readonly examples: readonly string[];
}

/** Rows of each data set on its way: raw and curated for events, metrics for samples. */
export async function countRows(
  client: pg.Client,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const { rows } = await client.query(
    `SELECT
       (SELECT count(*)::text FROM raw.energy_kr) AS energy_raw,
       (SELECT count(*)::text FROM curated.energy_kr_v1) AS energy_curated,
       (SELECT count(*)::text FROM raw.plate_uci) AS plates_raw,
       (SELECT count(*)::text FROM curated.plate_uci_v1) AS plates_curated,
       (SELECT count(*)::text FROM metrics.tep) AS samples`,
  );
  const [row] = rows;
  return {
    energy: { raw: row.energy_raw, curated: row.energy_curated },
    plates: { raw: row.plates_raw, curated: row.plates_curated },
    process: { metrics: row.samples },
  };
}

const energySums = [
  'usage',
  'lagging_reactive',
  'leading_reactive',
  'co2',
  'lagging_power_factor',
  'leading_power_factor',
];

/** The same groups from the stores: business rows for events, sums over metrics for samples. */
export async function readStores(client: pg.Client): Promise<readonly Group[]> {
  const energy = await client.query(
    `SELECT day::text AS key, readings::text AS count, ${energySums.map((name) => `${name}::text`).join(', ')}
     FROM business.energy_kr_day_v1`,
  );
  const plates = await client.query(
    `SELECT v.fault AS key, v.plates::text AS count,
            (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each_text(to_jsonb(v)) AS e) AS sums
     FROM business.plate_uci_fault_v1 AS v`,
  );
  // The text of a double is its shortest decimal; as numeric it adds up without rounding.
  const samples = await client.query(
    `SELECT run || ' ' || tag AS key, count(*)::text AS count, sum(value::text::numeric)::text AS value
     FROM metrics.tep_v1 GROUP BY run, tag`,
  );
  return [
    ...energy.rows.map(({ key, ...figures }) => group('energy', key, figures)),
    ...plates.rows.map(({ key, count, sums }) => {
      const named = Object.entries(sums as Record<string, string>).filter(
        ([name]) => name !== 'fault' && name !== 'plates' && !name.startsWith('_'),
      );
      return group('plates', key, { count, ...Object.fromEntries(named) });
    }),
    ...samples.rows.map(({ key, ...figures }) => group('process', key, figures)),
  ];
}

function group(set: string, key: string, figures: Readonly<Record<string, string>>): Group {
  return { set, key, figures };
}

const examplesMax = 5;

/** Compares every figure of every group, in both directions. */
export function compare(
  expected: readonly Group[],
  found: readonly Group[],
): readonly Comparison[] {
  return [...new Set(expected.map(({ set }) => set))].map((set) => {
    const wanted = expected.filter((candidate) => candidate.set === set);
    const stored = new Map(
      found.filter((candidate) => candidate.set === set).map((row) => [row.key, row.figures]),
    );
    const differences: string[] = [];
    for (const { key, figures } of wanted) {
      const other = stored.get(key);
      for (const [name, text] of Object.entries(figures)) {
        const value = other?.[name];
        if (value === undefined || plain(value) !== plain(text)) {
          differences.push(`${set} ${key} ${name}: file ${text}, store ${value ?? 'nothing'}`);
        }
      }
    }
    const keys = new Set(wanted.map(({ key }) => key));
    for (const key of stored.keys()) {
      if (!keys.has(key)) differences.push(`${set} ${key}: only in the store`);
    }
    return {
      set,
      records: wanted.reduce((sum, { figures }) => sum + BigInt(figures.count ?? '0'), 0n),
      groups: wanted.length,
      figures: wanted.reduce((sum, { figures }) => sum + Object.keys(figures).length, 0),
      different: differences.length,
      examples: differences.slice(0, examplesMax),
    };
  });
}

/** Without zeros at the end: a sum's scale says how terms were written, not what they are. */
function plain(decimal: string): string {
  const cut = decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
  return cut === '-0' ? '0' : cut;
}
