-- Which links gave no story, and why?
SELECT outlet, state, reason, count(*) AS links
FROM links
WHERE state <> 'stored'
GROUP BY ALL
ORDER BY links DESC, outlet, reason;
