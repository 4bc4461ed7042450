/**
 * Makes one file of `tundish check` and all that it needs, in place of the compiled one: Node takes
 * longer to find and load 250 small files than to check a plant. What other commands share with it
 * by identity stays outside, and so do packages with files of their own.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/cli/commands');
for (const name of readdirSync(folder)) {
  if (/^check-.+-[0-9A-Z]{8}\.js$/.test(name)) rmSync(join(folder, name));
}

/** `main` tells a UsageError by its class, so there must be one; other errors it tells by their names. */
const sharedByIdentity = {
  name: 'shared-by-identity',
  setup(bundle) {
    bundle.onResolve({ filter: /\/command\.ts$/ }, () => ({
      path: '../command.js',
      external: true,
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['cli/commands/check.ts'],
  outdir: folder,
  chunkNames: 'check-[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['@electric-sql/pglite', 'libpg-query', 'pg'],
  // Packages in CommonJS ask for modules of Node by `require`.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  plugins: [sharedByIdentity],
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(folder, 'check.licenses.txt'), licenses(Object.keys(metafile.inputs)));

/** The licences of the packages whose code stands in the bundle. */
function licenses(inputs) {
  const folders = new Set(
    inputs.flatMap((path) => /(?:^|\/)node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );
  return [...folders]
    .sort()
    .map((name) => `${name}\n\n${licenseOf(join(root, 'node_modules', name))}\n`)
    .join('\n');
}

function licenseOf(home) {
  const file = readdirSync(home).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) {
    throw new Error(`${home} has no licence file, so its code cannot stand in the bundle`);
  }
  return readFileSync(join(home, file), 'utf8').trim();
}
