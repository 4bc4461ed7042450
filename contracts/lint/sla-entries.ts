import { itemNodes, memberNode, type NodeAt } from '../source/node-at.ts';
import { timeUnit } from '../source/time-unit.ts';
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

/** A service level in milliseconds; undefined where value or unit are none, or months and years. */
export function slaMs({ node, value }: SlaEntry): number | undefined {
  const unit = timeUnit(textOf(node, 'unit') ?? '');
  return unit?.isExact !== true || value === '' || Number.isNaN(Number(value))
    ? undefined
    : Number(value) * unit.ms;
}
