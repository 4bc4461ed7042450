SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
JOIN curated.heat_history_v1 AS r ON r.heat_id = h.heat_id
JOIN metrics.strand_v1 AS s ON s.time = h.cast_end
