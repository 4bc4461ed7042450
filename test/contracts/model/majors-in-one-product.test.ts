import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../../cli/check-repository.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { caseFiles } from '../lint/case-files.ts';

const folder = 'products/casting/heat';
const port = '  - { name: heat, version: 1.0.0, contractId: heat }\n';

/** The small plant with a second major of its heats, which the product offers beside the first. */
function twoMajors(change: (first: string) => string = (text) => text) {
  const files = { ...caseFiles('') };
  const first = files[`${folder}/heat.v1.odcs.yaml`] ?? '';
  const product = files[`${folder}/product.odps.yaml`] ?? '';
  return {
    ...files,
    [`${folder}/heat.v1.odcs.yaml`]: change(first),
    [`${folder}/heat.v2.odcs.yaml`]: first
      .replace('version: 1.0.0', 'version: 2.0.0')
      .replace('heat/v1', 'heat/v2')
      .replace('heat.v1.schema', 'heat.v2.schema'),
    [`${folder}/heat.v2.schema.json`]: files[`${folder}/heat.v1.schema.json`] ?? '',
    [`${folder}/product.odps.yaml`]: product.replace(port, port + port.replace('1.0.0', '2.0.0')),
  };
}

async function heat(files: Readonly<Record<string, string>>) {
  const { plant, findings } = await checkRepository(memoryFiles(files));
  const product = plant?.products.find(({ id }) => id === 'heat');
  return { product, own: findings.filter(({ place }) => place.file.startsWith(`${folder}/`)) };
}

describe('two majors of one contract in one product', () => {
  it('stand side by side, each behind a port of its own', async () => {
    const { product, own } = await heat(twoMajors());
    expect(own).toEqual([]);
    expect(product?.contracts.map(({ id, major }) => [id, major])).toEqual([
      ['heat', 1],
      ['heat', 2],
    ]);
    expect(product?.outputPorts.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
  });

  it.each(['deprecated', 'retired'])('end with a date where the first is %s', async (status) => {
    const ended = (text: string) => text.replace('status: active', `status: ${status}`);
    const without = await heat(twoMajors(ended));
    expect(without.own).toMatchObject([{ rule: 'deprecated-has-end', pointer: '/status' }]);
    const withEnd = await heat(
      twoMajors((text) => `${ended(text)}  - { property: endOfSupport, value: "2027-12-31" }\n`),
    );
    expect(withEnd.own).toEqual([]);
    expect(withEnd.product?.contracts[0]).toMatchObject({
      status,
      slas: [{ property: 'retention' }, { property: 'endOfSupport', value: '2027-12-31' }],
    });
  });

  it('cannot be told apart where both say the same topic and no version', async () => {
    const files = twoMajors();
    const second = `${folder}/heat.v2.odcs.yaml`;
    const text = (files[second] ?? '').replace('heat/v2', 'heat/v1');
    const { own } = await heat({ ...files, [second]: text });
    expect(own.map(({ rule }) => rule)).toContain('version-agrees');
  });
});
