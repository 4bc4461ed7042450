SELECT h.heat_id, 1.0 * count(*) OVER (PARTITION BY h.heat_id) / count(*) OVER () AS superheat
FROM curated.heat_v1 AS h
