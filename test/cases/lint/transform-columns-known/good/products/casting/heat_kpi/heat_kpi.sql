WITH hot AS (SELECT c.*, c.superheat + 1 AS more FROM curated.heat_v1 AS c)
SELECT h.heat_id, h.more AS superheat
FROM hot AS h
WHERE h.chemistry_c > 0 AND h._event_time IS NOT NULL
