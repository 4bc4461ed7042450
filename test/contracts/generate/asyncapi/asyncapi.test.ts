import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { diskFiles } from '../../../../connectors/repository/disk-files.ts';
import { contractOfAsyncapi } from '../../../../contracts/exchange/asyncapi-exchange.ts';
import { asyncapiDocument } from '../../../../contracts/generate/asyncapi/asyncapi-document.ts';
import { generateAsyncapi } from '../../../../contracts/generate/asyncapi/generate-asyncapi.ts';
import { generateArtifacts } from '../../../../contracts/generate/index.ts';
import type { Plant } from '../../../../contracts/model/plant.ts';
import type { Plan } from '../../../../contracts/plan/plan.ts';
import { planPlant } from '../../../../contracts/plan/plan-plant.ts';
import { readPlant } from '../../../../contracts/read-plant.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import type { JsonObject } from '../../../../contracts/source/json-schema/json-object.ts';
import { memoryFiles } from '../../../../contracts/source/repository-files.ts';
import { smallPlant } from '../../small-plant.ts';

/** The official schema of AsyncAPI 3.1; draft 07 is known to the validator under the same name. */
function officialValidator(): ValidateFunction {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@asyncapi/specs/schemas/3.1.0.json');
  const schema = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly definitions: Record<string, unknown>;
  };
  delete schema.definitions['http://json-schema.org/draft-07/schema'];
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
}

const validate = officialValidator();
const validatorOf = (name: string) => ({ name, sha256: '' });

async function planned(files: Parameters<typeof readPlant>[0]) {
  const { plant } = await readPlant(files);
  if (plant === undefined) throw new Error('there is no plant');
  return { plant, plan: planPlant(plant, validatorOf) };
}

function problems(document: Json): readonly string[] {
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** References of a document that lead nowhere. */
function danglingReferences(document: Json): readonly string[] {
  const found: string[] = [];
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value as JsonObject)) {
      if (name === '$ref' && typeof inner === 'string') {
        const target = inner
          .slice(2)
          .split('/')
          .reduce<Json | undefined>(
            (at, token) => (at as JsonObject | undefined)?.[token],
            document,
          );
        if (!inner.startsWith('#/') || target === undefined) found.push(inner);
      } else visit(inner);
    }
  };
  visit(document);
  return found;
}

