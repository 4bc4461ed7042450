import { smallPlant } from '../contracts/small-plant.ts';

const HEAT = 'products/casting/heat/heat';
const STRAND = 'products/casting/strand/strand';

/** The small plant without its computed dataset: one event and one sensor stream of major 1. */
export function oneMajor(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(smallPlant()).filter(([path]) => !path.startsWith('products/casting/kpi/')),
  );
}

/** The same with a major 2 of both: heats have an own time and must name a superheat. */
export function twoMajors(): Readonly<Record<string, string>> {
  const files = oneMajor();
  const next = (path: string, ...changes: readonly (readonly [string, string])[]): string => {
    let text = files[path] ?? '';
    for (const [find, put] of changes) {
      if (!text.includes(find)) throw new Error(`"${find}" does not stand in ${path}`);
      text = text.replaceAll(find, put);
    }
    return text;
  };
  const renumbered = [
    ['version: 1.0.0', 'version: 2.0.0'],
    ['.v1.schema.json', '.v2.schema.json'],
    ['/v1\n', '/v2\n'],
  ] as const;
  return {
    ...files,
    [`${HEAT}.v2.odcs.yaml`]: next(`${HEAT}.v1.odcs.yaml`, ...renumbered, [
      'field: cast_end, zone: Europe/Berlin, skew: PT5M',
      'field: poured_at',
    ]),
    [`${HEAT}.v2.schema.json`]: next(
      `${HEAT}.v1.schema.json`,
      ['"cast_end", "weight"]', '"cast_end", "weight", "poured_at", "superheat"]'],
      [
        '"cast_end": { "type": "string" },',
        `"cast_end": { "type": "string" },
    "poured_at": { "type": "string", "format": "date-time" },
    "superheat": { "type": "number" },`,
      ],
    ),
    [`${STRAND}.v2.odcs.yaml`]: next(`${STRAND}.v1.odcs.yaml`, ...renumbered),
    [`${STRAND}.v2.schema.json`]: next(`${STRAND}.v1.schema.json`, [
      '["caster", "tag", "time", "value"]',
      '["caster", "tag", "time", "value", "quality"]',
    ]),
  };
}

/** A heat of either major; each number is an event of its own. */
export function heatMessage(major: 1 | 2, number: number): string {
  return JSON.stringify({
    source: `l2-v${major}`,
    sequence: number,
    heat_id: String(100_000 * major + number),
    revision: 0,
    status: 'final',
    cast_end: '2026-03-01T06:00:00',
    weight: 180.5,
    ...(major === 1 ? {} : { poured_at: '2026-02-28T23:30:00Z', superheat: 24.5 }),
  });
}

/** A message of `count` samples, a second apart from `number` × 100 s on. */
export function strandMessage(caster: string, number: number, count: number): string {
  return JSON.stringify(
    Array.from({ length: count }, (_, index) => ({
      caster,
      tag: 'CS',
      time: new Date(Date.UTC(2026, 2, 1) + (number * 100 + index) * 1000).toISOString(),
      value: 1.2,
      quality: 'good',
    })),
  );
}
