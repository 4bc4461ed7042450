-- Key figures of a heat: weldability from the final analysis, superheat from the dip
-- measurements, steadiness of casting from the strand signals between ladle open and closed.
-- Sums run in numeric, so that the order in which samples arrived cannot change a digit.
WITH grade_limit (grade, c_max, p_max, s_max, carbon_equivalent_max) AS (
  -- Cast analysis limits for products up to 30 mm, EN 10025-2 and EN 10025-3.
  VALUES
    ('S235JR', 0.17, 0.035, 0.035, 0.35),
    ('S275JR', 0.21, 0.035, 0.035, 0.40),
    ('S355J2', 0.20, 0.025, 0.025, 0.45),
    ('S420N', 0.20, 0.030, 0.025, 0.48),
    ('S460N', 0.20, 0.030, 0.025, 0.53)
),
heat AS (
  SELECT
    h.*,
    round(
      h.chemistry_c
        + h.chemistry_mn / 6
        + (h.chemistry_cr + h.chemistry_mo + h.chemistry_v) / 5
        + (h.chemistry_ni + h.chemistry_cu) / 15,
      4
    ) AS carbon_equivalent
  FROM curated.heat_v1 AS h
)
SELECT
  h.heat_id,
  h.caster,
  h.grade,
  h.cast_start,
  h.cast_end,
  d.day AS production_day,
  d.shift,
  h.revision AS heat_revision,
  h.carbon_equivalent,
  round(sample.superheat_mean, 2) AS superheat_mean,
  sample.superheat_max,
  sample.samples,
  round(signal.speed_mean, 4) AS casting_speed_mean,
  round(signal.level_deviation, 4) AS mold_level_deviation,
  signal.speed_samples AS casting_speed_samples,
  h.chemistry_c > g.c_max
    OR h.chemistry_p > g.p_max
    OR h.chemistry_s > g.s_max
    OR h.carbon_equivalent > g.carbon_equivalent_max AS off_grade
FROM heat AS h
LEFT JOIN grade_limit AS g ON g.grade = h.grade
LEFT JOIN curated.calendar_production_day_v1 AS d
  ON tstzrange(d.starts_at, d.ends_at) @> h.cast_end
CROSS JOIN LATERAL (
  SELECT
    count(*) AS samples,
    avg(s.temperature - h.liquidus_temperature) FILTER (WHERE s.position = 'tundish') AS superheat_mean,
    max(s.temperature - h.liquidus_temperature) FILTER (WHERE s.position = 'tundish') AS superheat_max
  FROM curated.heat_samples_v1 AS s
  WHERE s._event_id = h._event_id AND s._record = h._record
) AS sample
CROSS JOIN LATERAL (
  SELECT
    avg(m.value::numeric) FILTER (WHERE m.tag = 'casting_speed') AS speed_mean,
    count(*) FILTER (WHERE m.tag = 'casting_speed') AS speed_samples,
    stddev_pop(m.value::numeric) FILTER (WHERE m.tag = 'mold_level') AS level_deviation
  FROM generate_series(1, h.strands) AS n (strand)
  JOIN metrics.strand_v1 AS m
    ON m.caster = h.caster
    AND m.strand = n.strand
    AND m.tag IN ('casting_speed', 'mold_level')
    AND m.time >= h.cast_start
    AND m.time < h.cast_end
) AS signal
