import type { Finding } from '../../contracts/finding.ts';

/**
 * The findings without those of lint that the type check of transforms tells better: PostgreSQL's
 * word on a SELECT, with the change that broke it, in place of what was read from the text alone.
 */
export function withoutWeaker(findings: readonly Finding[]): readonly Finding[] {
  const checked = findings.filter(({ rule }) => rule === 'transform-type-checks');
  const nullable = findings.filter(({ rule }) => rule === 'transform-may-be-null');
  return findings.filter((finding) => {
    switch (finding.rule) {
      // Each column that is missing is told there, once per file.
      case 'transform-columns-known':
      case 'transform-view-known':
        return !checked.some((better) => better.place.file === finding.place.file);
      case 'transform-fills-required':
        return !nullable.some(
          (better) =>
            folderOf(better) === folderOf(finding) && clauseOf(better) === clauseOf(finding),
        );
      // Here lint is the better one: it points at the column and at the field.
      case 'transform-type-checks':
        return !findings.some(
          (better) =>
            better.rule === 'transform-columns-agree' &&
            folderOf(better) === folderOf(finding) &&
            isAboutSameColumn(finding.message, better.message),
        );
      default:
        return true;
    }
  });
}

function folderOf({ place }: Finding): string {
  return place.file.slice(0, place.file.lastIndexOf('/'));
}

/** `'grade' of 'heat_kpi' is required`, with which both begin. */
function clauseOf({ message }: Finding): string {
  return message.slice(0, message.indexOf(','));
}

function isAboutSameColumn(message: string, better: string): boolean {
  const [, column] = /the result has (?:no|a) column (\S+)/.exec(message) ?? [];
  return column !== undefined && better.includes(`'${column}'`);
}
