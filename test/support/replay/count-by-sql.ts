import type { Store } from '../../../connectors/connector.ts';

/** What PostgreSQL itself counts over the stored JSON, with nothing of ours in between. */
export interface SqlCounts {
  readonly judged: number;
  readonly failing: number;
  readonly failedBefore: number;
  readonly mended: number;
  /** Of `failing`. */
  readonly noTundishHeat: number;
  readonly otherCaster: number;
  readonly tooHot: number;
}

/** Counts `proposedHeats` against the contract of today over the raw table of heats. */
export async function countBySql(store: Store, since: string): Promise<SqlCounts> {
  const [row] = await store.query({
    text: `SELECT count(*)::integer AS judged,
  count(*) FILTER (WHERE held_before AND NOT holds_now)::integer AS failing,
  count(*) FILTER (WHERE NOT held_before AND NOT holds_now)::integer AS "failedBefore",
  count(*) FILTER (WHERE NOT held_before AND holds_now)::integer AS mended,
  count(*) FILTER (WHERE held_before AND no_position)::integer AS "noTundishHeat",
  count(*) FILTER (WHERE held_before AND other_caster)::integer AS "otherCaster",
  count(*) FILTER (WHERE held_before AND too_hot)::integer AS "tooHot"
FROM (SELECT *, same AND degrees <= 150 AND strands <= 8 AS held_before,
    same AND degrees <= 60 AND strands <= 10 AND NOT no_position AND NOT other_caster AS holds_now
  FROM (SELECT
      -- What neither contract forgives: a body that is no plain JSON, a conflict, a major to come, a text.
      payload IS NOT NULL AND NOT conflict AND contract_major = 1
        AND jsonb_typeof(payload->'tundish_temperature') = 'number' AS same,
      (payload->>'superheat')::numeric AS degrees,
      (payload->>'strands')::numeric AS strands,
      NOT payload ? 'tundish_heat' AS no_position,
      payload->>'caster' = 'CC3' AS other_caster,
      (payload->>'superheat')::numeric > 60 AS too_hot
    FROM raw.heat WHERE received_at >= $1) AS facts) AS judged`,
    values: [since],
  });
  return row as unknown as SqlCounts;
}
