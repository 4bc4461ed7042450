SELECT h.*
FROM curated.heat_v1 AS h
