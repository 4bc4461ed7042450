import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { formatFile } from '../fmt/format-file.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import { visible } from '../render/visible.ts';
import { writeAtomically } from '../write-atomically.ts';

export const command: Command = {
  name: 'fmt',
  usage: `Usage: tundish fmt [--check] [path …]

Lays out plant.yaml, products, contracts, payload schemas and environments alike: two spaces per
level, double quotes, LF, no white space at the end of a line. Comments, order, line breaks and the
digits of numbers stay; a file that says something else afterwards is never written. Paths choose
files or folders; without any, all of the plant.

  --check   writes nothing; names every file that would change

Exit codes: 0 all is laid out, 1 --check found a difference, or a file cannot be read, 2 usage.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      check: { type: 'boolean', default: false },
    });
    const isCheck = values.check === true;
    const paths = await pathsOf(context.cwd, positionals);
    if (paths.length === 0) {
      context.stderr('tundish fmt: there is nothing to lay out here.\n');
      return exitCode.unchecked;
    }
    let changed = 0;
    let left = 0;
    for (const path of paths) {
      const file = join(context.cwd, path);
      const bytes = await readFile(file);
      const formatting = formatFile(path, bytes);
      if (formatting.kind === 'left') {
        left += 1;
        context.stderr(`left ${visible(path)}: ${visible(formatting.reason)}\n`);
        continue;
      }
      if (bytes.equals(Buffer.from(formatting.text))) continue;
      changed += 1;
      context.stdout(`${isCheck ? 'would change' : 'changed'} ${visible(path)}\n`);
      if (!isCheck) await writeAtomically(file, formatting.text);
    }
    const verdict =
      changed === 0 ? 'all as they were' : `${changed} ${isCheck ? 'to change' : 'changed'}`;
    const next = isCheck && changed > 0 ? 'tundish fmt' : 'tundish check';
    context.stdout(
      `${plural(paths.length, 'file')}, ${verdict}${left === 0 ? '' : `, ${left} left`}.\nNext: ${next}\n`,
    );
    return left > 0 || (isCheck && changed > 0) ? exitCode.findings : exitCode.ok;
  },
};

/** What a plant is written in, but for what the contracts generate. */
function isWritten(path: string): boolean {
  if (path.split('/').includes('generated')) return false;
  if (path === 'plant.yaml') return true;
  if (path.startsWith('environments/')) return path.endsWith('.yaml');
  return (
    path.startsWith('products/') &&
    /(\.(od[cp]s\.yaml|json)|\/waivers\.yaml|\/agreements\/[^/]+\.yaml)$/.test(path)
  );
}

async function pathsOf(root: string, given: readonly string[]): Promise<readonly string[]> {
  const listing = await (await diskFiles(root)).list();
  if (given.length === 0) return listing.filter(isWritten);
  const chosen = new Set<string>();
  for (const each of given) {
    const path = relative(root, resolve(root, each)).replaceAll(sep, '/');
    if (path.startsWith('..')) throw new UsageError(`'${each}' lies outside of this folder`);
    const found = await stat(join(root, path)).catch(() => undefined);
    if (found?.isDirectory() === true) {
      const below = path === '' ? '' : `${path}/`;
      for (const file of listing) if (file.startsWith(below) && isWritten(file)) chosen.add(file);
    } else if (listing.includes(path) && /\.(ya?ml|json)$/.test(path)) {
      chosen.add(path);
    } else {
      throw new UsageError(`there is no YAML or JSON file and no folder '${each}' here`);
    }
  }
  return [...chosen].sort();
}
