SELECT h.heat_id, h.superheat, h.superheat * 2 AS argon, h.superheat * 3 AS stirring_gas
FROM curated.heat_v1 AS h
