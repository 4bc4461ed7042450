SELECT h.heat_id, h.superheat AS superheet
FROM curated.heat_v1 AS h
