SELECT h.heat_id, extract(hour FROM h.cast_end AT TIME ZONE 'Europe/Berlin') AS superheat
FROM curated.heat_v1 AS h
