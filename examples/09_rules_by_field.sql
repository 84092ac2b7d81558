-- Which rule reads each field of an outlet, and in what share of its stories?
SELECT fill.outlet, fill.field, fill.rule, sum(fill.stories) AS stories,
    round(sum(fill.stories) / max(stored.stories), 2) AS share
FROM (SELECT unnest(fills) AS fill FROM runs)
JOIN (SELECT outlet, sum(stored) AS stories FROM visits GROUP BY outlet) stored ON stored.outlet = fill.outlet
GROUP BY ALL
ORDER BY fill.outlet, fill.field, stories DESC, fill.rule;
