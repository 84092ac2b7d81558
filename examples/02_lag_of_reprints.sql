-- How many minutes after the original does each outlet print a copy?
SELECT outlet, original_outlet, count(*) AS copies, median(lag_minutes) AS median_lag
FROM copies
GROUP BY ALL
ORDER BY copies DESC, outlet, original_outlet;
