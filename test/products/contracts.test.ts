import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkRepository } from '../../cli/check-repository.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';

const files = readdirSync('products', { recursive: true, encoding: 'utf8' })
  .filter((file) => !file.includes('generated'))
  .map((file) => join('products', file))
  .sort();
const contracts = files.filter((file) => file.endsWith('.odcs.yaml'));
const products = files.filter((file) => file.endsWith('.odps.yaml'));

function official(name: string): ValidateFunction {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  return ajv.compile(JSON.parse(readFileSync(`contracts/official/${name}`, 'utf8')));
}

const odcs31 = official('odcs-json-schema-v3.1.0.json');
const odcs32 = official('odcs-json-schema-v3.2.0.json');
const odps = official('odps-json-schema-v1.0.0.json');

function read(file: string): Record<string, unknown> {
  return parse(readFileSync(file, 'utf8'));
}

function problems(validate: ValidateFunction, document: unknown): readonly string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the products of the demo plant', () => {
  it('are the four domains with their twelve products', () => {
    expect(products.map((file) => dirname(file).slice('products/'.length))).toEqual([
      'casting/heat',
      'casting/heat_kpi',
      'casting/slab',
      'casting/slab_tracking',
      'casting/strand',
      'energy/consumption',
      'energy/meter',
      'process-models/defect_prediction',
      'process-models/solidification',
      'rolling/plate',
      'rolling/plate_quality',
      'rolling/plate_surface',
    ]);
  });

  it.each(contracts)('%s is a contract of ODCS 3.1.0', (file) => {
    expect(problems(odcs31, read(file))).toEqual([]);
  });

  it.each(contracts)('%s would be one of ODCS 3.2.0', (file) => {
    expect(problems(odcs32, { ...read(file), apiVersion: 'v3.2.0' })).toEqual([]);
  });

  it.each(products)('%s is a product of ODPS 1.0.0', (file) => {
    expect(problems(odps, read(file))).toEqual([]);
  });

  it.each(products)('%s names an owner, a version and the contracts beside it', (file) => {
    const product = read(file) as {
      readonly id: string;
      readonly version: string;
      readonly domain: string;
      readonly team: { readonly name: string };
      readonly outputPorts?: readonly { readonly contractId: string; readonly version: string }[];
    };
    const beside = contracts
      .filter((contract) => dirname(contract) === dirname(file))
      .map((contract) => read(contract));
    expect(product.team.name).not.toBe('');
    expect(file.startsWith(`products/${product.domain}/${product.id}/`)).toBe(true);
    const ports = (product.outputPorts ?? []).map(
      ({ contractId, version }) => `${contractId} ${version}`,
    );
    expect(ports.sort()).toEqual(beside.map(({ id, version }) => `${id} ${version}`).sort());
  });
});

describe('the demo plant as a whole', () => {
  it('passes its own check without a remark', async () => {
    const { findings } = await checkRepository(await diskFiles('.'));
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});
