SELECT
  h.heat_id,
  h.grade,
  h.weight / h.strands AS weight_per_strand,
  h.tundish_temperature
FROM curated.heat_v1 AS h
