import { compareText } from '../../contracts/finding.ts';
import type { DomainAsset, ProductAsset } from './shapes.ts';

/** The domains that products name, with the domains that they exchange data with. */
export function domainAssets(products: readonly ProductAsset[]): DomainAsset[] {
  const domainOf = new Map(products.map(({ id, domain }) => [id, domain]));
  const byDomain = new Map<string, ProductAsset[]>();
  for (const product of products) {
    const members = byDomain.get(product.domain);
    if (members === undefined) byDomain.set(product.domain, [product]);
    else members.push(product);
  }
  return [...byDomain]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, members]) => {
      const others = (ids: readonly (string | undefined)[]): string[] =>
        unique(
          ids.flatMap((product) => {
            const domain = domainOf.get(product ?? '');
            return domain === undefined || domain === id ? [] : [domain];
          }),
        );
      return {
        id,
        products: members.length,
        datasets: members.reduce((sum, { datasets }) => sum + datasets.length, 0),
        teams: unique(members.flatMap(({ team }) => (team === undefined ? [] : [team]))),
        readsFrom: others(members.flatMap((each) => each.inputPorts.map((port) => port.product))),
        readBy: others(members.flatMap((each) => each.consumers)),
      };
    });
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
