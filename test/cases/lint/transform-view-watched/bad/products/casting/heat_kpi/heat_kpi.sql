SELECT h.heat_id, h.superheat
FROM curated.heat_v1 AS h
JOIN metrics.strand_v1 AS s ON s.time = h.cast_end
