-- Which printed credits are the least sure, and who would be credited instead?
SELECT e.edition, e.number, e.headline, e.credit, e.source_confidence, a.source_runner_up, a.source_evidence
FROM entries e JOIN attributions a ON a.story = e.story
WHERE e.language = 'zh'
ORDER BY e.source_confidence, e.edition, e.number
LIMIT 20;
