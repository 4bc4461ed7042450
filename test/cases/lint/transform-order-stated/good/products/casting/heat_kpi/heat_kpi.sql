SELECT h.heat_id, row_number() OVER (PARTITION BY h.heat_id ORDER BY h.cast_end, h.sequence) AS superheat
FROM curated.heat_v1 AS h
