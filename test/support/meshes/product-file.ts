import { type MeshProduct, teamText } from './mesh-product.ts';

/** The text of `product.odps.yaml`. */
export function productFile(product: MeshProduct): string {
  const { id, domain, team, contracts } = product;
  const reads = [...new Set(contracts.flatMap((contract) => contract.reads))];
  const latest = contracts.at(-1)?.version ?? '1.0.0';
  const outputs = contracts.map(
    (contract) => `  - name: ${contract.id}_v${contract.major}
    description: What ${contract.view} shows, now and as known at any past time.
    type: tables
    version: ${contract.version}
    contractId: ${contract.id}
${inputsOf(contract.reads)}`,
  );
  const inputs = reads.map(
    (read) =>
      `  - { name: ${read.id}_v${read.major}, version: ${read.version}, contractId: ${read.id} }\n`,
  );
  return `apiVersion: v1.0.0
kind: DataProduct
id: ${id}
name: Product ${id.replaceAll('_', ' ')}
version: ${latest}
status: active
domain: ${domain}
tags: [${domain}, mesh]
description:
  purpose: Gives every later step of the ${domain} plant the same answer to what happened at this station.
  usage: Join on the number of the piece; keep the revision where a decision rests on a figure.
  limitations: Covers the stations in operation since 2024.
${inputs.length === 0 ? '' : `inputPorts:\n${inputs.join('')}`}outputPorts:
${outputs.join('')}${teamText(team)}`;
}

function inputsOf(reads: MeshProduct['contracts']): string {
  if (reads.length === 0) return '';
  const lines = reads.map(({ id, version }) => `      - { id: ${id}, version: ${version} }\n`);
  return `    inputContracts:\n${lines.join('')}`;
}
