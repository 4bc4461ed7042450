/**
 * The row `g` of a tag register (quoted and qualified) that is valid at the time of a sample `s`, as
 * what follows LEFT JOIN.
 */
export function registerJoin(register: string): string {
  return [
    `${register} g ON NOT g."_gone" AND g."tag" = s."tag"`,
    `  AND ${validAt('g', 's')}`,
  ].join('\n');
}

/** True where a register's row is valid at the time of a sample. */
export function validAt(registered: string, sample: string): string {
  return (
    `(${registered}."valid_from" IS NULL OR ${registered}."valid_from" <= ${sample}."time") AND ` +
    `(${registered}."valid_until" IS NULL OR ${registered}."valid_until" > ${sample}."time")`
  );
}
