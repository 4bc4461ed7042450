import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import {
  isWaivable,
  mostWaivedDays,
} from '../../contracts/compatibility/judgement/apply-waivers.ts';
import { dayAfter, daysBetween } from '../../contracts/compatibility/judgement/days.ts';
import type { Product } from '../../contracts/model/product.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import { isDay } from '../../contracts/source/instant.ts';
import { nearest } from '../../contracts/source/suggestion.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { visible } from '../render/visible.ts';
import { ruleFamilies } from '../rule-catalog.ts';
import { type WaiverEntry, withWaiver } from '../waive/add-waiver.ts';
import { expectKnownSubject, waivedProduct } from '../waive/waived-product.ts';
import { writeAtomically } from '../write-atomically.ts';

export const command: Command = {
  name: 'waive',
  usage: `Usage: tundish waive <rule>:<subject> --until <date> --reason <text>
                     [--owner <username>] [--product <id>]

Accepts a finding for a while: writes an entry into the waivers.yaml of its product, where the next
pull request shows it. The subject is what the finding names (heat.v1/heat.grade), or <file>#<pointer>
of a finding that names nothing.

  --until    the last day on which it holds, ${mostWaivedDays} days ahead at most
  --reason   why it is acceptable, for who reads it in a year
  --owner    who answers for it; the first member of the product's team where nobody is named
  --product  whose waiver it is, where the subject is of a contract that is gone

Exit codes: 0 written, 2 usage, 3 there is no plant to read.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      until: { type: 'string' },
      reason: { type: 'string' },
      owner: { type: 'string' },
      product: { type: 'string' },
    });
    const [finding, ...more] = positionals;
    if (finding === undefined || more.length > 0) {
      throw new UsageError('expected one <rule>:<subject>; quote it where it holds spaces');
    }
    const { rule, subject } = partsOf(finding);
    const until = untilOf(values.until);
    const reason = values.reason?.trim() ?? '';
    if (reason === '') throw new UsageError('--reason is missing: say why it is acceptable');
    const { plant } = await readPlant(await diskFiles(context.cwd));
    if (plant === undefined) {
      context.stderr('There is no plant to read: plant.yaml is missing or not sound.\n');
      return exitCode.unchecked;
    }
    const product = waivedProduct(plant, subject, values.product);
    expectKnownSubject(product, rule, subject);
    const owner = ownerOf(product, values.owner);
    const entry = { rule, at: subject, reason, owner, until };
    const path = `${product.folder}/waivers.yaml`;
    await write(join(context.cwd, path), path, product, entry);
    context.stdout(
      visible(
        `${path}: ${rule} at ${subject} is accepted until ${until}; ${owner} answers for it.`,
      ),
    );
    context.stdout('\nNext: tundish check\n');
    return exitCode.ok;
  },
};

function partsOf(finding: string): { readonly rule: string; readonly subject: string } {
  const colon = finding.indexOf(':');
  const rule = colon < 0 ? finding : finding.slice(0, colon);
  const subject = colon < 0 ? '' : finding.slice(colon + 1).trim();
  const known = ruleFamilies().flatMap((family) => family.rules.map(({ id }) => id));
  if (!known.includes(rule)) {
    const near = nearest(rule, known);
    throw new UsageError(
      `there is no rule '${rule}'${near === undefined ? '; tundish explain lists them' : `; did you mean '${near}'?`}`,
    );
  }
  if (!isWaivable(rule)) {
    throw new UsageError(
      `findings of '${rule}' cannot be waived; tundish explain ${rule} says why`,
    );
  }
  if (subject === '') {
    throw new UsageError(
      `name what the finding is about: ${rule}:<contract>.v<major>/<dataset>.<field>, or ${rule}:<file>#<pointer>`,
    );
  }
  return { rule, subject };
}

function untilOf(until: string | undefined): string {
  if (until === undefined) throw new UsageError('--until is missing: name the last day');
  if (!isDay(until)) throw new UsageError(`--until is '${until}'; expected is a day as 2027-06-30`);
  const today = new Date().toISOString().slice(0, 10);
  const left = daysBetween(today, until);
  if (left < 0) throw new UsageError(`--until is ${until}, which is past`);
  if (left > mostWaivedDays) {
    throw new UsageError(
      `--until is ${until}; a waiver holds for ${mostWaivedDays} days at most, until ${dayAfter(today, mostWaivedDays)}`,
    );
  }
  return until;
}

function ownerOf(product: Product, named: string | undefined): string {
  const owner = named?.trim() ?? product.owner?.members[0]?.username;
  if (owner !== undefined && owner !== '') return owner;
  throw new UsageError(
    `nobody owns '${product.id}'; say who answers for it with --owner <username>`,
  );
}

async function write(
  file: string,
  path: string,
  product: Product,
  entry: WaiverEntry,
): Promise<void> {
  const standing = product.waivers.find(({ rule, at }) => rule === entry.rule && at === entry.at);
  if (standing !== undefined) {
    const { line } = standing.place;
    throw new UsageError(
      `${path}:${line} waives it already, until ${standing.until}; change the entry there`,
    );
  }
  const before = await readFile(file, 'utf8').catch(() => undefined);
  const after = withWaiver(before, entry);
  if (after === undefined) {
    throw new UsageError(
      `${path} holds no list of waivers that could be added to; see tundish check`,
    );
  }
  await writeAtomically(file, after);
}
