-- Consumption per meter and production day (06 to 06 local time). A quarter belongs to the day in
-- which it began; a day has 92 or 100 quarters when the clocks change in it. In the hour that local
-- time has twice a reading has no interval_end; it counts on the day on which it was received.
SELECT
  r.production_day,
  r.meter,
  r.medium,
  count(*) AS readings,
  (
    extract(
      epoch FROM (r.production_day + 1 + time '06:00') AT TIME ZONE 'Europe/Berlin'
        - (r.production_day + time '06:00') AT TIME ZONE 'Europe/Berlin'
    ) / 900
  )::bigint AS readings_expected,
  count(*) FILTER (WHERE r.status = 'estimated') AS readings_estimated,
  sum(r.active_energy) AS active_energy,
  sum(r.reactive_energy) AS reactive_energy,
  sum(r.gas_volume) AS gas_volume,
  max(r.active_energy) * 4 AS power_max
FROM (
  SELECT
    m.*,
    (
      (coalesce(m.interval_end, m._event_time) AT TIME ZONE 'Europe/Berlin')
        - interval '6 hours 15 minutes'
    )::date AS production_day
  FROM curated.meter_reading_v1 AS m
) AS r
GROUP BY r.production_day, r.meter, r.medium
