import type { Place } from '../../finding.ts';
import type { Json } from '../../source/json.ts';
import { pointerTo } from '../../source/json-pointer.ts';
import { isJsonArray, isJsonObject, member } from '../../source/json-schema/json-object.ts';
import type { SourceDocument } from '../../source/source-document.ts';

export type Sources = ReadonlyMap<string, SourceDocument> | undefined;

/** A place and the JSON pointer to it in its file. */
export interface Spot {
  readonly place: Place;
  readonly pointer: string;
}

/**
 * The node of a file that stands at a place, as a pointer; '' where the file is not at hand. Walks
 * down through the node that begins last before the place: one level's members at a time.
 */
export function spotAt(sources: Sources, place: Place): Spot {
  const document = sources?.get(place.file);
  return { place, pointer: document === undefined ? '' : pointerAt(document, place) };
}

/** The node at a pointer; undefined where the file or the node is not at hand. */
export function spotOf(sources: Sources, file: string, pointer: string | undefined) {
  const document = sources?.get(file);
  if (document === undefined || pointer === undefined) return undefined;
  if (valueAt(document.value, pointer) === undefined) return undefined;
  return { place: document.placeOf(pointer), pointer };
}

function pointerAt(document: SourceDocument, place: Place): string {
  let pointer = '';
  let value: Json | undefined = document.value;
  for (;;) {
    const names: readonly string[] = isJsonArray(value)
      ? [...value.keys()].map(String)
      : isJsonObject(value)
        ? Object.keys(value)
        : [];
    const inner = lastBefore(document, pointer, names, place);
    if (inner === undefined) return pointer;
    const next = pointerTo(pointer, inner);
    if (!isWithin(document, next, place)) return pointer;
    pointer = next;
    value = stepInto(value, inner);
  }
}

/** Members stand in the order of the file, so that the one at a place is found by halving. */
function lastBefore(
  document: SourceDocument,
  pointer: string,
  names: readonly string[],
  place: Place,
): string | undefined {
  let low = -1;
  let high = names.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const start = document.keyPlaceOf(pointerTo(pointer, names[middle] ?? ''));
    if (isBefore(place, start)) high = middle - 1;
    else low = middle;
  }
  return names[low];
}

function isWithin(document: SourceDocument, pointer: string, place: Place): boolean {
  const { endLine, endColumn, line, column } = document.placeOf(pointer);
  return !isBefore({ line: endLine ?? line, column: endColumn ?? column }, place);
}

function isBefore(a: Pick<Place, 'line' | 'column'>, b: Pick<Place, 'line' | 'column'>): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function valueAt(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const token of pointer.split('/').slice(1)) {
    value = stepInto(value, token.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (value === undefined) return undefined;
  }
  return value;
}

function stepInto(value: Json | undefined, name: string): Json | undefined {
  if (isJsonArray(value)) return value[Number(name)];
  return isJsonObject(value) ? member(value, name) : undefined;
}
