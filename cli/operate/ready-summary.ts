import type { Plan } from '../../contracts/plan/plan.ts';
import { tableLines } from '../demo/view/table.ts';
import type { Colours } from '../render/colours.ts';
import type { ReachedServer } from './reach-servers.ts';
import type { Component } from './run-components.ts';

/** One line per component: name, state, from where to where. */
export function componentLines(components: readonly Component[]): readonly string[] {
  const marks = { 'at work': '✓', connecting: '…', 'not needed': '–' } as const;
  return tableLines(
    [
      { title: '  component', align: 'left' },
      { title: 'state', align: 'left' },
      { title: 'address', align: 'left' },
    ],
    components.map(({ name, state, address }) => [
      `${marks[state]} ${name}`,
      state,
      state === 'not needed' ? 'no dataset of its kind' : address,
    ]),
  );
}

/** What a person copies next, in groups: stores, brokers, endpoints, a first query. */
export function summaryLines(
  facts: {
    readonly reached: readonly ReachedServer[];
    readonly metricsUrl: string;
    readonly catalogUrl: string | undefined;
    readonly plan: Plan;
  },
  colours: Colours,
): readonly string[] {
  const uses = facts.reached.flatMap(({ server, says }) =>
    server.uses.map(({ key, place, variables }) => ({
      group: key.split('.')[0] ?? '',
      name: key.split('.').at(-1) ?? '',
      cells: [server.address, says, place],
      variables,
    })),
  );
  const rows = (group: string): readonly (readonly string[])[] =>
    uses.filter((use) => use.group === group).map(({ name, cells }) => [`  ${name}`, ...cells]);
  const groups: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    ['Stores', rows('stores')],
    ['Brokers', [...rows('mqtt'), ...rows('amqp').map(([, ...cells]) => ['  queue', ...cells])]],
    [
      'Endpoints',
      [
        ['  metrics', facts.metricsUrl, 'Prometheus', ''],
        ['  health', facts.metricsUrl.replace(/\/metrics$/, '/health'), 'ok while it runs', ''],
        ...(facts.catalogUrl === undefined ? [] : [['  catalog', facts.catalogUrl, 'pages', '']]),
      ],
    ],
  ];
  const columns = (['', '', '', ''] as const).map(() => ({ title: '', align: 'left' as const }));
  const [, ...lines] = tableLines(
    columns,
    groups.flatMap(([title, group]) => [[title], ...group]),
  );
  const titles = new Set(groups.map(([title]) => title));
  const look = firstQuery(facts.plan, uses);
  return [
    ...lines.map((line) => (titles.has(line) ? colours.strong(line) : line)),
    ...(look === undefined ? [] : [colours.strong('Look'), `  ${look}`]),
  ];
}

/** A query that can be pasted: through the variable, so that no password is shown. */
function firstQuery(
  plan: Plan,
  uses: readonly { readonly name: string; readonly variables: readonly string[] }[],
): string | undefined {
  const dataset =
    plan.datasets.find(({ kind }) => kind === 'event') ??
    plan.datasets.find(({ kind }) => kind === 'sensor');
  const root = dataset?.tables[0]?.name;
  const view = dataset?.views.findLast(({ name, major }) => name === `${root}_v${major}`);
  if (view === undefined) return undefined;
  const [variable] = uses.find(({ name }) => name === view.store)?.variables ?? [];
  const database = variable === undefined ? '<database URL>' : `"$${variable}"`;
  return `psql ${database} -c 'SELECT * FROM ${view.store}.${view.name} LIMIT 5'`;
}
