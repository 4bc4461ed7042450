import type { Rule } from './rule.ts';
import { apiVersionUnderstated } from './rules/api-version-understated.ts';
import { calendarKnown } from './rules/calendar-known.ts';
import { componentDescribed } from './rules/component-described.ts';
import { derivationIdentifiers } from './rules/derivation-identifiers.ts';
import { descriptionPresent } from './rules/description-present.ts';
import { duplicateProperty } from './rules/duplicate-property.ts';
import { eventKeyDeclared } from './rules/event-key-declared.ts';
import { eventTimeDeclared } from './rules/event-time-declared.ts';
import { eventTimeZone } from './rules/event-time-zone.ts';
import { fileChecksumDeclared } from './rules/file-checksum-declared.ts';
import { fileSetIntact } from './rules/file-set-intact.ts';
import { foreignKeyKnown } from './rules/foreign-key-known.ts';
import { hostInContract } from './rules/host-in-contract.ts';
import { invalidPattern } from './rules/invalid-pattern.ts';
import { keyForRevise } from './rules/key-for-revise.ts';
import { logicalTypeMissingWithOptions } from './rules/logical-type-missing-with-options.ts';
import { nameReserved } from './rules/name-reserved.ts';
import { nameTooLong } from './rules/name-too-long.ts';
import { namesCollide } from './rules/names-collide.ts';
import { officialSchema } from './rules/official-schema.ts';
import { orderForRevise } from './rules/order-for-revise.ts';
import { ownerNamed } from './rules/owner-named.ts';
import { personalDataTreatment } from './rules/personal-data-treatment.ts';
import { qualityRuleRunnable } from './rules/quality-rule-runnable.ts';
import { resultProvenance } from './rules/result-provenance.ts';
import { sensorSeriesComplete } from './rules/sensor-series-complete.ts';
import { slaCalendar } from './rules/sla-calendar.ts';
import { slaUnitKnown } from './rules/sla-unit-known.ts';
import { statusKnown } from './rules/status-known.ts';
import { topicBelowRoot } from './rules/topic-below-root.ts';
import { topicOverlap } from './rules/topic-overlap.ts';
import { topicSyntax } from './rules/topic-syntax.ts';
import { transformReadsUndeclaredInput } from './rules/transform-reads-undeclared-input.ts';
import { transformViewWatched } from './rules/transform-view-watched.ts';
import { typeWithoutColumn } from './rules/type-without-column.ts';
import { unitIsUcum } from './rules/unit-is-ucum.ts';
import { unitOnMeasuredQuantity } from './rules/unit-on-measured-quantity.ts';
import { unknownContractReference } from './rules/unknown-contract-reference.ts';
import { versionAgrees } from './rules/version-agrees.ts';

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  apiVersionUnderstated,
  calendarKnown,
  componentDescribed,
  derivationIdentifiers,
  descriptionPresent,
  duplicateProperty,
  eventKeyDeclared,
  eventTimeDeclared,
  eventTimeZone,
  fileChecksumDeclared,
  fileSetIntact,
  foreignKeyKnown,
  hostInContract,
  invalidPattern,
  keyForRevise,
  logicalTypeMissingWithOptions,
  nameReserved,
  nameTooLong,
  namesCollide,
  officialSchema,
  orderForRevise,
  ownerNamed,
  personalDataTreatment,
  qualityRuleRunnable,
  resultProvenance,
  sensorSeriesComplete,
  slaCalendar,
  slaUnitKnown,
  statusKnown,
  topicBelowRoot,
  topicOverlap,
  topicSyntax,
  transformReadsUndeclaredInput,
  transformViewWatched,
  typeWithoutColumn,
  unitIsUcum,
  unitOnMeasuredQuantity,
  unknownContractReference,
  versionAgrees,
];
