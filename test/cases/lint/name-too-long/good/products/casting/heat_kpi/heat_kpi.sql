SELECT h.heat_id, h.superheat
FROM curated.heat_secondary_cooling_zone_measurement_v1 AS h
