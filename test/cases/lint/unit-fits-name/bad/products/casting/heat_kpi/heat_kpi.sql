SELECT h.heat_id, h.superheat, h.superheat AS slab_weight_max
FROM curated.heat_v1 AS h
