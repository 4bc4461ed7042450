SELECT h.heat_id, h.superheet AS superheat
FROM curated.heat_v1 AS h
