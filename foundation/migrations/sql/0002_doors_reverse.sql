DROP FUNCTION idempotency_claim(text, text, text, integer);
DROP FUNCTION feed_publish(text, bigint, text, text, text, timestamptz, jsonb);
