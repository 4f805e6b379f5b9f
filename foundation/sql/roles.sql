-- The role in which web, worker and sequencer connect. It reads and writes, and owns nothing: it cannot change tables, and
-- what was written to the journal and the feeds it can neither change nor remove, whatever the triggers are told.
-- Run as the owner after `manage.py migrate`, and again after each upgrade:  psql -v ON_ERROR_STOP=1 -f roles.sql
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yangguang_app') THEN
    CREATE ROLE yangguang_app NOLOGIN;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO yangguang_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO yangguang_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO yangguang_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO yangguang_app;
REVOKE UPDATE, DELETE, TRUNCATE ON foundation_event, foundation_position, foundation_publication FROM yangguang_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM yangguang_app;
