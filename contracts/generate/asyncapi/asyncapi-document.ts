import type { Channel } from '../../plan/plan.ts';
import type { Json } from '../../source/json.ts';
import { type JsonObject, objectOf } from '../../source/json-schema/json-object.ts';
import { componentName, componentSchemas, needsNewerDraft } from './component-schemas.ts';

/** A contract as far as AsyncAPI has words for it. */
export interface AsyncapiContract {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly contact?: JsonObject;
  readonly tags: readonly string[];
  /** What the contract is beside an interface: status, domain, product. */
  readonly extension: JsonObject;
  readonly streams: readonly AsyncapiStream[];
}

export interface AsyncapiStream {
  readonly dataset: string;
  readonly title?: string;
  readonly description?: string;
  /** MQTT topic with `{name}` levels; unknown where nobody has told it yet. */
  readonly topic?: string;
  readonly streamClass: string;
  /** The `tundish` entry of the dataset. */
  readonly profile: Json;
  /** Bundled, with the contract's notes. */
  readonly payload: Json;
  /** Exchange and queue between reader and writer, where a plan names them. */
  readonly wiring?: Channel;
}

const schemaFormat = 'application/schema+json;version=draft-2020-12';

/**
 * The AsyncAPI 3.1.0 document of a contract's streams, from the platform's point of view: it receives
 * messages from MQTT, puts them into a queue and stores them from there. Names no servers: those
 * belong to environments. Bindings: mqtt 0.2.0, amqp 0.3.0.
 */
export function asyncapiDocument(contract: AsyncapiContract): JsonObject {
  const { streams } = contract;
  return {
    asyncapi: '3.1.0',
    id: `urn:contract:${encodeURIComponent(contract.id)}`,
    info: {
      title: contract.title,
      version: contract.version,
      ...(contract.description === undefined ? {} : { description: contract.description }),
      ...(contract.contact === undefined ? {} : { contact: contract.contact }),
      ...(contract.tags.length === 0 ? {} : { tags: contract.tags.map((name) => ({ name })) }),
      'x-contract': { id: contract.id, ...contract.extension },
    },
    defaultContentType: 'application/json',
    channels: objectOf(streams.flatMap(channelsOf)),
    operations: objectOf(streams.flatMap(operationsOf)),
    components: {
      messages: objectOf(
        streams.map((stream) => [componentName(stream.dataset), messageOf(stream)]),
      ),
      schemas: objectOf(streams.flatMap(schemasOf)),
    },
  };
}

function channelsOf(stream: AsyncapiStream): readonly (readonly [string, Json])[] {
  const name = componentName(stream.dataset);
  const parameters = [...(stream.topic ?? '').matchAll(/\{([^{}]+)\}/g)].map(
    ([, each = '']) => each,
  );
  const messages = { [name]: { $ref: `#/components/messages/${name}` } };
  const { wiring } = stream;
  return [
    [
      name,
      {
        address: stream.topic ?? null,
        ...(stream.title === undefined ? {} : { title: stream.title }),
        ...(stream.description === undefined ? {} : { description: stream.description }),
        messages,
        ...(parameters.length === 0
          ? {}
          : {
              parameters: objectOf(
                parameters.map((each) => [each, { description: 'One level of the topic.' }]),
              ),
            }),
        'x-dataset': stream.dataset,
        'x-tundish': stream.profile,
      },
    ],
    ...(wiring === undefined
      ? []
      : [
          [
            `${name}_queue`,
            {
              address: wiring.queue,
              description: `Between reader and writer, behind the exchange ${wiring.exchange} with the routing key ${wiring.routingKey}.`,
              messages,
              bindings: {
                amqp: {
                  is: 'queue',
                  queue: {
                    name: wiring.queue,
                    durable: true,
                    exclusive: false,
                    autoDelete: false,
                  },
                  bindingVersion: '0.3.0',
                },
              },
            },
          ] as const,
        ]),
  ];
}

function operationsOf(stream: AsyncapiStream): readonly (readonly [string, Json])[] {
  const name = componentName(stream.dataset);
  const on = (channel: string): JsonObject => ({
    channel: { $ref: `#/channels/${channel}` },
    messages: [{ $ref: `#/channels/${channel}/messages/${name}` }],
  });
  const isEvent = stream.streamClass !== 'sensor';
  const receive = [
    `receive_${name}`,
    {
      action: 'receive',
      summary: isEvent
        ? 'Acknowledged after the next hop is durable: nothing is lost.'
        : 'Bounded: what is dropped is counted.',
      ...on(name),
      bindings: { mqtt: { qos: 1, retain: false, bindingVersion: '0.2.0' } },
    },
  ] as const;
  if (stream.wiring === undefined) return [receive];
  const queue = `${name}_queue`;
  return [
    receive,
    [
      `hand_over_${name}`,
      {
        action: 'send',
        summary: 'From reader to writer, with publisher confirms.',
        ...on(queue),
        bindings: { amqp: { deliveryMode: 2, mandatory: true, bindingVersion: '0.3.0' } },
      },
    ],
    [
      `store_${name}`,
      {
        action: 'receive',
        summary: 'Acknowledged after the COMMIT.',
        ...on(queue),
        bindings: { amqp: { ack: true, bindingVersion: '0.3.0' } },
      },
    ],
  ];
}

function messageOf({ dataset, title, payload }: AsyncapiStream): Json {
  const name = componentName(dataset);
  return {
    name: dataset,
    ...(title === undefined ? {} : { title }),
    contentType: 'application/json',
    payload: needsNewerDraft(payload)
      ? { schemaFormat, schema: withOwnBase(payload, dataset) }
      : { $ref: `#/components/schemas/${name}` },
  };
}

function schemasOf({ dataset, payload }: AsyncapiStream): readonly (readonly [string, Json])[] {
  return needsNewerDraft(payload) ? [] : componentSchemas(dataset, payload);
}

/** With an id of its own, references such as `#/$defs/x` lead into the schema, not the document. */
function withOwnBase(payload: Json, dataset: string): Json {
  const { $schema: _schema, $id: _id, ...rest } = payload as JsonObject;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:schema:${encodeURIComponent(dataset)}`,
    ...rest,
  };
}
