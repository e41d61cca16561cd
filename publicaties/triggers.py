"""What the database itself refuses, also from SQL: jumps on the road of a version, and changes to what was submitted or published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pgtrigger

#: What stays as it was from submission on: the beoordelaar approves exactly what was submitted.
SUBMITTED = "inkoop_id soort versienaam ingangsdatum toelichting vorige_id ingediend_op ingediend_door_id inhoud sha256"
#: What withdrawing fills in, and nothing else of a published version ever changes.
WITHDRAWN = "status ingetrokken_op ingetrokken_door_id intrekreden"
#: Follows from `inhoud`; before an update the database has not worked it out yet for the new row.
GENERATED = "op_hoofdlijnen"


def _differs(columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns.split())


def starts_as(first: str) -> pgtrigger.Trigger:
    """A version begins at the begin of its road."""
    return pgtrigger.Trigger(
        name="begint_als_concept",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__status__df=first),
        func=f"RAISE EXCEPTION 'pgtrigger: Cannot insert a version with status %, only {first}', NEW.status;",
    )


def follows(steps: Mapping[str, Iterable[str]]) -> pgtrigger.Trigger:
    """Only the steps of the table: status → statuses that may follow."""
    allowed = ", ".join(f"('{old}', '{new}')" for old, following in steps.items() for new in following)
    return pgtrigger.Trigger(
        name="overgang",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
        func=f"""
            IF (OLD.status, NEW.status) NOT IN ({allowed}) THEN
                RAISE EXCEPTION 'pgtrigger: Cannot go from % to % (publicatie %)', OLD.status, NEW.status, OLD.id;
            END IF;
            RETURN NEW;
        """,
    )


def submitted_stays(going_on: Iterable[str], under_way: Iterable[str]) -> pgtrigger.Trigger:
    """Between submission and publication nothing of what was submitted changes; returning it opens it again."""
    return pgtrigger.Trigger(
        name="ingediend_vast",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__status__in=list(under_way)) & pgtrigger.Q(new__status__in=list(going_on)),
        func=f"""
            IF {_differs(SUBMITTED)} THEN
                RAISE EXCEPTION 'pgtrigger: Cannot update a submitted version (publicatie %)', OLD.id;
            END IF;
            IF OLD.goedgekeurd_op IS NOT NULL AND ({_differs("goedgekeurd_op goedgekeurd_door_id")}) THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change who approved a version (publicatie %)', OLD.id;
            END IF;
            RETURN NEW;
        """,
    )


def published_stays(withdrawn: str, out: Iterable[str]) -> pgtrigger.Trigger:
    """A published version may be withdrawn when that was asked and decided (`Intrekverzoek`), and nothing else."""
    columns = "ARRAY[" + ", ".join(f"'{column}'" for column in f"{WITHDRAWN} {GENERATED}".split()) + "]"
    return pgtrigger.Trigger(
        name="gepubliceerd_vast",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__status__in=list(out)),
        func=f"""
            IF OLD.status <> '{withdrawn}' AND NEW.status = '{withdrawn}'
               AND to_jsonb(OLD) - {columns} = to_jsonb(NEW) - {columns} THEN
                IF EXISTS (SELECT FROM publicaties_intrekverzoek v WHERE v.publicatie_id = OLD.id AND v.besluit = '{withdrawn}') THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'pgtrigger: Cannot withdraw a version that nobody decided to withdraw (publicatie %)', OLD.id;
            END IF;
            RAISE EXCEPTION 'pgtrigger: Cannot update a published version (publicatie %)', OLD.id;
        """,
    )


def decided_stays() -> pgtrigger.Trigger:
    """What was asked and decided about withdrawing stays as it was."""
    return pgtrigger.Protect(
        name="besluit_vast", operation=pgtrigger.Update | pgtrigger.Delete, condition=~pgtrigger.Q(old__besluit="")
    )


def told_stays(openbaar: Iterable[str]) -> list[pgtrigger.Trigger]:
    """What happened is not told otherwise afterwards; what visitors heard of does not go either."""
    return [
        pgtrigger.Protect(name="gebeurd_vast", operation=pgtrigger.Update),
        pgtrigger.Protect(
            name="verteld_blijft", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__soort__in=list(openbaar))
        ),
    ]


def published_remains(out: Iterable[str]) -> pgtrigger.Trigger:
    return pgtrigger.Protect(
        name="gepubliceerd_niet_weg", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__status__in=list(out))
    )


def part_of(name: str, closed: Iterable[str]) -> pgtrigger.Trigger:
    """Rows of a version in one of these statuses cannot be added, changed or removed.

    The version is locked while its status is read: whoever publishes it at this moment waits, or we do.
    """
    statuses = ", ".join(f"'{status}'" for status in closed)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("version", "BIGINT"), ("version_status", "TEXT")],
        func=f"""
            version := CASE WHEN TG_OP = 'INSERT' THEN NEW.publicatie_id ELSE OLD.publicatie_id END;
            SELECT p.status INTO version_status FROM publicaties_publicatie p WHERE p.id = version FOR SHARE;
            IF version_status IN ({statuses}) OR (TG_OP = 'UPDATE' AND OLD.publicatie_id <> NEW.publicatie_id) THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change rows of a % version (%)', version_status, TG_TABLE_NAME;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 -- our own constants
    )
