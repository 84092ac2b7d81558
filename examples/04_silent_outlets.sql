-- Which outlets are silent: how long before the newest story was the last one of each?
SELECT outlet, max(fetched_at) AS last_story, (SELECT max(fetched_at) FROM stories) - max(fetched_at) AS silent_for
FROM (SELECT outlet, fetched_at FROM stories UNION ALL SELECT DISTINCT outlet, NULL FROM visits)
GROUP BY outlet
ORDER BY silent_for DESC NULLS FIRST, outlet;
