-- Inspections per production day (06 to 06) and grade.
SELECT
  i.production_day,
  i.grade,
  count(*) AS inspections,
  count(*) FILTER (WHERE i.verdict = 'accept') AS accepted,
  count(*) FILTER (WHERE i.verdict = 'repair') AS repairs,
  count(*) FILTER (WHERE i.verdict = 'reject') AS rejected,
  round(100.0 * count(*) FILTER (WHERE i.verdict = 'accept') / count(*), 2) AS acceptance_rate,
  sum(i.thickness * i.width * i.length * 7.85e-9) AS inspected_mass
FROM (
  SELECT
    p.*,
    ((p.inspected_at AT TIME ZONE 'Europe/Berlin') - interval '6 hours')::date AS production_day
  FROM curated.plate_inspection_v2 AS p
) AS i
GROUP BY i.production_day, i.grade
