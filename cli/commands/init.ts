import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import { isTimeZone, knownTimeZones } from '../../contracts/source/time-zone.ts';
import { answered } from '../authoring/answered.ts';
import type { DraftFile } from '../authoring/draft.ts';
import { placeDraft } from '../authoring/place-draft.ts';
import { listOf } from '../authoring/plant-facts.ts';
import { editorSchemas, filledTemplate } from '../authoring/template.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { isInstalled } from '../how-to-run.ts';
import { packageVersion } from '../package-version.ts';
import { parseOptions } from '../parse-options.ts';

const ciFiles = { github: '.github/workflows/tundish.yml', gitlab: '.gitlab-ci.yml' } as const;

/** Files that a folder has for reasons of its own: they stay as they are, and `init` says so. */
const ordinary = new Set([
  'package.json',
  'README.md',
  '.gitignore',
  '.vscode/settings.json',
  'CODEOWNERS',
  ...Object.values(ciFiles),
]);

export const command: Command = {
  name: 'init',
  usage: `Usage: tundish init [folder] [--name <plant>] [--time-zone <IANA zone>] [--topic-root <word>]
                    [--domain <name>] [--ci github,gitlab|none] [--force <file>]

Writes a plant repository: plant.yaml, one domain with an example product, an environment, settings
of CI and editors. It is sound from the start: check has nothing to say, generate works.

  --name        the plant (default: the folder's name)
  --time-zone   the site's zone (default: this machine's)
  --topic-root  every MQTT topic starts with it (default: plant)
  --domain      the first team's area (default: production)
  --ci          whose pipelines check each change (default: both)
  --force       a file that may be replaced; repeat it for each

Asks at a terminal only. Files that are there already are never replaced unless --force names them.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      name: { type: 'string' },
      'time-zone': { type: 'string' },
      'topic-root': { type: 'string' },
      domain: { type: 'string' },
      ci: { type: 'string' },
      force: { type: 'string', multiple: true },
    });
    if (positionals.length > 1) throw new UsageError('init takes one folder');
    const folder = resolve(context.cwd, positionals[0] ?? '.');
    const plant = {
      name: await answered(context, values.name, plantNameOf(folder), plantName, 'Plant', '--name'),
      timeZone: await answered(
        context,
        values['time-zone'],
        new Intl.DateTimeFormat().resolvedOptions().timeZone,
        timeZone,
        'Time zone of the site',
        '--time-zone',
      ),
      topicRoot: await answered(
        context,
        values['topic-root'],
        'plant',
        topicRoot,
        'First level of its MQTT topics',
        '--topic-root',
      ),
      domain: await answered(
        context,
        values.domain,
        'production',
        domain,
        'First domain',
        '--domain',
      ),
    };
    const overwrite = values.force ?? [];
    const all = repositoryFiles(plant, ciOf(values.ci));
    const kept = all.filter(({ path }) => {
      return ordinary.has(path) && !overwrite.includes(path) && existsSync(join(folder, path));
    });
    await mkdir(folder, { recursive: true });
    const where = positionals[0] === undefined ? '' : `cd ${shellWord(positionals[0])} && `;
    await placeDraft(
      {
        files: all.filter((file) => !kept.includes(file)),
        notes: kept.map(({ path }) => `${path} stays as it is (--force ${path} replaces it).`),
        overwrite,
        next: `${where}${isInstalled() ? 'npx ' : ''}tundish generate`,
      },
      { ...context, cwd: folder },
    );
    return exitCode.ok;
  },
};

interface Plant {
  readonly name: string;
  readonly timeZone: string;
  readonly topicRoot: string;
  readonly domain: string;
}

function repositoryFiles(
  plant: Plant,
  ci: readonly (keyof typeof ciFiles)[],
): readonly DraftFile[] {
  const words = { ...plant, package: plant.name, version: packageVersion() };
  const product = `products/${plant.domain}/batch`;
  const templates: readonly (readonly [string, string])[] = [
    ['plant.yaml', 'plant.yaml.txt'],
    [`${product}/product.odps.yaml`, 'product.odps.yaml.txt'],
    [`${product}/batch.v1.odcs.yaml`, 'batch.odcs.yaml.txt'],
    [`${product}/batch.v1.schema.json`, 'batch.schema.json.txt'],
    ['environments/dev.yaml', 'environment.yaml.txt'],
    ['package.json', 'package.json.txt'],
    ['README.md', 'README.md.txt'],
    ['CODEOWNERS', 'codeowners.txt'],
    ['.gitignore', 'gitignore.txt'],
    ['.vscode/settings.json', 'vscode.json.txt'],
    ...ci.map((name) => [ciFiles[name], `${name}.yml.txt`] as const),
  ];
  return [
    ...templates.map(([path, file]) => ({ path, text: filledTemplate(file, words) })),
    ...[...editorSchemas()].map(([name, text]) => ({ path: `schemas/${name}`, text })),
  ];
}

function ciOf(text: string | undefined): readonly (keyof typeof ciFiles)[] {
  const names = listOf(text) ?? ['github', 'gitlab'];
  if (names.length === 1 && names[0] === 'none') return [];
  return names.map((name) => {
    if (name === 'github' || name === 'gitlab') return name;
    throw new UsageError(`--ci '${name}': ${didYouMean(name, ['github', 'gitlab', 'none'])}`);
  });
}

/** The folder's name as a plant's name. */
function plantNameOf(folder: string): string {
  const word = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 30);
  return word === '' ? 'plant' : word;
}

function plantName(text: string): string | undefined {
  return /^[a-z][a-z0-9_-]{0,39}$/.test(text)
    ? undefined
    : 'a plant is named with a-z, 0-9, _ and -, 40 characters at most';
}

function timeZone(text: string): string | undefined {
  if (isTimeZone(text)) return undefined;
  return `'${text}' is no time zone of the IANA database; ${didYouMean(text, knownTimeZones()) ?? 'write Europe/Berlin or the like'}`;
}

function topicRoot(text: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(text)
    ? undefined
    : 'a topic root is one level of a topic: letters, digits, _ and -';
}

function domain(text: string): string | undefined {
  return /^[a-z][a-z0-9_-]{0,29}$/.test(text)
    ? undefined
    : 'a domain is named with a-z, 0-9, _ and -; it names a folder';
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
