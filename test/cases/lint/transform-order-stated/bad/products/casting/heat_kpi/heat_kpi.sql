SELECT h.heat_id, row_number() OVER (PARTITION BY h.heat_id) AS superheat
FROM curated.heat_v1 AS h
