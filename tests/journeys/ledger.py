"""Questions to a database after a play. Each finds what is wrong; a sound database answers none of them with a row."""

from __future__ import annotations

# Free text that only one writer writes tells a row that was written twice.
_TWICE = "SELECT {columns}, count(*) FROM {table} GROUP BY {columns} HAVING count(*) > 1"

QUESTIONS = {
    "positions are dense": """
        SELECT count(*), min(position), max(position) FROM foundation_position
        HAVING count(*) = 0 OR count(*) <> max(position) OR min(position) <> 1
    """,
    "every event has its position": """
        SELECT e.id FROM foundation_event e LEFT JOIN foundation_position p ON p.event_id = e.id WHERE p.event_id IS NULL
    """,
    "no event waits for its position": "SELECT event_id FROM foundation_pending",
    "the events of a subject are numbered without a gap": """
        SELECT subject FROM foundation_event GROUP BY subject HAVING count(*) <> max(subject_seq) OR min(subject_seq) <> 1
    """,
    "positions keep the order of a subject": """
        SELECT subject FROM (
            SELECT e.subject, e.subject_seq, lag(e.subject_seq) OVER (PARTITION BY e.subject ORDER BY p.position) AS before
            FROM foundation_event e JOIN foundation_position p ON p.event_id = e.id
        ) ordered WHERE subject_seq < before
    """,
    "every bid that was compared has the letter of its award": """
        SELECT e.lot_id, told->>'bid' FROM bidding_evaluation e JOIN trading_lot l ON l.id = e.lot_id
        CROSS JOIN jsonb_array_elements(convert_from(e.result, 'UTF8')::jsonb->'result'->'placings') told
        JOIN bidding_filing f ON f.id = told->>'bid'
        LEFT JOIN bidding_sentletter sent ON sent.registration_id = f.registration_id
            AND sent.kind IN ('awarded', 'not_awarded', 'admitted', 'not_admitted')
        WHERE e.status = 'reported' AND l.phase = 'concluded' AND sent.id IS NULL
    """,
    "followers have no fault left": "SELECT follower, position FROM foundation_followerfault WHERE healed_at IS NULL",
    "an event that calls for a notice has one, and no notice is without": """
        SELECT p.position, n.id FROM foundation_position p
        JOIN foundation_event e ON e.id = p.event_id
            AND (e.data->>'notice' IS NOT NULL AND e.type ~ '^(trading|bidding[.]auction)[.]' OR e.type = 'trading.notice.handed_in')
        FULL JOIN notices_notice n ON n.position = p.position WHERE n.id IS NULL OR p.position IS NULL
    """,
    "a notice is published once": """
        SELECT n.id FROM notices_notice n
        LEFT JOIN foundation_event e ON e.subject = n.id AND e.type = 'notices.notice.published'
        GROUP BY n.id, n.status HAVING count(e.id) <> 1 OR n.status <> 'published'
    """,
    "every feed is dense": """
        SELECT f.feed FROM foundation_feedhead f LEFT JOIN foundation_publication p ON p.feed = f.feed
        GROUP BY f.feed, f.last HAVING count(*) <> f.last OR min(p.sequence) <> 1 OR max(p.sequence) <> f.last
    """,
    "a feed tells an event of a lot once": _TWICE.format(
        columns="feed, position, type, lot", table="foundation_publication"
    ),
    "the public feed rebuilds every public lot": """
        SELECT l.id, l.state, told.data FROM trading_lot l JOIN trading_deal d ON d.id = l.deal_id
        LEFT JOIN LATERAL (
            SELECT data FROM foundation_publication
            WHERE feed = 'public' AND lot = l.id AND data ? 'state' ORDER BY sequence DESC LIMIT 1
        ) told ON true
        WHERE d.announced_at IS NOT NULL
            AND (told.data->>'state', told.data->>'phase') IS DISTINCT FROM (l.state, l.phase)
    """,
    "every public lot is told in the open feed": """
        SELECT l.id FROM trading_lot l JOIN trading_deal d ON d.id = l.deal_id LEFT JOIN archive_process p ON p.lot_id = l.id
        WHERE (d.announced_at IS NOT NULL) <> (p.lot_id IS NOT NULL)
    """,
    "every award that stands in the open feed is listed, and no other": """
        SELECT p.ocid FROM archive_process p LEFT JOIN archive_award a ON a.process_id = p.ocid GROUP BY p.ocid HAVING count(a.id) <> (
            SELECT count(*) FROM jsonb_path_query(p.body::jsonb, '$.awards[*] ? (@.status == "active").suppliers[*]')
        )
    """,
    "the open feed is dense": """
        SELECT count(*), max(sequence) FROM archive_release HAVING count(*) <> max(sequence) OR min(sequence) <> 1
    """,
    "the steps of a lot follow each other and lead to where it stands": """
        SELECT lot_id FROM (
            SELECT s.lot_id, s.source, s.target, l.state,
                lag(s.target) OVER walk AS before, lead(s.source) OVER walk AS after
            FROM trading_steptaken s JOIN trading_lot l ON l.id = s.lot_id WINDOW walk AS (PARTITION BY s.lot_id ORDER BY s.at, s.id)
        ) walked WHERE source <> before OR after IS NULL AND target <> state
    """,
    "a step taken is an event, and the other way round": """
        SELECT s.id, e.id FROM trading_steptaken s
        FULL JOIN (SELECT * FROM foundation_event WHERE type = 'trading.lot.moved') e ON e.data->>'taken' = s.id
        WHERE s.id IS NULL OR e.id IS NULL
    """,
    "no deal was made twice": _TWICE.format(columns="title", table="trading_deal"),
    "no lot was made twice": _TWICE.format(columns="deal_id, number, round", table="trading_lot"),
    "no outcome was recorded twice": _TWICE.format(
        columns="lot_id, stage, values, candidates", table="trading_outcome"
    ),
    "an auction that was held is settled, and an outcome of its lot": """
        SELECT a.id FROM bidding_auction a LEFT JOIN trading_outcome o ON o.lot_id = a.lot_id AND o.stage = 'auction'
        GROUP BY a.id HAVING a.status <> 'settled' OR count(o.id) <> 1
    """,
    "no question was asked twice": _TWICE.format(columns="lot_id, party_id, text", table="trading_question"),
    "no objection was raised twice": _TWICE.format(
        columns="lot_id, party_id, stage, grounds", table="trading_objection"
    ),
    "no complaint was lodged twice": _TWICE.format(
        columns="lot_id, party_id, grounds", table="trading_complaint"
    ),
    "no clarification was issued twice": _TWICE.format(
        columns="deal_id, title", table="trading_clarification"
    ),
    "no document was saved twice": _TWICE.format(columns="deal_id, kind, digest", table="trading_document"),
    "nobody was registered twice": _TWICE.format(columns="lot_id, party_id", table="bidding_registration"),
    "no money moved twice": _TWICE.format(columns="registration_id, reference", table="bidding_depositentry"),
    "no contract was paid twice": _TWICE.format(columns="contract_id, voucher", table="trading_payment"),
}
