import { Document } from 'yaml';
import type { Contract } from '../../model/contract.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Plant } from '../../model/plant.ts';
import type { Product } from '../../model/product.ts';
import type { Stream } from '../../model/stream.ts';
import type { Plan } from '../../plan/plan.ts';
import type { JsonObject } from '../../source/json-schema/json-object.ts';
import type { Artifact } from '../artifact.ts';
import { annotatedSchema } from '../jsonschema/annotated-schema.ts';
import { notesOfDataset } from '../jsonschema/field-notes.ts';
import { type AsyncapiStream, asyncapiDocument } from './asyncapi-document.ts';

/** One document per contract major with a stream: `<folder>/generated/<name>.v<major>.asyncapi.yaml`. */
export function generateAsyncapi(plant: Plant, plan: Plan): readonly Artifact[] {
  return plant.products.flatMap((product) =>
    product.contracts
      .filter(({ datasets }) => datasets.some(({ source }) => source.kind === 'stream'))
      .map((contract) => ({
        path: `${product.folder}/generated/${asyncapiFile(contract)}`,
        text: asyncapiText(asyncapiOfContract(contract, product, plan)),
      })),
  );
}

function asyncapiFile(contract: Contract): string {
  const name = contract.path.split('/').at(-1) ?? contract.path;
  return name.replace(/\.odcs\.yaml$/, '.asyncapi.yaml');
}

/** Quoted where YAML 1.1 takes a text for something else, because many readers still follow it. */
export function asyncapiText(document: JsonObject): string {
  return new Document(document, { version: '1.1', aliasDuplicateObjects: false }).toString({
    lineWidth: 0,
    directives: false,
  });
}

/** The AsyncAPI document of a contract as it runs: with exchange and queue. */
export function asyncapiOfContract(contract: Contract, product: Product, plan: Plan): JsonObject {
  const { owner } = product;
  const isUrl = owner?.contact !== undefined && /^(https?|mailto):/.test(owner.contact);
  return asyncapiDocument({
    id: contract.id,
    title: contract.name ?? contract.id,
    version: contract.version,
    ...(contract.purpose === undefined ? {} : { description: contract.purpose }),
    ...(owner === undefined
      ? {}
      : { contact: { name: owner.team, ...(isUrl ? { url: owner.contact } : {}) } }),
    tags: [],
    extension: {
      ...(contract.name === undefined ? {} : { name: contract.name }),
      apiVersion: contract.apiVersion,
      status: contract.status,
      domain: product.domain,
      product: product.id,
      ...(contract.usage === undefined ? {} : { usage: contract.usage }),
      ...(contract.limitations === undefined ? {} : { limitations: contract.limitations }),
    },
    streams: contract.datasets.flatMap((dataset) => {
      const { source } = dataset;
      if (source.kind !== 'stream') return [];
      const planned = plan.datasets.find(({ id }) => id === source.stream.id);
      const wiring = planned !== undefined && 'channel' in planned ? planned.channel : undefined;
      const stream: AsyncapiStream = {
        dataset: dataset.name,
        ...(dataset.description === undefined ? {} : { description: dataset.description }),
        topic: source.stream.topic,
        streamClass: source.stream.class,
        profile: profileOf(dataset, source.stream),
        payload: annotatedSchema(source.payload.document, notesOfDataset(dataset)),
        ...(wiring === undefined ? {} : { wiring }),
      };
      return [stream];
    }),
  });
}

/** What a consumer of the messages has to know of the `tundish` entry. */
function profileOf(dataset: Dataset, stream: Stream): JsonObject {
  const { eventTime } = stream;
  const time =
    eventTime === undefined
      ? {}
      : {
          eventTime: {
            field: eventTime.field,
            ...(eventTime.zone === undefined ? {} : { zone: eventTime.zone }),
          },
        };
  if (stream.class === 'sensor') {
    const { dimensions, tag, value, quality } = stream.series;
    const series = {
      ...(dimensions.length === 0 ? {} : { dimensions }),
      tag,
      value,
      ...(quality === undefined ? {} : { quality }),
    };
    return { class: 'sensor', topic: stream.topic, series, ...time };
  }
  return {
    class: 'event',
    topic: stream.topic,
    eventKey: stream.eventKey === 'payload' ? 'payload' : [...stream.eventKey],
    ...time,
    change: dataset.change,
    ...(dataset.revision === undefined ? {} : { revision: dataset.revision }),
    ...(dataset.cancelled === undefined ? {} : { cancelled: { ...dataset.cancelled } }),
    ...(dataset.result === undefined ? {} : { result: { ...dataset.result } }),
    ...(dataset.derives.length === 0
      ? {}
      : {
          derives: dataset.derives.map(
            ({ parentKind: _parent, childKind: _child, ...paths }) => paths,
          ),
        }),
    ...(dataset.files.length === 0 ? {} : { files: dataset.files.map((each) => ({ ...each })) }),
    compatibility: dataset.compatibility,
  };
}
