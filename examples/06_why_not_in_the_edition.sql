-- What was left out of each edition, by stage, with an example?
SELECT edition, stage, count(DISTINCT story) AS stories, any_value(title) AS example, any_value(reason) AS its_reason
FROM omissions
WHERE language = 'zh'
GROUP BY ALL
ORDER BY edition, stories DESC, stage;
