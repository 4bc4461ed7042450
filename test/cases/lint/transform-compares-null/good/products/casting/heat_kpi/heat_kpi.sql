SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
WHERE h.superheat IS NOT NULL
  AND NOT EXISTS (SELECT FROM curated.heat_v1 AS c WHERE c.heat_id > h.heat_id)
