import type { DraftField } from '../../contracts/draft/draft-contract.ts';
import { memberProblem } from '../../contracts/draft/draft-record.ts';
import { yamlList, yamlScalar } from '../../contracts/draft/yaml-text.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Dataset } from '../../contracts/model/dataset.ts';
import { columnName, tableName, viewName } from '../../contracts/plan/names.ts';
import { UsageError } from '../command.ts';
import type { FieldTypeName, NewWishes } from './new-options.ts';
import { headOf, proposed } from './new-stream.ts';
import type { PlantFacts } from './plant-facts.ts';
import type { ContractParts } from './stream-files.ts';

interface Source {
  readonly contract: Contract;
  readonly dataset: Dataset;
  /** `curated.heat_v1`. */
  readonly view: string;
  readonly key: readonly string[];
}

/**
 * A computed contract whose transform counts the records of what it reads, by key: sound from the
 * start, and a person writes the SELECT that is meant.
 * @throws UsageError where a contract that it reads is not in the plant.
 */
export function newComputed(
  wishes: NewWishes,
  facts: PlantFacts,
): ContractParts & { readonly inputPorts: readonly { contractId: string; version: string }[] } {
  const { id, from } = wishes;
  const sources = from.map((name) => sourceOf(name, facts));
  const [first] = sources;
  if (first === undefined) {
    const known = facts.products.flatMap(({ contracts }) => contracts.map((each) => each.id));
    throw new UsageError(
      `a computed dataset reads other contracts: add --from <contract>${known.length === 0 ? '' : ` (${[...new Set(known)].slice(0, 20).join(', ')})`}`,
    );
  }
  const key = proposed(
    wishes.key,
    first.key.length > 0 ? [...first.key] : [`${id}_id`],
    'is this the key: one row for each?',
  );
  for (const name of key.value) {
    const problem = memberProblem(name);
    if (problem !== undefined) throw new UsageError(`--key: '${name}' ${problem}`);
  }
  const isKnown = key.value.every((name) => first.key.includes(name));
  const fields = computedFields(key.value, key.ask, wishes.types);
  const transform = `${id}.sql`;
  return {
    contract: {
      ...headOf(wishes),
      dataset: {
        name: id,
        profile: [
          { key: 'transform', value: transform },
          { key: 'change', value: 'revise' },
          ...(isKnown
            ? [
                {
                  key: 'incremental',
                  value: `{ key: ${yamlList(key.value)}, changed_by: { ${sources.map((source) => changedBy(source, key.value)).join(', ')} } }`,
                  ...(sources.every((source) => hasKey(source, key.value))
                    ? {}
                    : { ask: 'which keys does a change of each view touch? (docs: changed_by)' }),
                },
              ]
            : []),
          { key: 'compatibility', value: 'BACKWARD_TRANSITIVE' },
        ],
        fields,
        ask: [
          'what does one row stand for? Add description here and at each field (description-present)',
        ],
      },
    },
    beside: new Map([[transform, selectText(sources, key.value, wishes.types)]]),
    inputPorts: sources.map(({ contract }) => ({
      contractId: contract.id,
      version: contract.version,
    })),
  };
}

function sourceOf(name: string, { products }: PlantFacts): Source {
  for (const product of products) {
    const contract = product.contracts.filter((each) => each.id === name).at(-1);
    const [dataset] = contract?.datasets ?? [];
    if (contract === undefined || dataset === undefined) continue;
    const table = tableName(product.id, dataset.name);
    const view = viewName(table, contract.major);
    return {
      contract,
      dataset,
      view: `${storeOf(dataset)}.${view}`,
      key: dataset.key.map((path) => columnName(path.split('.'))),
    };
  }
  throw new UsageError(`--from '${name}': the plant has no contract with that id`);
}

function storeOf({ source }: Dataset): string {
  if (source.kind === 'transform') return 'business';
  return source.kind === 'stream' && source.stream.class === 'sensor' ? 'metrics' : 'curated';
}

function hasKey(source: Source, key: readonly string[]): boolean {
  return key.every((name) => source.key.includes(name));
}

function changedBy(source: Source, key: readonly string[]): string {
  const columns = hasKey(source, key)
    ? yamlList(key)
    : yamlScalar(`SELECT DISTINCT ${key.map(quoted).join(', ')} FROM changed`);
  return `${source.view}: ${columns}`;
}

function computedFields(
  key: readonly string[],
  keyAsk: string | undefined,
  types: ReadonlyMap<string, FieldTypeName>,
): readonly DraftField[] {
  const keys = key.map((name, at) => ({
    name,
    logicalType: types.get(name) ?? ('string' as const),
    keyPosition: at + 1,
    required: true,
    ask: at === 0 && keyAsk !== undefined ? [keyAsk] : [],
    fields: [],
  }));
  const others = [...types].filter(([name]) => !key.includes(name));
  return [
    ...keys,
    { name: 'records', logicalType: 'integer', required: true, ask: [], fields: [] },
    ...others.map(([name, type]) => ({
      name,
      logicalType: type,
      ask: type === 'number' ? [`which unit has ${name}? (unit-on-measured-quantity)`] : [],
      fields: [],
    })),
  ];
}

const sqlTypes: Readonly<Record<FieldTypeName, string>> = {
  string: 'text',
  integer: 'bigint',
  number: 'numeric',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  date: 'date',
};

function selectText(
  sources: readonly Source[],
  key: readonly string[],
  types: ReadonlyMap<string, FieldTypeName>,
): string {
  const [first, ...others] = sources;
  const columns = key.map(quoted);
  const open = [...types]
    .filter(([name]) => !key.includes(name))
    .map(([name, type]) => `  NULL::${sqlTypes[type]} AS ${quoted(name)}`);
  const selected = [...columns.map((column) => `  ${column}`), '  count(*) AS records', ...open];
  const joined = others.map(
    ({ view }) => `-- ASK: how does ${view} belong to a row? JOIN it here\n`,
  );
  return `-- ASK: which figures does a row hold? It counts records so far.
${joined.join('')}SELECT
${selected.join(',\n')}
FROM ${first?.view}
GROUP BY ${columns.join(', ')}
`;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
