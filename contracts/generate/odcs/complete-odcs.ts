import { Document } from 'yaml';
import { compareText } from '../../finding.ts';
import type { Contract } from '../../model/contract.ts';
import type { Product } from '../../model/product.ts';
import type { DatasetPlan, Plan, View } from '../../plan/plan.ts';
import type { Json } from '../../source/json.ts';
import { grantsOn } from '../grants-on.ts';
import { viewObject } from './view-object.ts';

type Entry = { [name: string]: Json };

const HEADER = ` Generated from the contract and its payload schema; do not edit.
 Names no servers: those belong to environments. It is never read back.`;

/**
 * The complete ODCS 3.1.0 document of one contract major, for tools that want one: its schema
 * objects are the views of that major as the plan has them, with every column. Strings that YAML 1.1
 * takes for something else are quoted, because Python's readers still follow 1.1.
 */
export function completeOdcs(contract: Contract, product: Product, plan: Plan): string {
  const document = new Document(contractEntry(contract, product, plan), {
    version: '1.1',
    aliasDuplicateObjects: false,
  });
  document.commentBefore = HEADER;
  return document.toString({ lineWidth: 0, directives: false });
}

function contractEntry(contract: Contract, product: Product, plan: Plan): Entry {
  const description: Entry = {
    ...(contract.purpose === undefined ? {} : { purpose: contract.purpose }),
    ...(contract.usage === undefined ? {} : { usage: contract.usage }),
    ...(contract.limitations === undefined ? {} : { limitations: contract.limitations }),
  };
  const objects = contract.datasets.flatMap((dataset) =>
    datasetPlans(plan, contract, dataset.name).flatMap((datasetPlan) =>
      datasetPlan.views
        .filter((view) => view.major === contract.major)
        .map((view) => ({ view, entry: viewObject(view, datasetPlan, dataset) })),
    ),
  );
  const roles = rolesOf(
    contract,
    plan,
    objects.map(({ view }) => view),
  );
  return {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: contract.id,
    ...(contract.name === undefined ? {} : { name: contract.name }),
    version: contract.version,
    status: contract.status,
    domain: product.domain,
    ...(Object.keys(description).length === 0 ? {} : { description }),
    schema: objects.map(({ entry }) => entry),
    ...(product.owner === undefined ? {} : { team: { name: product.owner.team } }),
    ...(roles.length === 0 ? {} : { roles }),
    ...(contract.slas.length === 0
      ? {}
      : {
          slaProperties: contract.slas.map((sla) => ({
            property: sla.property,
            value: sla.value,
            ...(sla.unit === undefined ? {} : { unit: sla.unit }),
            ...(sla.element === undefined ? {} : { element: sla.element }),
            ...(sla.calendar === undefined
              ? {}
              : { scheduler: 'calendar', schedule: sla.calendar }),
          })),
        }),
    customProperties: [
      { property: 'product', value: product.id },
      { property: 'generatedFrom', value: contract.path },
    ],
  };
}

function datasetPlans(plan: Plan, contract: Contract, dataset: string): readonly DatasetPlan[] {
  return plan.datasets.filter(
    (candidate) =>
      candidate.product === contract.product &&
      candidate.dataset === dataset &&
      (candidate.kind !== 'computed' || candidate.major === contract.major),
  );
}

/** The contract's own roles and those that the plan lets read one of its views. */
function rolesOf(contract: Contract, plan: Plan, views: readonly View[]): readonly Entry[] {
  const own = contract.roles.map(({ role, access }) => ({
    role,
    ...(access === undefined ? {} : { access }),
  }));
  const named = new Set(own.map(({ role }) => role));
  const granted = grantsOn(plan, views)
    .filter(({ privilege }) => privilege === 'SELECT')
    .map(({ role }) => role)
    .filter((role) => !named.has(role));
  return [
    ...own,
    ...[...new Set(granted)].sort(compareText).map((role) => ({ role, access: 'read' })),
  ];
}
