DROP FUNCTION feed_publish_all(text[], bigint[], text[], text[], text[], timestamptz[], jsonb[]);
DROP FUNCTION journal_append_all(text[], text[], text[], text, timestamptz, jsonb[]);
