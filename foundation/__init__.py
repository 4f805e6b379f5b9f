"""Money, time, ids, errors, journal, sequencer, feeds, idempotency and storage: what every floor stands on."""
