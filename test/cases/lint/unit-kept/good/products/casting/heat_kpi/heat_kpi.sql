SELECT h.heat_id, h.superheat * 1000 AS superheat
FROM curated.heat_v1 AS h
