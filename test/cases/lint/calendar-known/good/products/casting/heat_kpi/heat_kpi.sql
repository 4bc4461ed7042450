SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
JOIN curated.calendar_production_day_v1 AS c ON h.cast_end >= c.starts_at AND h.cast_end < c.ends_at
