-- Sums per meter and calendar day in Seoul.
SELECT
  r.meter,
  (r.measured_at AT TIME ZONE 'Asia/Seoul')::date AS day,
  count(*) AS readings,
  sum(r.usage) AS usage,
  sum(r.lagging_reactive) AS lagging_reactive,
  sum(r.leading_reactive) AS leading_reactive,
  sum(r.co2) AS co2,
  sum(r.lagging_power_factor) AS lagging_power_factor,
  sum(r.leading_power_factor) AS leading_power_factor
FROM curated.energy_kr_v1 AS r
GROUP BY r.meter, (r.measured_at AT TIME ZONE 'Asia/Seoul')::date
