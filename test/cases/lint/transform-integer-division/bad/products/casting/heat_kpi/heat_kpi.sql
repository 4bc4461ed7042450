SELECT h.heat_id, count(*) OVER (PARTITION BY h.heat_id) / (2 * count(*) OVER ()) AS superheat
FROM curated.heat_v1 AS h
