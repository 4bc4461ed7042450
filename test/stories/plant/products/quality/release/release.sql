SELECT
  h.heat_id,
  h.tundish_temperature BETWEEN 1510 AND 1570
    AND h.grade IN ('S235JR', 'S355J2', 'S460N') AS released
FROM curated.heat_v1 AS h
