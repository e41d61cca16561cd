"""What the database itself refuses of questions: to ask out of time, to change what was asked or what a nota told, to lose one.

In time is by the clock of the transaction (`now()`); a mijlpaal that is moved at the same moment waits.
"""

from __future__ import annotations

import pgtrigger

from overleg.triggers import differs

_ASKED = "inkoop_id mijlpaal_id plek plek_naam tekst"
_ANSWERED = "nota_tekst antwoord veranderd veranderd_naam beantwoord_op nagelezen_op nota_id nummer"


def in_time() -> pgtrigger.Trigger:
    """To ask is possible while the mijlpaal is open and openbaar; a confirmation may come after it."""
    return pgtrigger.Trigger(
        name="vraag_op_tijd",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("is_open", "BOOLEAN")],
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF OLD.nota_id IS NOT NULL AND ({differs(f"{_ASKED} {_ANSWERED} referentie ingetrokken_op")}) THEN
                    RAISE EXCEPTION 'pgtrigger: Cannot change a question that a nota told (%)', OLD.id;
                END IF;
                IF OLD.bevestigd_op IS NOT NULL AND ({differs(f"{_ASKED} referentie ingediend_op bevestigd_op")}) THEN
                    RAISE EXCEPTION 'pgtrigger: Cannot change a confirmed question (%)', OLD.id;
                END IF;
                IF NOT ({differs(f"{_ASKED} ingediend_op")}) THEN
                    RETURN NEW;
                END IF;
            END IF;
            SELECT m.openbaar AND m.sluit = 'vragen' AND now() < m.sluit_op INTO is_open
            FROM proces_mijlpaal m WHERE m.id = NEW.mijlpaal_id AND m.inkoop_id = NEW.inkoop_id FOR SHARE OF m;
            IF is_open IS NOT TRUE THEN
                RAISE EXCEPTION 'pgtrigger: Cannot ask after the closing (%)', NEW.mijlpaal_id;
            END IF;
            RETURN NEW;
        """,  # noqa: S608 -- our own constants
    )


def counted_stays() -> pgtrigger.Trigger:
    """Nobody loses a question: once confirmed it stays."""
    return pgtrigger.Protect(
        name="vraag_blijft", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__bevestigd_op__isnull=False)
    )


def read_by_another() -> pgtrigger.Trigger:
    """The second reader wrote nothing of the answer, and what she read is what is there."""
    return pgtrigger.Trigger(
        name="vraag_nagelezen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NEW.nagelezen_door_id = ANY(NEW.schrijvers) THEN
                RAISE EXCEPTION 'pgtrigger: Cannot be read by who wrote it (%)', NEW.id;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF NEW.nagelezen_op IS NOT NULL AND OLD.nagelezen_op IS NOT DISTINCT FROM NEW.nagelezen_op
                   AND ({differs("nota_tekst antwoord veranderd schrijvers")}) THEN
                    RAISE EXCEPTION 'pgtrigger: Cannot change an answer that was read (%)', NEW.id;
                END IF;
            END IF;
            RETURN NEW;
        """,
    )