describe('AsyncAPI documents of this repository', () => {
  let plant: Plant;
  let plan: Plan;
  beforeAll(async () => {
    ({ plant, plan } = await planned(await diskFiles(join(import.meta.dirname, '../../../..'))));
  });

  it('are valid under the official schema of 3.1.0, and every reference leads somewhere', () => {
    const artifacts = generateAsyncapi(plant, plan);
    expect(artifacts.length).toBeGreaterThanOrEqual(4);
    for (const { path, text } of artifacts) {
      const document = parse(text) as Json;
      expect(problems(document), path).toEqual([]);
      expect(danglingReferences(document), path).toEqual([]);
    }
  });

  it('would be refused with a channel that has a wrong binding', () => {
    const document = parse(generateAsyncapi(plant, plan)[0]?.text ?? '') as {
      operations: Record<string, { bindings: { mqtt: { qos: number } } }>;
    };
    const [receive] = Object.values(document.operations);
    if (receive !== undefined) receive.bindings.mqtt.qos = 3;
    expect(problems(document as unknown as Json)).not.toEqual([]);
  });

  it('name the queue and the exchange of the plan, and no server', () => {
    for (const { text } of generateAsyncapi(plant, plan)) {
      const document = parse(text) as JsonObject;
      expect(document.servers).toBeUndefined();
      const queues = Object.entries(document.channels as JsonObject)
        .filter(([name]) => name.endsWith('_queue'))
        .map(([, channel]) => (channel as JsonObject).address);
      const known = plan.datasets.flatMap((each) =>
        'channel' in each ? [each.channel.queue] : [],
      );
      expect(queues.length).toBeGreaterThan(0);
      expect(queues.filter((queue) => !known.includes(String(queue)))).toEqual([]);
    }
  });

  it('come with the other artifacts, each with the header of its own contract', () => {
    const artifacts = generateArtifacts(plan, plant, () => 'hash');
    const heat = artifacts.find(({ path }) => path.endsWith('/heat.v1.asyncapi.yaml'));
    expect(heat?.text.split('\n', 1)[0]).toMatch(/^# Generated by `tundish generate` from heat \d/);
    expect(generateArtifacts(plan, plant, () => 'hash')).toEqual(artifacts);
  });
});

describe('an AsyncAPI document', () => {
  it('is made only of contracts that have a stream', async () => {
    const { plant, plan } = await planned(memoryFiles(smallPlant()));
    const made = generateAsyncapi(plant, plan).map(({ path }) => path);
    const streams = plant.products.flatMap(({ contracts }) =>
      contracts.filter(({ datasets }) => datasets.some(({ source }) => source.kind === 'stream')),
    );
    expect(made.length).toBe(streams.length);
    expect(made.every((path) => /\/generated\/[a-z_]+\.v\d\.asyncapi\.yaml$/.test(path))).toBe(
      true,
    );
  });

  const stream = {
    dataset: 'heat',
    topic: 'plant/{caster}/heat/v1',
    streamClass: 'event',
    profile: { class: 'event' },
  };
  const head = { id: 'Ä heat/1', title: 'Heat', version: '1.0.0', tags: [], extension: {} };

  it('moves definitions to its components, and what stands beside a reference out of its shadow', () => {
    const payload = {
      type: 'object',
      properties: {
        c: { description: 'Carbon.', $ref: '#/$defs/fraction' },
        self: { $ref: '#' },
        same: { $ref: '#/properties/c' },
        word: { enum: [{ $ref: '#/$defs/fraction' }] },
      },
      $defs: { fraction: { type: 'number' } },
    };
    const document = asyncapiDocument({ ...head, streams: [{ ...stream, payload }] });
    expect(problems(document)).toEqual([]);
    expect(document.components).toMatchObject({
      schemas: {
        heat: {
          properties: {
            c: {
              description: 'Carbon.',
              allOf: [{ $ref: '#/components/schemas/heat.fraction' }],
            },
            self: { $ref: '#/components/schemas/heat' },
            same: { $ref: '#/components/schemas/heat/properties/c' },
            word: { enum: [{ $ref: '#/$defs/fraction' }] },
          },
        },
        'heat.fraction': { type: 'number' },
      },
    });
    const [back] = (contractOfAsyncapi(document)?.schema ?? []) as readonly JsonObject[];
    expect(back?.customProperties).toContainEqual({ property: 'payloadSchema', value: payload });
  });

  it('names the draft where a payload schema says what draft 07 cannot', () => {
    const payload = {
      type: 'object',
      properties: { position: { prefixItems: [{ type: 'number' }] } },
      unevaluatedProperties: false,
    };
    const document = asyncapiDocument({ ...head, streams: [{ ...stream, payload }] });
    expect(problems(document)).toEqual([]);
    expect(document.components).toMatchObject({
      messages: {
        heat: {
          payload: {
            schemaFormat: 'application/schema+json;version=draft-2020-12',
            schema: payload,
          },
        },
      },
    });
  });

  it('says that a topic is not known yet, and escapes what no name may hold', () => {
    const { topic: _topic, ...unknown } = { ...stream, dataset: 'a b/c' };
    const document = asyncapiDocument({
      ...head,
      streams: [{ ...unknown, payload: { type: 'object' } }],
    });
    expect(problems(document)).toEqual([]);
    expect(danglingReferences(document)).toEqual([]);
    expect(document.id).toBe('urn:contract:%C3%84%20heat%2F1');
    expect(document.channels).toMatchObject({ a_b_c: { address: null, 'x-dataset': 'a b/c' } });
  });
});
