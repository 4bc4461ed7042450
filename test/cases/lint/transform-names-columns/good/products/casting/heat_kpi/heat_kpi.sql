SELECT h.heat_id, h.superheat
FROM (SELECT c.* FROM curated.heat_v1 AS c) AS h
