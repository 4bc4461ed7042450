SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
WHERE h.superheat IS NOT NULL
