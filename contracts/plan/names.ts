import { shortHash } from './short-hash.ts';
import { IDENTIFIER_BYTES, toStorableText, utf8Length } from './sql-text.ts';

/**
 * Every name that derives from a contract, in one place. Names are injective as far as the length
 * limits allow; what still collides is found by `nameCollisions`.
 */

/** Leaves room for the longest suffix that a table's name gets, `_conflict_ledger`. */
const TABLE_NAME_BYTES = IDENTIFIER_BYTES - '_conflict_ledger'.length;

const SYSTEM_COLUMNS = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** The dataset's name where it starts with the product's id, else both joined. */
export function tableName(product: string, dataset: string): string {
  const own = dataset === product || dataset.startsWith(`${product}_`);
  return fitName(own ? dataset : `${product}_${dataset}`, TABLE_NAME_BYTES);
}

/** `<product>.<dataset>`: the stream's id and the key of counters and labels. */
export function datasetId(product: string, dataset: string): string {
  return `${product}.${dataset}`;
}

/** A table of array elements: the parent's name and the array's path. */
export function childTableName(parent: string, path: readonly string[]): string {
  return fitName([parent, ...path.map(plainPart)].join('_'), TABLE_NAME_BYTES);
}

/** The tag register of a sensor dataset's table. */
export function registerName(table: string): string {
  return fitName(`${table}_tag`, TABLE_NAME_BYTES);
}

/** The planned stops of a calendar's table. */
export function stopName(table: string): string {
  return fitName(`${table}_stop`, TABLE_NAME_BYTES);
}

/** Ids that no product may have: names of what the platform itself makes begin with them. */
export const RESERVED_PRODUCTS = ['calendar', 'genealogy'] as const;

export function ledgerName(table: string): string {
  return fitName(`${table}_ledger`);
}

export function conflictLedgerName(table: string): string {
  return fitName(`${table}_conflict_ledger`);
}

export function viewName(table: string, major: number): string {
  return fitName(`${table}_v${major}`);
}

export function historyViewName(table: string, major: number): string {
  return fitName(`${table}_history_v${major}`);
}

/** A column for a member: its path joined by `_`. Names that PostgreSQL or the platform reserve
 * (system columns, a leading `_`, unstorable characters) get a hash of the path as suffix. */
export function columnName(path: readonly string[]): string {
  const joined = path.join('_');
  const plain = joined !== '' && !joined.startsWith('_') && joined === plainPart(joined);
  if (plain && !SYSTEM_COLUMNS.has(joined)) return fitName(joined);
  return distinctColumnName(path);
}

/** The name for a path whose plain name is taken by another path of the same table. */
export function distinctColumnName(path: readonly string[]): string {
  const joined = plainPart(path.join('_')).replace(/^_+/, '');
  return cutName(joined === '' ? 'field' : joined, path.join('\u0001'), IDENTIFIER_BYTES);
}

export function primaryKeyName(table: string): string {
  return fitName(`${table}_pkey`);
}

export function checkName(table: string, subject: string, rule: string): string {
  return fitName(`${table}_${subject}_${rule}`);
}

export function indexName(table: string, subject: string): string {
  return fitName(`${table}_${subject}_idx`);
}

export function defaultPartitionName(table: string): string {
  return fitName(`${table}_default`);
}

/** `heat_y2026m03` or `strand_y2026m03d07`; year, month and day in UTC. */
export function partitionName(table: string, from: Date, interval: 'day' | 'month'): string {
  const year = String(from.getUTCFullYear()).padStart(4, '0');
  const month = String(from.getUTCMonth() + 1).padStart(2, '0');
  const day = String(from.getUTCDate()).padStart(2, '0');
  return fitName(`${table}_y${year}m${month}${interval === 'day' ? `d${day}` : ''}`);
}

/** Who may read a product's own views. */
export function readRole(product: string): string {
  return fitName(`tundish_${product}_read`);
}

/** What a product may read through its input ports; its transforms run with it. */
export function inputRole(product: string): string {
  return fitName(`tundish_${product}_input`);
}

export const WRITER_ROLE = 'tundish_writer';
export const CURATED_ROLE = 'tundish_curated';
export const BUSINESS_ROLE = 'tundish_business';

export function exchangeName(streamClass: 'event' | 'sensor'): string {
  return streamClass === 'event' ? 'tundish.events' : 'tundish.sensors';
}

export function queueName(streamClass: 'event' | 'sensor', dataset: string): string {
  return fitName(`${exchangeName(streamClass)}.${dataset}`, 240);
}

export function deadLetterQueueName(queue: string): string {
  return `${queue}.dead`;
}

/** What takes the place of a column, check or index while a migration is under way. */
export function comingName(name: string): string {
  return fitName(`${name}__new`);
}

/** What a column or index is called once another one has its place. */
export function formerName(name: string): string {
  return fitName(`${name}__old`);
}

/** The validator module of one stream major, without folder and extension. */
export function validatorName(dataset: string, major: number): string {
  return `${dataset}.v${major}`;
}

/** The name itself, or its beginning and a hash of the whole where it is too long. */
function fitName(name: string, bytes: number = IDENTIFIER_BYTES): string {
  const storable = plainPart(name);
  if (storable === name && utf8Length(name) <= bytes) return name;
  return cutName(storable, name, bytes);
}

function cutName(name: string, identity: string, bytes: number): string {
  const suffix = `_${shortHash(identity)}`;
  let kept = '';
  let length = suffix.length;
  for (const character of name) {
    length += utf8Length(character);
    if (length > bytes) break;
    kept += character;
  }
  return `${kept}${suffix}`;
}

function plainPart(text: string): string {
  return toStorableText(text);
}
