import {
  type FileMetaData,
  type ParquetParsers,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import type { Cell } from './file-rows.ts';

/** Times as RFC 3339 texts with all their digits, instead of dates that cut them. */
export const parquetParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => instantText(BigInt(millis), 1_000n, 3),
  timestampFromMicroseconds: (micros) => instantText(BigInt(micros), 1_000_000n, 6),
  timestampFromNanoseconds: (nanos) => instantText(BigInt(nanos), 1_000_000_000n, 9),
  dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/**
 * Takes the decimal type from all columns, however deep, so that the reader leaves their whole
 * numbers as they are instead of making doubles of them. Gives their scales. Alters the metadata.
 */
export function unscaledDecimals(metadata: FileMetaData): ReadonlyMap<SchemaElement, number> {
  const scales = new Map<SchemaElement, number>();
  for (const element of metadata.schema) {
    if (element.converted_type !== 'DECIMAL') continue;
    scales.set(element, element.scale ?? 0);
    const type = element as { -readonly [K in keyof SchemaElement]: SchemaElement[K] };
    delete type.converted_type;
    delete type.logical_type;
  }
  return scales;
}

/** How a column's values become cells; lists and structs by what they hold. */
export function cellReader(
  metadata: FileMetaData,
  column: string,
  scales: ReadonlyMap<SchemaElement, number>,
): (value: unknown) => Cell {
  const tree = parquetSchema(metadata).children.find(({ element }) => element.name === column);
  return tree === undefined ? (value) => value as Cell : treeReader(tree, scales);
}

type Read = (value: unknown) => Cell;

function treeReader(tree: SchemaTree, scales: ReadonlyMap<SchemaElement, number>): Read {
  const { element, children } = tree;
  if (children.length === 0) return overLists(leafReader(element, scales.get(element)));
  const [inner] = children;
  if (element.converted_type === 'LIST' && inner !== undefined && children.length === 1) {
    const [item] = inner.children;
    const isWrapped = item !== undefined && inner.children.length === 1;
    return overLists(treeReader(isWrapped ? item : inner, scales));
  }
  if (element.converted_type === 'MAP' && inner?.children.length === 2) {
    const [, values] = inner.children;
    const read = values === undefined ? undefined : treeReader(values, scales);
    return overLists(objectReader(() => read));
  }
  const members = new Map(
    children.map((child) => [child.element.name, treeReader(child, scales)] as const),
  );
  return overLists(objectReader((name) => members.get(name)));
}

/** A repeated value is a list of what it would be once. */
function overLists(read: Read): Read {
  const over: Read = (value) => (Array.isArray(value) ? value.map(over) : read(value));
  return over;
}

function objectReader(readerOf: (name: string) => Read | undefined): Read {
  return (value) => {
    if (value === null || value === undefined) return null;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const read = readerOf(name);
        return [name, read === undefined ? (inner as Cell) : read(inner)];
      }),
    );
  };
}

const texts = new TextDecoder();

function leafReader(element: SchemaElement, scale: number | undefined): Read {
  if (scale !== undefined) return (value) => decimalCell(value, scale);
  if (element.type === 'FLOAT') {
    return (value) => (typeof value === 'number' ? shortestSingle(value) : (value as Cell));
  }
  const logical = element.logical_type;
  if (logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC) {
    return (value) => (typeof value === 'string' ? value.replace(/Z$/, '') : (value as Cell));
  }
  if (element.type === 'BYTE_ARRAY') {
    return (value) => (value instanceof Uint8Array ? texts.decode(value) : (value as Cell));
  }
  return (value) => value as Cell;
}

function decimalCell(value: unknown, scale: number): Cell {
  if (value === null || value === undefined) return null;
  const unscaled =
    value instanceof Uint8Array ? bigEndian(value) : BigInt(value as number | bigint);
  return decimalText(unscaled, scale);
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Two's complement, the highest byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.byteLength * 8, value);
}

/** The shortest number that is the same single-precision value: 0.1, not 0.10000000149011612. */
function shortestSingle(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}

function instantText(units: bigint, perSecond: bigint, digits: number): string {
  let seconds = units / perSecond;
  let fraction = units % perSecond;
  if (fraction < 0n) {
    seconds -= 1n;
    fraction += perSecond;
  }
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const shown = String(fraction).padStart(digits, '0').replace(/0+$/, '');
  return `${whole}${shown === '' ? '' : `.${shown}`}Z`;
}
