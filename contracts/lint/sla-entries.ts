import { itemNodes, memberNode, type NodeAt } from '../source/node-at.ts';
import { type ContractSource, oncePerContext } from './lint-context.ts';
import { textOf, writtenText } from './written.ts';

/** One service level as written. */
export interface SlaEntry {
  readonly contract: ContractSource;
  readonly node: NodeAt;
  readonly property: string;
  /** The property under its long name. */
  readonly level: string;
  readonly value: string;
  readonly valueAt: NodeAt | undefined;
}

/** The levels that ODCS names, with their abbreviations in its periodic table. */
const levels: Readonly<Record<string, string>> = {
  availability: 'av',
  throughput: 'th',
  errorRate: 'er',
  generalAvailability: 'ga',
  endOfSupport: 'es',
  endOfLife: 'el',
  retention: 're',
  frequency: 'fy',
  latency: 'ly',
  timeToDetect: 'td',
  timeToNotify: 'tn',
  timeToRepair: 'tr',
};

export const slaLevels: readonly string[] = Object.keys(levels);

const byName = new Map(
  Object.entries(levels).flatMap(([level, short]) => [
    [level.toLowerCase(), level] as const,
    [short, level] as const,
  ]),
);

/** The service levels of all contracts. */
export const slaEntries = oncePerContext((context): readonly SlaEntry[] =>
  context.contracts.flatMap((contract) =>
    itemNodes(memberNode(contract.root, 'slaProperties')).map((node) => {
      const property = textOf(node, 'property') ?? '';
      const valueAt = memberNode(node, 'value');
      return {
        contract,
        node,
        property,
        level: byName.get(property.toLowerCase()) ?? property,
        value: valueAt === undefined ? '' : writtenText(valueAt),
        valueAt,
      };
    }),
  ),
);

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
};

/** A service level in milliseconds; undefined where value or unit are none, or months and years. */
export function slaMs({ node, value }: SlaEntry): number | undefined {
  const unit = (textOf(node, 'unit') ?? '').toLowerCase();
  const single = Object.hasOwn(unitMs, unit) ? unit : unit.replace(/s$/, '');
  const factor = Object.hasOwn(unitMs, single) ? unitMs[single] : undefined;
  return factor === undefined || value === '' || Number.isNaN(Number(value))
    ? undefined
    : Number(value) * factor;
}
