-- How many stories has each section, week by week, and how many of them are copies?
SELECT date_trunc('week', coalesce(published, fetched_at)) AS week, section, count(*) AS stories, count(copy_of) AS copies
FROM stories
GROUP BY ALL
ORDER BY week, section;
