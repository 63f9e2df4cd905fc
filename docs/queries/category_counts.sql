-- Which categories matched how often, and in how many calls, day by day?
-- Parameters: first day, last day ('2026-01-05').
SELECT e.day,
       m.category,
       count(*) AS matches,
       count(DISTINCT e.mediainsightspipelineid) AS calls
FROM (SELECT DISTINCT
             substr("time", 1, 10) AS day,
             "time",
             mediainsightspipelineid,
             categoryevent.matchedcategories AS categories
      FROM transcribe_call_analytics_category_events
      WHERE year || '-' || month || '-' || day BETWEEN ? AND ?) AS e
CROSS JOIN UNNEST(e.categories) AS m (category)
GROUP BY e.day, m.category
ORDER BY day, matches DESC, category
