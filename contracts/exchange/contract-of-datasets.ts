import type { Json } from '../source/json.ts';
import type { JsonObject } from '../source/json-schema/json-object.ts';
import { withoutNotes } from './property-notes.ts';
import { wholeContract } from './whole-contract.ts';

/** A dataset as a document of schemas has it. */
export interface DatasetSource {
  readonly name: string;
  /** Bundled, with the notes of a contract where it was made of one. */
  readonly payload: Json;
  /** Members of the schema object. */
  readonly facts: JsonObject;
  /** The `tundish` entry. */
  readonly profile?: JsonObject;
}

/** The whole contract whose datasets are described by schemas. */
export function contractOfDatasets(
  head: JsonObject,
  datasets: readonly DatasetSource[],
): JsonObject {
  const noted = new Map(datasets.map((each) => [each.name, withoutNotes(each.payload)]));
  const schema = datasets.map(({ name, facts, profile }): JsonObject => {
    const rest = noted.get(name)?.rest ?? [];
    return {
      name,
      ...facts,
      ...(profile === undefined
        ? {}
        : { customProperties: [{ property: 'tundish', value: profile }] }),
      ...(rest.length === 0 ? {} : { properties: rest }),
    };
  });
  return wholeContract(
    { apiVersion: 'v3.1.0', kind: 'DataContract', ...head, schema },
    (dataset) => noted.get(dataset)?.schema,
  );
}
