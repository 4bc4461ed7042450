import type { FactKind } from '../change/change-fact.ts';
import type { Bump } from './change-rule.ts';

/**
 * Kinds that break nothing, with the part of the version that they ask for; kinds that the judgement
 * weighs by itself (versions, ends of support, owners, payloads) are among them.
 */
export const harmlessKinds = {
  'product-added': 'none',
  'product-removed': 'none',
  'product-moved': 'none',
  'owner-changed': 'none',
  'owner-lost': 'none',
  'input-port-added': 'none',
  'input-port-removed': 'none',
  'output-port-removed': 'none',
  'agreement-ended': 'none',
  'product-text-changed': 'none',
  'contract-added': 'none',
  'major-added': 'none',
  'contract-removed': 'none',
  'version-changed': 'none',
  'status-changed': 'patch',
  'role-added': 'minor',
  'text-changed': 'patch',
  'dataset-added': 'minor',
  'provenance-changed': 'minor',
  'transform-changed': 'patch',
  'refresh-changed': 'minor',
  'manifest-changed': 'minor',
  'payload-changed': 'none',
  'field-text-changed': 'patch',
  'tag-added': 'minor',
  'tag-renamed': 'patch',
  'tag-text-changed': 'patch',
  'table-added': 'none',
  'table-removed': 'none',
  'column-added': 'none',
  'column-removed': 'none',
  'column-type-changed': 'none',
  'column-nullability-changed': 'none',
  'table-key-changed': 'none',
  'view-added': 'none',
  'view-column-added': 'none',
  'grant-added': 'none',
  'grant-removed': 'none',
  'queue-renamed': 'none',
  'calendar-added': 'none',
} as const satisfies Partial<Record<FactKind, Bump>>;

export type HarmlessKind = keyof typeof harmlessKinds;
