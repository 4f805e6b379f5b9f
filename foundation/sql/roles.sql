-- The role in which web, worker, scheduler, sequencer and opening connect. It reads and writes, and owns nothing: it cannot
-- change tables, and what was written to the journal, the feeds and the deposit ledger it can neither change nor remove,
-- whatever the triggers are told.
-- The owner runs this after each `manage.py migrate`: `manage.py grant_rights`, or  psql -v ON_ERROR_STOP=1 -f roles.sql
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yangguang_app') THEN
    CREATE ROLE yangguang_app NOLOGIN;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO yangguang_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO yangguang_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO yangguang_app;
-- Functions are everybody's to call, with the caller's rights.
-- Every floor marks its append-only tables by the trigger that refuses changes.
DO $$ DECLARE kept regclass; BEGIN
  FOR kept IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '%\_append\_only' LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM yangguang_app', kept);
  END LOOP;
END $$;
REVOKE DELETE, TRUNCATE ON foundation_loghead FROM yangguang_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM yangguang_app;
