import type { GateResult } from '../../../cli/gate/gate-result.ts';
import type { ContractVerdict } from '../../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding } from '../../../contracts/finding.ts';

export const place = { file: 'products/casting/heat/heat.v1.odcs.yaml', line: 4, column: 1 };

/** A change in which nothing differs, with parts of it replaced. */
export function gateResult(parts: Partial<GateResult> = {}): GateResult {
  return {
    against: { name: 'main', commit: 'a'.repeat(40), isMergeBase: true },
    findings: [],
    elsewhere: { warning: 0, info: 0 },
    waived: [],
    contracts: [],
    others: [],
    migration: { steps: [], byHand: [] },
    unchecked: [],
    isWhole: true,
    reviewers: new Map(),
    ...parts,
  };
}

export function breaking(parts: Partial<Finding> = {}): Finding {
  return {
    rule: 'unit-changed',
    severity: 'error',
    place,
    pointer: '/schema/0',
    message: "the unit of 'superheat' is °C now, was K",
    hint: 'keep K',
    subject: 'heat.v1/heat.superheat',
    ...parts,
  };
}

export function contractVerdict(parts: Partial<ContractVerdict> = {}): ContractVerdict {
  return {
    product: 'heat',
    domain: 'casting',
    contract: 'heat.v1',
    before: '1.2.0',
    after: '1.3.0',
    verdict: 'breaking',
    broken: ['interface'],
    declared: 'minor',
    required: 'major',
    changes: [
      {
        sentence: 'heat v1: the unit of superheat is °C now, was K',
        weight: 'breaking',
        rule: 'unit-changed',
        subject: 'heat.v1/heat.superheat',
        place,
      },
    ],
    ...parts,
  };
}
