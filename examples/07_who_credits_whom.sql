-- Which sources does each outlet credit, and how sure are the credits?
SELECT outlet, source, count(*) AS stories, round(avg(source_confidence), 2) AS confidence
FROM attributions
GROUP BY ALL
ORDER BY stories DESC, outlet, source;
