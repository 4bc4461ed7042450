import { compareText } from '../../contracts/finding.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Field } from '../../contracts/model/field.ts';
import type { Product } from '../../contracts/model/product.ts';
import { datasetId } from '../../contracts/plan/names.ts';
import type { Neighbours } from './neighbours.ts';
import { present } from './present.ts';
import {
  type Classification,
  type ContractVersionAsset,
  classificationSchema,
  type ProductAsset,
} from './shapes.ts';

/** A product with its ports, and who reads what it offers. */
export function productAsset(product: Product, neighbours: Neighbours): ProductAsset {
  const { owner, component } = product;
  return present({
    id: product.id,
    name: product.name,
    domain: product.domain,
    kind: product.kind,
    status: product.status,
    version: product.version,
    purpose: product.purpose,
    team: owner?.team,
    datasets: datasetIds(product, product.contracts),
    owner:
      owner === undefined
        ? undefined
        : present({
            team: owner.team,
            contact: owner.contact,
            members: owner.members.map((member) => ({ ...member })),
          }),
    folder: product.folder,
    classification: strictest(product),
    inputPorts: product.inputPorts.map(({ name, contractId, version }) =>
      present({
        name,
        contract: contractId,
        version,
        product: neighbours.productOfContract.get(contractId),
      }),
    ),
    outputPorts: product.outputPorts.map(({ name, version, contractId }) =>
      present({ name, version, contract: contractId }),
    ),
    contracts: contractsOf(product),
    consumers: [
      ...new Set(
        product.contracts.flatMap(({ id }) => neighbours.consumersOfContract.get(id) ?? []),
      ),
    ].sort(compareText),
    component:
      component === undefined
        ? undefined
        : present({
            source: component.source,
            artifact: component.artifact,
            language: component.language,
            license: component.license,
            makes: component.makes.flatMap((id) => neighbours.datasetsOfContract.get(id) ?? []),
            intendedUse: component.intendedUse,
            measured: component.measured.map((each) => ({ ...each })),
          }),
  });
}

/** Every major of every contract, by contract then major. */
export function contractAssets(product: Product): ContractVersionAsset[] {
  return product.contracts.map((contract) =>
    present({
      product: product.id,
      contract: contract.id,
      name: contract.name,
      major: contract.major,
      version: contract.version,
      status: contract.status,
      apiVersion: contract.apiVersion,
      purpose: contract.purpose,
      usage: contract.usage,
      limitations: contract.limitations,
      datasets: datasetIds(product, [contract]),
      slas: contract.slas.map((sla) => ({ ...sla })),
      roles: contract.roles.map((role) => ({ ...role })),
      path: contract.path,
    }),
  );
}

function contractsOf(product: Product): ProductAsset['contracts'] {
  const byId = new Map<string, Contract[]>();
  for (const contract of product.contracts) {
    byId.set(contract.id, [...(byId.get(contract.id) ?? []), contract]);
  }
  return [...byId].map(([id, majors]) =>
    present({
      id,
      name: majors.findLast(({ name }) => name !== undefined)?.name,
      versions: majors.map(({ major, version, status }) => ({ major, version, status })),
    }),
  );
}

function datasetIds(product: Product, contracts: readonly Contract[]): string[] {
  const ids = contracts.flatMap(({ datasets }) =>
    datasets.map(({ name }) => datasetId(product.id, name)),
  );
  return [...new Set(ids)].sort(compareText);
}

function strictest(product: Product): Classification | undefined {
  let rank = -1;
  const visit = (fields: readonly Field[]): void => {
    for (const { classification, type } of fields) {
      if (classification !== undefined) {
        rank = Math.max(rank, classificationSchema.options.indexOf(classification));
      }
      const inner = type.kind === 'array' ? type.items : type;
      if (inner.kind === 'object') visit(inner.fields);
      if (inner.kind === 'union') for (const branch of inner.branches) visit(branch.fields);
    }
  };
  for (const { datasets } of product.contracts) for (const { fields } of datasets) visit(fields);
  return classificationSchema.options[rank];
}
