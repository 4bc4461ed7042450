SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
JOIN curated.heat_v1 AS k ON k.heat_id = h.heat_id
