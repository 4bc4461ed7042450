SELECT h.heat_id, h.superheat, h.superheat * 2 AS argon
FROM curated.heat_v1 AS h
