#!/usr/bin/env node
// Copies to dist/ what the compiler leaves behind: every file of the source folders that the
// program reads at run time and that is not TypeScript (JSON Schemas, SQL).
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
for (const folder of ['contracts', 'connectors', 'ingestion', 'deploy', 'catalog', 'cli']) {
  const source = join(root, folder);
  if (!existsSync(source)) continue;
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(ts|md)$/.test(entry.name)) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const target = join(root, 'dist', file.slice(root.length + 1));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
}
