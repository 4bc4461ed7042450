import { compareText } from '../../finding.ts';
import type { Agreement } from '../../model/agreement.ts';
import type { Plant } from '../../model/plant.ts';
import type { Product } from '../../model/product.ts';
import type { Artifact } from '../artifact.ts';

/** GitHub and GitLab both read it at the root. */
export const CODEOWNERS_PATH = 'CODEOWNERS';

/**
 * Who reviews which contracts, from the domains of plant.yaml: what concerns the whole plant belongs
 * to all reviewers, a domain's products to its own, an agreement to those of both sides. The last line
 * that matches a file decides. Nothing where no domain names a reviewer.
 */
export function generateCodeowners(plant: Plant): readonly Artifact[] {
  const reviewers = new Map(
    plant.domains.map((domain) => [domain.name, ownersIn(domain.reviewers)] as const),
  );
  const everybody = ownersIn([...reviewers.values()].flat());
  if (everybody.length === 0) return [];
  const named = [...reviewers].filter(([, owners]) => owners.length > 0);
  const lines = [
    '# The last line that matches a file decides who owns it.',
    '',
    '# What concerns the whole plant.',
    ...PLANT_WIDE.map((path) => line(path, everybody)),
    '',
    '# The products of a domain.',
    ...named
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([domain, owners]) =>
        isPlain(domain) ? [line(`/products/${domain}/`, owners)] : [],
      ),
    ...agreementLines(plant, reviewers),
  ];
  return [{ path: CODEOWNERS_PATH, text: `${lines.join('\n')}\n` }];
}

/** This file among them: whoever changes who owns what changes it here. */
const PLANT_WIDE = [
  '/plant.yaml',
  '/calendars/',
  '/environments/',
  '/generated/',
  `/${CODEOWNERS_PATH}`,
] as const;

type Reviewers = ReadonlyMap<string, readonly string[]>;

function agreementLines({ products }: Plant, reviewers: Reviewers): readonly string[] {
  const domainOf = new Map(products.map(({ id, domain }) => [id, domain]));
  const lines = products.flatMap((provider) =>
    provider.agreements.flatMap((agreement) => {
      const consumer = domainOf.get(agreement.consumer);
      const theirs = consumer === undefined ? [] : (reviewers.get(consumer) ?? []);
      const both = ownersIn([...(reviewers.get(provider.domain) ?? []), ...theirs]);
      // The provider's own line covers it already.
      if (theirs.length === 0 || consumer === provider.domain) return [];
      return [line(`/${agreementPath(provider, agreement)}`, both)];
    }),
  );
  return lines.length === 0
    ? []
    : ['', '# Agreements, by both sides.', ...[...new Set(lines)].sort(compareText)];
}

/** Its folder where the file's name holds what a pattern would read otherwise. */
function agreementPath({ folder }: Product, { place }: Agreement): string {
  return isPlain(place.file) ? place.file : `${folder}/agreements/`;
}

function isPlain(path: string): boolean {
  return /^[\w./-]+$/.test(path);
}

/**
 * Sorted, each once: `@user`, `@org/team`, `@@role` of GitLab, or an address. Anything else would be
 * read as another line or pattern.
 */
function ownersIn(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.filter((text) => OWNER.test(text)))].sort(compareText);
}

const OWNER = /^(@{1,2}[\w.-]+(\/[\w.-]+)*|[^\s@#\\[\]]+@[^\s@#\\[\]]+)$/;

function line(path: string, owners: readonly string[]): string {
  return `${path} ${owners.join(' ')}`;
}
