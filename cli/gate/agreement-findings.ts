import type { Finding } from '../../contracts/finding.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import { agreementExpired } from './impact-rules.ts';

/** Agreements whose last day is over. `today` is `YYYY-MM-DD`. */
export function expiredAgreements({ products }: Plant, today: string): readonly Finding[] {
  const { id, severity, why } = agreementExpired;
  return products.flatMap(({ agreements }) =>
    agreements.flatMap(({ consumer, contractId, major, until, place }) => {
      if (until === undefined || until >= today) return [];
      const message = `the agreement with '${consumer}' about ${contractId}.v${major} ended on ${until}`;
      const hint = 'agree on a later day, or remove the file and the access with it';
      return [{ rule: id, severity, place, pointer: '', message, why, hint }];
    }),
  );
}
