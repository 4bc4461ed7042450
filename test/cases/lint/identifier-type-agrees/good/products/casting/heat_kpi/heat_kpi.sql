SELECT h.heat_id, h.superheat, NULL AS next_heat
FROM curated.heat_v1 AS h
