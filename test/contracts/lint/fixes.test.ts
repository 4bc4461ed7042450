import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../../cli/check-repository.ts';
import { fixedText } from '../../../cli/render/fixed-text.ts';
import type { Finding } from '../../../contracts/finding.ts';
import { rules } from '../../../contracts/lint/rules.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { caseFiles, caseFolder } from './case-files.ts';

const check = async (files: Readonly<Record<string, string>>) =>
  (await checkRepository(memoryFiles(files))).findings;

/** What a finding says, without its place: a fix may move what stands behind it. */
const saying = (findings: readonly Finding[]) =>
  findings.map(({ rule, place, message }) => `${rule} ${place.file} ${message}`).sort();

function fixed(files: Readonly<Record<string, string>>, { fix }: Finding): Record<string, string> {
  const changed: Record<string, string> = { ...files };
  for (const path of new Set(fix?.edits.map(({ place }) => place.file))) {
    const edits = (fix?.edits ?? []).filter(({ place }) => place.file === path);
    changed[path] = fixedText(changed[path] ?? '', edits);
  }
  return changed;
}

describe('fixes', () => {
  const withFix = new Set<string>();

  it.each(rules.map((rule) => rule.id))(
    'of %s remove their finding and bring no other',
    async (id) => {
      const folder = caseFolder(id, 'bad');
      expect(existsSync(folder)).toBe(true);
      const files = caseFiles(folder);
      const findings = await check(files);
      for (const finding of findings) {
        if (finding.rule !== id || finding.fix === undefined) continue;
        withFix.add(id);
        const before = saying(findings);
        const result = await check(fixed(files, finding));
        const after = saying(result);
        const gone = saying([finding])[0] ?? '';
        // What followed from the finding may go with it. A word that is understood now may earn a
        // remark; anything worse may not come.
        const worse = saying(result.filter((each) => each.severity !== 'info'));
        expect(worse.filter((text) => !before.includes(text))).toEqual([]);
        expect(after.filter((text) => text === gone).length).toBeLessThan(
          before.filter((text) => text === gone).length,
        );
      }
    },
  );

  it('exist for several rules', () => {
    expect(withFix.size).toBeGreaterThanOrEqual(8);
  });
});
