SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
JOIN (SELECT sum(s.value) AS total FROM metrics.strand_v1 AS s) AS t ON t.total > 0
