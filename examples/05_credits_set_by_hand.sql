-- Which credits did an operator change, and what had the rules found?
SELECT a.story, s.title, a.found_source, a.source
FROM attributions a JOIN stories s ON s.id = a.story
WHERE a.source_rule = 'override'
ORDER BY a.story;
