-- Which outlet is first with the events that others have too?
SELECT first_outlet AS outlet, count(*) AS events
FROM events
WHERE len(outlets) > 1 AND first_outlet IS NOT NULL
GROUP BY ALL
ORDER BY events DESC, outlet;
