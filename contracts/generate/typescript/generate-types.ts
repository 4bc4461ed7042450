import { compareText } from '../../finding.ts';
import type { DatasetPlan, Plan } from '../../plan/plan.ts';
import type { Artifact } from '../artifact.ts';
import { messageTypes } from './message-type.ts';
import { rowInterface } from './row-type.ts';
import { stringLiteral, typeName } from './ts-text.ts';

const HEADER = '// Generated from data contracts; do not edit.\n';

const JSON_TYPE = `/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };
`;

/**
 * Declaration files below `types/`, one per product (`types/<product>.d.ts`) and
 * `types/database.d.ts`: rows of every view as `pg` returns them, messages of every stream major,
 * and `Database`, which maps `store.view` to its rows. They hold types only and import nothing but
 * each other.
 */
export function generateTypes(plan: Plan): readonly Artifact[] {
  const products = [...new Set(plan.datasets.map((dataset) => dataset.product))].sort(compareText);
  const tables: TypedView[] = [];
  const files = products.map((product) => {
    const datasets = plan.datasets.filter((dataset) => dataset.product === product);
    const { text, views } = productTypes(datasets);
    tables.push(...views.map((view) => ({ ...view, product })));
    return { path: `types/${product}.d.ts`, text };
  });
  return [...files, { path: 'types/database.d.ts', text: databaseTypes(tables) }];
}

interface TypedView {
  readonly product: string;
  readonly view: string;
  readonly type: string;
}

function productTypes(datasets: readonly DatasetPlan[]): {
  readonly text: string;
  readonly views: readonly Omit<TypedView, 'product'>[];
} {
  const taken = new Set<string>(['Json']);
  const views: Omit<TypedView, 'product'>[] = [];
  const parts: string[] = [];
  for (const dataset of datasets) {
    for (const view of dataset.views) {
      const type = freeName(`${typeName(view.name)}Row`, [''], taken);
      views.push({ view: `${view.store}.${view.name}`, type });
      parts.push(rowInterface(view, type));
    }
    for (const major of 'majors' in dataset ? dataset.majors : []) {
      const name = freeName(
        `${typeName(dataset.dataset)}V${major.major}`,
        ['Message', 'Record'],
        taken,
      );
      parts.push(messageTypes(major, dataset.description, name));
    }
  }
  const text = parts.join('\n');
  const json = /\bJson\b/.test(text) ? "import type { Json } from './database.js';\n" : '';
  return { text: [HEADER, json, '\n', text].join(''), views };
}

/** The name, numbered where another one of the file would get the same. */
function freeName(wanted: string, endings: readonly string[], taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; endings.some((ending) => taken.has(name + ending)); count += 1) {
    name = `${wanted}_${count}`;
  }
  for (const ending of endings) taken.add(name + ending);
  return name;
}

function databaseTypes(views: readonly TypedView[]): string {
  const members = [...views]
    .sort((a, b) => compareText(a.view, b.view))
    .map(
      ({ product, view, type }) =>
        `  ${stringLiteral(view)}: import(${stringLiteral(`./${product}.js`)}).${type};\n`,
    );
  return `${HEADER}\n${JSON_TYPE}\n/** Rows by store and view, for query builders. */\nexport interface Database {\n${members.join('')}}\n`;
}
