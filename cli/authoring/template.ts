import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of the package that become files of a repository; copied beside the compiled program. */
const templates = join(import.meta.dirname, 'templates');
const contracts = join(import.meta.dirname, '../../contracts');

/**
 * A template with each `{{name}}` replaced. Values are words that need no quoting wherever they
 * stand: the caller has checked them.
 */
export function filledTemplate(file: string, values: Readonly<Record<string, string>>): string {
  return readFileSync(join(templates, file), 'utf8').replace(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`The template ${file} needs '${name}'`);
      return value;
    },
  );
}

const profiles = [
  'plant.schema.json',
  'tundish-profile.schema.json',
  'field-profile.schema.json',
  'product-profile.schema.json',
  'waivers.schema.json',
  'agreement.schema.json',
];

/** The JSON Schemas that an editor needs for plant, products, contracts and payloads, by file name. */
export function editorSchemas(): ReadonlyMap<string, string> {
  const own = (file: string): string => readFileSync(join(templates, file), 'utf8');
  const ours = (file: string): string => readFileSync(join(contracts, file), 'utf8');
  return new Map([
    ['contract.schema.json', own('contract.schema.json.txt')],
    ['product.schema.json', own('product.schema.json.txt')],
    ['payload.schema.json', own('payload.schema.json.txt')],
    ['odcs.schema.json', ours('official/odcs-json-schema-v3.1.0.json')],
    ['odps.schema.json', ours('official/odps-json-schema-v1.0.0.json')],
    ...profiles.map((name) => [name, ours(`source/profile/${name}`)] as const),
  ]);
}
