SELECT h.heat_id, max(h.superheat) OVER () AS superheat
FROM curated.heat_v1 AS h
