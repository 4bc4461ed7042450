import { describe, expect, it } from 'vitest';
import { smallPlant } from '../../small-plant.ts';
import { edited } from '../change/compared-plants.ts';
import { judgedFiles, kpi, told } from './judged-plants.ts';

const files = smallPlant();
const path = 'products/casting/heat/agreements/mes.heat.yaml';
const agreed = (until: string) => ({
  ...files,
  [path]: `consumer: mes\ncontact: mes@lindwerk.example\ncontract: heat\nmajor: 1\npurpose: Orders\nfrom: "2026-01-01"\nuntil: "${until}"\n`,
});

describe('access that ends', () => {
  it('by an output port is refused where somebody reads, and told where nobody is known to', async () => {
    const port = 'outputPorts:\n  - { name: heat, version: 1.0.0, contractId: heat }\n';
    const none = edited(files, 'products/casting/heat/product.odps.yaml', port, '');
    expect(told(await judgedFiles(files, none, [kpi]))).toEqual(['error output-port-removed heat']);
    expect(told(await judgedFiles(files, none))).toEqual(['warning output-port-removed heat']);
  });

  it('by an agreement names the consumer and whom to ask', async () => {
    const { findings, others } = await judgedFiles(agreed('2028-01-01'), files);
    expect(findings).toMatchObject([
      {
        rule: 'agreement-ended',
        severity: 'warning',
        message: "the agreement with 'mes' about heat v1 is removed",
        hint: expect.stringContaining("'mes' (mes@lindwerk.example)"),
      },
    ]);
    expect(others).toMatchObject([{ sentence: 'the agreement with mes about heat v1 is removed' }]);
  });

  it('by a day in the past is told, and by a day to come it is news alone', async () => {
    const before = agreed('2028-01-01');
    const rules = async (until: string) => told(await judgedFiles(before, agreed(until)));
    expect(await rules('2026-11-25')).toContain('warning agreement-ended heat');
    expect(await rules('2027-12-31')).toEqual([]);
  });
});
