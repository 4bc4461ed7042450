import type { Rule } from './rule.ts';
import { activeVersionStable } from './rules/active-version-stable.ts';
import { agreementColumnsKnown } from './rules/agreement-columns-known.ts';
import { agreementContractKnown } from './rules/agreement-contract-known.ts';
import { agreementPurposeStated } from './rules/agreement-purpose-stated.ts';
import { apiVersionUnderstated } from './rules/api-version-understated.ts';
import { boundsReversed } from './rules/bounds-reversed.ts';
import { calendarKnown } from './rules/calendar-known.ts';
import { classificationKept } from './rules/classification-kept.ts';
import { classificationStated } from './rules/classification-stated.ts';
import { columnNameTooLong } from './rules/column-name-too-long.ts';
import { componentDescribed } from './rules/component-described.ts';
import { computedCycle } from './rules/computed-cycle.ts';
import { contractOnPort } from './rules/contract-on-port.ts';
import { dateExists } from './rules/date-exists.ts';
import { datesInOrder } from './rules/dates-in-order.ts';
import { declaredReadsKnown } from './rules/declared-reads-known.ts';
import { deprecatedHasEnd } from './rules/deprecated-has-end.ts';
import { derivationIdentifiers } from './rules/derivation-identifiers.ts';
import { descriptionPresent } from './rules/description-present.ts';
import { descriptionSaysMore } from './rules/description-says-more.ts';
import { differenceInKelvin } from './rules/difference-in-kelvin.ts';
import { duplicateProperty } from './rules/duplicate-property.ts';
import { enumFitsType } from './rules/enum-fits-type.ts';
import { enumValuesLookAlike } from './rules/enum-values-look-alike.ts';
import { enumWithoutRepeats } from './rules/enum-without-repeats.ts';
import { eventKeyDeclared } from './rules/event-key-declared.ts';
import { eventKeyDistinguishes } from './rules/event-key-distinguishes.ts';
import { eventKeyRequired } from './rules/event-key-required.ts';
import { eventSchemaOpen } from './rules/event-schema-open.ts';
import { eventTimeDeclared } from './rules/event-time-declared.ts';
import { eventTimeRequired } from './rules/event-time-required.ts';
import { eventTimeSkew } from './rules/event-time-skew.ts';
import { eventTimeZone } from './rules/event-time-zone.ts';
import { exampleFitsSchema } from './rules/example-fits-schema.ts';
import { fileChecksumDeclared } from './rules/file-checksum-declared.ts';
import { fileSetIntact } from './rules/file-set-intact.ts';
import { foreignKeyKnown } from './rules/foreign-key-known.ts';
import { foreignKeyToKey } from './rules/foreign-key-to-key.ts';
import { foreignKeyType } from './rules/foreign-key-type.ts';
import { formatKnown } from './rules/format-known.ts';
import { hostInContract } from './rules/host-in-contract.ts';
import { identifierTypeAgrees } from './rules/identifier-type-agrees.ts';
import { inputContractHasPort } from './rules/input-contract-has-port.ts';
import { inputPortUsed } from './rules/input-port-used.ts';
import { invalidPattern } from './rules/invalid-pattern.ts';
import { keyForRevise } from './rules/key-for-revise.ts';
import { keyNotDecimal } from './rules/key-not-decimal.ts';
import { keyTextBounded } from './rules/key-text-bounded.ts';
import { keywordFitsType } from './rules/keyword-fits-type.ts';
import { listedOnce } from './rules/listed-once.ts';
import { logicalTypeMissingWithOptions } from './rules/logical-type-missing-with-options.ts';
import { nameContradictsUnit } from './rules/name-contradicts-unit.ts';
import { nameNeedsQuotes } from './rules/name-needs-quotes.ts';
import { nameReserved } from './rules/name-reserved.ts';
import { nameTooLong } from './rules/name-too-long.ts';
import { namesCollide } from './rules/names-collide.ts';
import { namesDifferByCase } from './rules/names-differ-by-case.ts';
import { officialSchema } from './rules/official-schema.ts';
import { orderForRevise } from './rules/order-for-revise.ts';
import { outputPortHasContract } from './rules/output-port-has-contract.ts';
import { ownerNamed } from './rules/owner-named.ts';
import { ownerStillThere } from './rules/owner-still-there.ts';
import { patternAnchored } from './rules/pattern-anchored.ts';
import { patternFitsLength } from './rules/pattern-fits-length.ts';
import { personalDataTreatment } from './rules/personal-data-treatment.ts';
import { placeholderText } from './rules/placeholder-text.ts';
import { portVersionExists } from './rules/port-version-exists.ts';
import { productReadsItself } from './rules/product-reads-itself.ts';
import { qualityBoundsPossible } from './rules/quality-bounds-possible.ts';
import { qualityMetricFitsLevel } from './rules/quality-metric-fits-level.ts';
import { qualityQueryColumns } from './rules/quality-query-columns.ts';
import { qualityQueryPlaceholder } from './rules/quality-query-placeholder.ts';
import { qualityRuleRunnable } from './rules/quality-rule-runnable.ts';
import { qualityValuesListed } from './rules/quality-values-listed.ts';
import { quantityKnown } from './rules/quantity-known.ts';
import { rangePhysicallyPossible } from './rules/range-physically-possible.ts';
import { readsSupportedContract } from './rules/reads-supported-contract.ts';
import { referenceState } from './rules/reference-state.ts';
import { requiredMemberDeclared } from './rules/required-member-declared.ts';
import { resultProvenance } from './rules/result-provenance.ts';
import { revisionIsEvent } from './rules/revision-is-event.ts';
import { roleHasAccess } from './rules/role-has-access.ts';
import { samplingKnown } from './rules/sampling-known.ts';
import { scheduleReadable } from './rules/schedule-readable.ts';
import { schemaBeyondGate } from './rules/schema-beyond-gate.ts';
import { sensorSeriesComplete } from './rules/sensor-series-complete.ts';
import { slaCalendar } from './rules/sla-calendar.ts';
import { slaElementKnown } from './rules/sla-element-known.ts';
import { slaPropertyKnown } from './rules/sla-property-known.ts';
import { slaStatedOnce } from './rules/sla-stated-once.ts';
import { slaUnitKnown } from './rules/sla-unit-known.ts';
import { slaValueMeasurable } from './rules/sla-value-measurable.ts';
import { slaWithinSampling } from './rules/sla-within-sampling.ts';
import { statusKnown } from './rules/status-known.ts';
import { tagAliasUnambiguous } from './rules/tag-alias-unambiguous.ts';
import { tagDescribed } from './rules/tag-described.ts';
import { tagQuantityStable } from './rules/tag-quantity-stable.ts';
import { tagRangeStated } from './rules/tag-range-stated.ts';
import { topicBelowRoot } from './rules/topic-below-root.ts';
import { topicDiffersByCase } from './rules/topic-differs-by-case.ts';
import { topicNamesMajorLast } from './rules/topic-names-major-last.ts';
import { topicOverlap } from './rules/topic-overlap.ts';
import { topicSyntax } from './rules/topic-syntax.ts';
import { transformColumnsAgree } from './rules/transform-columns-agree.ts';
import { transformColumnsKnown } from './rules/transform-columns-known.ts';
import { transformComparesNull } from './rules/transform-compares-null.ts';
import { transformFillsRequired } from './rules/transform-fills-required.ts';
import { transformIntegerDivision } from './rules/transform-integer-division.ts';
import { transformNamesColumns } from './rules/transform-names-columns.ts';
import { transformOrderStated } from './rules/transform-order-stated.ts';
import { transformReadsUndeclaredInput } from './rules/transform-reads-undeclared-input.ts';
import { transformSumExact } from './rules/transform-sum-exact.ts';
import { transformViewKnown } from './rules/transform-view-known.ts';
import { transformViewWatched } from './rules/transform-view-watched.ts';
import { transformZoneStated } from './rules/transform-zone-stated.ts';
import { typeWithoutColumn } from './rules/type-without-column.ts';
import { unitFitsName } from './rules/unit-fits-name.ts';
import { unitFitsQuantity } from './rules/unit-fits-quantity.ts';
import { unitIsUcum } from './rules/unit-is-ucum.ts';
import { unitKept } from './rules/unit-kept.ts';
import { unitOnMeasuredQuantity } from './rules/unit-on-measured-quantity.ts';
import { unknownContractReference } from './rules/unknown-contract-reference.ts';
import { versionAgrees } from './rules/version-agrees.ts';

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  activeVersionStable,
  agreementColumnsKnown,
  agreementContractKnown,
  agreementPurposeStated,
  apiVersionUnderstated,
  boundsReversed,
  calendarKnown,
  classificationKept,
  classificationStated,
  columnNameTooLong,
  componentDescribed,
  computedCycle,
  contractOnPort,
  dateExists,
  datesInOrder,
  declaredReadsKnown,
  deprecatedHasEnd,
  derivationIdentifiers,
  descriptionPresent,
  descriptionSaysMore,
  differenceInKelvin,
  duplicateProperty,
  enumFitsType,
  enumValuesLookAlike,
  enumWithoutRepeats,
  eventKeyDeclared,
  eventKeyDistinguishes,
  eventKeyRequired,
  eventSchemaOpen,
  eventTimeDeclared,
  eventTimeRequired,
  eventTimeSkew,
  eventTimeZone,
  exampleFitsSchema,
  fileChecksumDeclared,
  fileSetIntact,
  foreignKeyKnown,
  foreignKeyToKey,
  foreignKeyType,
  formatKnown,
  hostInContract,
  identifierTypeAgrees,
  inputContractHasPort,
  inputPortUsed,
  invalidPattern,
  keyForRevise,
  keyNotDecimal,
  keyTextBounded,
  keywordFitsType,
  listedOnce,
  logicalTypeMissingWithOptions,
  nameContradictsUnit,
  nameNeedsQuotes,
  nameReserved,
  nameTooLong,
  namesCollide,
  namesDifferByCase,
  officialSchema,
  orderForRevise,
  outputPortHasContract,
  ownerNamed,
  ownerStillThere,
  patternAnchored,
  patternFitsLength,
  personalDataTreatment,
  placeholderText,
  portVersionExists,
  productReadsItself,
  qualityBoundsPossible,
  qualityMetricFitsLevel,
  qualityQueryColumns,
  qualityQueryPlaceholder,
  qualityRuleRunnable,
  qualityValuesListed,
  quantityKnown,
  rangePhysicallyPossible,
  readsSupportedContract,
  referenceState,
  requiredMemberDeclared,
  resultProvenance,
  revisionIsEvent,
  roleHasAccess,
  samplingKnown,
  scheduleReadable,
  schemaBeyondGate,
  sensorSeriesComplete,
  slaCalendar,
  slaElementKnown,
  slaPropertyKnown,
  slaStatedOnce,
  slaUnitKnown,
  slaValueMeasurable,
  slaWithinSampling,
  statusKnown,
  tagAliasUnambiguous,
  tagDescribed,
  tagQuantityStable,
  tagRangeStated,
  topicBelowRoot,
  topicDiffersByCase,
  topicNamesMajorLast,
  topicOverlap,
  topicSyntax,
  transformColumnsAgree,
  transformColumnsKnown,
  transformComparesNull,
  transformFillsRequired,
  transformIntegerDivision,
  transformNamesColumns,
  transformOrderStated,
  transformReadsUndeclaredInput,
  transformSumExact,
  transformViewKnown,
  transformViewWatched,
  transformZoneStated,
  typeWithoutColumn,
  unitFitsName,
  unitFitsQuantity,
  unitIsUcum,
  unitKept,
  unitOnMeasuredQuantity,
  unknownContractReference,
  versionAgrees,
];
