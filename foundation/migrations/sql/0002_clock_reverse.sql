DROP TRIGGER foundation_instance_restore ON foundation_instance;
DROP TRIGGER foundation_instance_no_truncate ON foundation_instance;
DROP TRIGGER foundation_instance_guard ON foundation_instance;
DELETE FROM foundation_instance;
DROP FUNCTION foundation_restore_instance();
DROP FUNCTION foundation_guard_instance();
DROP FUNCTION foundation_refuse_truncate();
DROP FUNCTION foundation_is_disposable();
DROP FUNCTION foundation_now();
