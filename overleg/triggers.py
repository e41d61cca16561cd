"""What the database itself refuses: to react out of time, to change what was sent, and to change a nota that came out.

In time is by the clock of the transaction (`now()`): what an action found open at its begin is open until it is done, and a
mijlpaal that is moved at the same moment waits (the row is held). Without exception: who loads old reactions, loads them first and
closes then.
"""

from __future__ import annotations

import pgtrigger

_OPEN = """
    SELECT r.geopend_op IS NOT NULL AND m.sluit = 'reageren' AND now() < m.sluit_op
    INTO is_open
    FROM overleg_reactieronde r JOIN proces_mijlpaal m ON m.id = r.mijlpaal_id
    WHERE r.id = {ronde} FOR SHARE OF m;
"""
_DECLARE = [("is_open", "BOOLEAN")]


def differs(columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns.split())


def in_time() -> pgtrigger.Trigger:
    """To begin, to send and to withdraw is possible while the round is open; a confirmation may come after it."""
    return pgtrigger.Trigger(
        name="reactie_op_tijd",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=_DECLARE,
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF OLD.ronde_id <> NEW.ronde_id OR OLD.inkoop_id <> NEW.inkoop_id THEN
                    RAISE EXCEPTION 'pgtrigger: Cannot move a reaction (%)', OLD.id;
                END IF;
                IF OLD.bevestigd_op IS NOT NULL AND ({differs("referentie begonnen_op ingediend_op bevestigd_op")}) THEN
                    RAISE EXCEPTION 'pgtrigger: Cannot change a confirmed reaction (%)', OLD.id;
                END IF;
                IF NOT ({differs("ingediend_op ingetrokken_op")}) THEN
                    RETURN NEW;
                END IF;
            END IF;
            {_OPEN.format(ronde="NEW.ronde_id")}
            IF is_open IS NOT TRUE THEN
                RAISE EXCEPTION 'pgtrigger: Cannot react to a round that is not open (%)', NEW.ronde_id;
            END IF;
            RETURN NEW;
        """,
    )


def counted_stays() -> pgtrigger.Trigger:
    """Nobody loses a reaction: once confirmed it stays, also when it is withdrawn."""
    return pgtrigger.Protect(
        name="reactie_blijft", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__bevestigd_op__isnull=False)
    )


def part_of_reactie(name: str, columns: str) -> pgtrigger.Trigger:
    """What somebody says or hands over: written while the round is open, and not after it was sent."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[*_DECLARE, ("ronde", "BIGINT"), ("sent", "TIMESTAMPTZ")],
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF NOT ({differs(columns)}) THEN RETURN NEW; END IF;
            END IF;
            SELECT x.ronde_id, x.ingediend_op INTO ronde, sent FROM overleg_reactie x WHERE x.id = NEW.reactie_id FOR SHARE;
            IF sent IS NOT NULL THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change what was sent (%)', NEW.reactie_id;
            END IF;
            {_OPEN.format(ronde="ronde")}
            IF is_open IS NOT TRUE THEN
                RAISE EXCEPTION 'pgtrigger: Cannot react to a round that is not open (%)', ronde;
            END IF;
            RETURN NEW;
        """,  # noqa: S608 -- our own constants
    )


def opened_stays() -> pgtrigger.Trigger:
    """What was promised when it opened: about which version, until which moment of the planning, and whether organisations are named."""
    return pgtrigger.Trigger(
        name="geopend_vast",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__geopend_op__isnull=False),
        func=f"""
            IF {differs("inkoop_id publicatie_id mijlpaal_id op_naam geopend_op geopend_door_id")} THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change what an open round promised (%)', OLD.id;
            END IF;
            RETURN NEW;
        """,
    )


def part_of_opened(name: str) -> pgtrigger.Trigger:
    """The questions of a round stay as they were when it opened."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("ronde", "BIGINT"), ("opened", "TIMESTAMPTZ")],
        func="""
            ronde := CASE WHEN TG_OP = 'INSERT' THEN NEW.ronde_id ELSE OLD.ronde_id END;
            SELECT r.geopend_op INTO opened FROM overleg_reactieronde r WHERE r.id = ronde FOR SHARE;
            IF opened IS NOT NULL THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change the questions of an open round (%)', ronde;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def nota_stays() -> pgtrigger.Trigger:
    """A nota that is out is never changed or removed; one that is drawn up is only published as it is."""
    return pgtrigger.Trigger(
        name="nota_vast",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF OLD.gepubliceerd_op IS NOT NULL THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change a published nota (%)', OLD.id;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF {differs("inkoop_id ronde_id nummer opgesteld_op opgesteld_door_id inhoud sha256")} THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change what was drawn up (%)', OLD.id;
            END IF;
            RETURN NEW;
        """,
    )
