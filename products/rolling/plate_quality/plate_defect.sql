-- Defects per production day (06 to 06), grade and class.
SELECT
  i.production_day,
  i.grade,
  d.defect,
  count(*) AS defects,
  count(DISTINCT i.plate_id) AS plates,
  sum(d.area) AS area,
  max(d.depth) AS depth_max
FROM (
  SELECT
    p.*,
    ((p.inspected_at AT TIME ZONE 'Europe/Berlin') - interval '6 hours')::date AS production_day
  FROM curated.plate_inspection_v2 AS p
) AS i
JOIN curated.plate_inspection_defects_v2 AS d
  ON d._event_id = i._event_id AND d._record = i._record
GROUP BY i.production_day, i.grade, d.defect
