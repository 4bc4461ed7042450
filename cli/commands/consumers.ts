import { diskFiles } from '../../connectors/repository/disk-files.ts';
import type { Consumer } from '../../contracts/impact/consumer.ts';
import { consumersOf } from '../../contracts/impact/consumers.ts';
import { downstreamOf } from '../../contracts/impact/downstream.ts';
import { withLibraries } from '../../contracts/source/on-demand.ts';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import { readableThings } from '../asked-consumers.ts';
import { checkRepository } from '../check-repository.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { consumersText } from '../render/consumers-text.ts';
import { plural } from '../render/counts.ts';

/** `tundish consumers <id>`: who reads a thing, as far as the repository tells. */
export const command: Command = {
  name: 'consumers',
  usage: `Usage: tundish consumers <id> [--format text|json]

Tells who reads a product (heat), a contract (heat.v1), a dataset (heat.heat), a view
(curated.heat_v1) or a column (curated.heat_v1.grade): product, columns, team, whom to ask, and how it
is known. From the surest: the SQL of a transform names the column, custom code declares it, an
agreement allows it, a port names the contract. Reads the repository only; needs no network.

Exit codes: 0 told (also that nobody reads it), 2 usage, 3 the contracts cannot be read.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      format: { type: 'string', default: 'text' },
    });
    const [asked, ...more] = positionals;
    if (asked === undefined || more.length > 0) throw new UsageError('consumers needs one id');
    const { format } = values;
    if (format !== 'text' && format !== 'json') {
      throw new UsageError(`'${format}' is not a format; choose text or json`);
    }
    const { plant, plan, isBound } = await checkRepository(await diskFiles(context.cwd));
    if (plant === undefined || plan === undefined) {
      context.stderr('There is no plant to read: plant.yaml is missing or not sound.\n');
      context.stderr('Next: tundish check\n');
      return exitCode.unchecked;
    }
    const things = readableThings(plant, plan);
    const thing = things.get(asked);
    if (thing === undefined) throw new UsageError(unknown(asked, [...things.keys()]));
    const all = await withLibraries(() => consumersOf(plant, plan));
    const readers = all.filter(thing.isReadBy).map((each) => onlyColumn(each, asked));
    const direct = [...new Set(readers.map(({ product }) => product))];
    const behind = downstreamOf(direct, all, plant).filter((each) => !isProvider(each, readers));
    if (!isBound) {
      context.stderr(
        'Some contracts hold errors; what could not be read of them is missing here.\n',
      );
    }
    if (format === 'json') {
      context.stdout(`${JSON.stringify({ asked, consumers: readers, behind }, null, 2)}\n`);
      return exitCode.ok;
    }
    context.stdout(consumersText(asked, readers, behind));
    const next = readers.length === 0 ? 'tundish catalog' : 'tundish check --against <ref>';
    context.stdout(`Next: ${next}\n`);
    return exitCode.ok;
  },
};

/** Of one column, where it alone is asked for: the place at which it is named. */
function onlyColumn(consumer: Consumer, asked: string): Consumer {
  const column = asked.split('.')[2];
  if (column === undefined || consumer.view === undefined) return consumer;
  const uses = consumer.uses.filter((use) => use.column === column);
  const [use] = uses;
  return use === undefined
    ? consumer
    : { ...consumer, columns: [column], uses, by: use.by, place: use.place };
}

function isProvider(product: string, readers: readonly Consumer[]): boolean {
  return readers.some(({ dataset }) => dataset.startsWith(`${product}.`));
}

function unknown(asked: string, known: readonly string[]): string {
  // Columns are many; one is meant where its view is named.
  const view = asked.split('.').slice(0, 2).join('.');
  const columns = known.filter((id) => id.startsWith(`${view}.`));
  const candidates =
    asked.split('.').length === 3 && columns.length > 0
      ? columns
      : known.filter((id) => id.split('.').length < 3);
  const meant = didYouMean(asked, candidates);
  const there = `there are ${plural(candidates.length, 'id')}, as ${candidates.slice(0, 6).join(', ')}`;
  return `nothing here is called '${asked}'; ${meant ?? there}`;
}
