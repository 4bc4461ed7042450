import type { PlantVersion } from '../change/plant-version.ts';
import { dayAfter } from './days.ts';
import { teamOf } from './plain-sentence.ts';
import { versionRules } from './version-rules.ts';
import { findingAt, type Weighed } from './weighed.ts';

const graceDays = 30;

/** A product that nobody owns goes to the lead of its domain, who has a month to find an owner. */
export function weighUnowned(weighed: Weighed, current: PlantVersion, today: string): Weighed {
  const { fact, plain } = weighed;
  if (fact.kind !== 'owner-lost' || plain === undefined) return weighed;
  const { product: id } = fact.subject;
  const product = current.plant.products.find((each) => each.id === id);
  const domainName = product?.domain ?? '';
  const domain = current.plant.domains.find(({ name }) => name === domainName);
  const lead = domain?.lead ?? fact.lead;
  const until = dayAfter(today, graceDays);
  const contact = domain?.contact === undefined ? '' : ` (${domain.contact})`;
  const who =
    lead === undefined
      ? `and plant.yaml names no lead of the domain '${domainName}'`
      : `and ${lead}${contact}, who leads the domain '${domainName}', answers for it until ${until}`;
  return {
    ...weighed,
    plain: { ...plain, weight: 'notable', rule: 'product-unowned' },
    finding: findingAt(fact, {
      rule: 'product-unowned',
      why: versionRules['product-unowned'].why,
      severity: 'warning',
      message: `nobody owns the product '${id}' since '${teamOf(fact.before)}' left it, ${who}`,
      hint:
        lead === undefined
          ? `name a team in product.odps.yaml, or add to plant.yaml: domains: [{name: ${domainName}, lead: <username>}]; by ${until}`
          : `name a team in product.odps.yaml by ${until}`,
      evidence: [],
      affects: [],
      subject: id,
    }),
  };
}
