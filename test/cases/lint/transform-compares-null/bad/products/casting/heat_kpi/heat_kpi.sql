SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
WHERE h.superheat <> NULL
  AND h.heat_id NOT IN (SELECT c.heat_id FROM curated.heat_v1 AS c)
