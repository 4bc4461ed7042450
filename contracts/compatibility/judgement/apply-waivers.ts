import type { Finding } from '../../finding.ts';
import { bindingRules } from '../../model/binding-rules.ts';
import type { Contract } from '../../model/contract.ts';
import type { Product } from '../../model/product.ts';
import type { Waiver } from '../../model/waiver.ts';
import { planRules } from '../../plan/plan-problems.ts';
import { sourceRules } from '../../source/source-rules.ts';
import { changeRules } from './change-rules.ts';
import type { PlantVerdict } from './contract-verdict.ts';
import { daysBetween, daysText } from './days.ts';
import { versionRules } from './version-rules.ts';

/** The longest that a waiver may hold, in days. */
export const mostWaivedDays = 365;

/**
 * Findings that are mended in a line, are about waivers, or say that nothing can be read, bound or
 * planned are never accepted.
 */
const unwaivable = new Set<string>([
  'version-bump-missing',
  'version-lowered',
  ...Object.keys(versionRules).filter((id) => id.startsWith('waiver-')),
  ...Object.entries({ ...sourceRules, ...bindingRules, ...planRules })
    .filter(([, { severity }]) => severity === 'error')
    .map(([id]) => id),
]);

const ofChanges = new Set<string>([
  ...changeRules.map(({ id }) => id),
  ...Object.keys(versionRules),
]);

/** True for rules whose findings come of a comparison with a version before. */
export function isChangeRule(rule: string): boolean {
  return ofChanges.has(rule);
}

/** False for rules whose findings no waiver accepts. */
export function isWaivable(rule: string): boolean {
  return !unwaivable.has(rule);
}

/** A product as far as its waivers go. */
export interface WaivingProduct extends Pick<Product, 'id' | 'folder' | 'waivers'> {
  readonly contracts: readonly Pick<Contract, 'id' | 'major'>[];
}

type Waived = PlantVerdict['waived'][number];

/**
 * Takes out the findings that a waiver of the plant accepts on the day `today` (`YYYY-MM-DD`), and adds
 * what is wrong with the waivers themselves. Only waivers of rules that were judged are looked at:
 * without a comparison those of changes would all seem unused. A waiver holds for its own product alone.
 */
export function applyWaivers(
  findings: readonly Finding[],
  plant: { readonly products: readonly WaivingProduct[] },
  today: string,
  isJudged: (rule: string) => boolean = (rule) => !isChangeRule(rule),
): Pick<PlantVerdict, 'findings' | 'waived'> {
  const counted = new Set(findings);
  const waived: Waived[] = [];
  const own: Finding[] = [];
  for (const product of plant.products) {
    for (const waiver of product.waivers) {
      if (!isJudged(waiver.rule)) continue;
      const met = findings.filter((finding) => isMet(finding, waiver, product, plant.products));
      const problem = problemOf(waiver, met, today);
      if (problem !== undefined) own.push(problem);
      if (problem !== undefined && problem.rule !== 'waiver-unused') continue;
      for (const finding of met) {
        if (!counted.delete(finding)) continue;
        const { reason, owner, until } = waiver;
        waived.push({ finding, reason, owner, until });
      }
    }
  }
  return { findings: [...findings.filter((finding) => counted.has(finding)), ...own], waived };
}

function isMet(
  finding: Finding,
  { rule, at }: Waiver,
  product: WaivingProduct,
  products: readonly WaivingProduct[],
): boolean {
  if (finding.rule !== rule || finding.severity === 'info') return false;
  const isNamed = finding.subject === at || `${finding.place.file}#${finding.pointer}` === at;
  if (!isNamed) return false;
  const { subject, place } = finding;
  return waivingProduct(products, { subject, file: place.file }) === product;
}

/**
 * The product whose team may accept a finding: the one that its subject names, or in whose folder it
 * lies where the subject names none. Undefined for what concerns the plant or a removed product: no
 * team decides about that, and no waiver accepts it.
 */
export function waivingProduct<P extends Omit<WaivingProduct, 'waivers'>>(
  products: readonly P[],
  { subject = '', file }: { readonly subject?: string | undefined; readonly file: string },
): P | undefined {
  const [named = ''] = subject.split('/');
  const [, id, major] = /^(.+)\.v(\d+)$/.exec(named) ?? [];
  const inFolder = products.find(({ folder }) => file.startsWith(`${folder}/`));
  if (id !== undefined) {
    const ofId = products.filter(({ contracts }) => contracts.some((each) => each.id === id));
    const exact = ofId.find(({ contracts }) =>
      contracts.some((each) => each.id === id && each.major === Number(major)),
    );
    // A major that is gone is still the affair of the product that had it.
    return exact ?? ofId[0] ?? inFolder;
  }
  if (named === '' || inFolder !== undefined) return inFolder;
  if (named === 'plant' && !file.startsWith('products/')) return undefined;
  return products.find((product) => product.id === named);
}

function problemOf(waiver: Waiver, met: readonly Finding[], today: string): Finding | undefined {
  const { rule, at, owner, until } = waiver;
  const what = `the waiver of '${rule}' at '${at}'`;
  if (!isWaivable(rule)) {
    return about(
      waiver,
      'waiver-refused',
      `${what} cannot hold`,
      'mend what it is about and remove it',
    );
  }
  const left = daysBetween(today, until);
  if (left < 0) {
    const message = `${what} expired on ${until}, ${daysText(-left)} ago${met.length === 0 ? ' and accepts nothing' : ''}`;
    const hint = met.length === 0 ? 'remove it' : `mend what it is about, or let ${owner} renew it`;
    return about(waiver, 'waiver-expired', message, hint);
  }
  if (left > mostWaivedDays) {
    const message = `${what} holds until ${until}, for ${daysText(left)}`;
    return about(waiver, 'waiver-too-long', message, `choose a day within ${mostWaivedDays} days`);
  }
  if (met.length > 0) return undefined;
  return about(waiver, 'waiver-unused', `${what} accepts nothing`, 'remove it');
}

function about(
  waiver: Waiver,
  rule: 'waiver-expired' | 'waiver-unused' | 'waiver-too-long' | 'waiver-refused',
  message: string,
  hint: string,
): Finding {
  const { severity, why } = versionRules[rule];
  return { rule, severity, place: waiver.place, pointer: '', message, why, hint };
}
