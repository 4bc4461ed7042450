SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
JOIN curated.ladle_v1 AS l ON l.heat_id = h.heat_id
