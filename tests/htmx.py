"""A page as somebody with htmx has it, on the client of Django: what is clicked is asked, and the answer goes into its place.

    screen = Screen(editor, "/beheer/inkoop-2026/producten/bgi/")
    screen.click("Bewerken Doelgroep")                      # a link or a button, by what it says
    screen.submit("Opslaan", tekst="Nieuwe tekst")          # a button of a form, with other values in its fields
    screen.assert_fresh()                                   # what is on screen is what the page says when it is loaded again

So an answer that forgets a part of the page, or writes it in another way than the page does, is found. What has no address of its
own (a form with what is wrong with it) is compared with what the same request gives without htmx: `screen.assert_is(page)`.
Targets are ids, as all of ours are; the rest of htmx 2 that we use is here and nothing else.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

import lxml.html
from django.http import HttpResponse
from django.test import Client
from lxml.html import HtmlElement

#: Statuses of which htmx shows the answer (`htmx-config` in templates/base.html).
SHOWN = {401, 409, 422, *range(200, 400)} - {204}
#: Differs from one answer to the next, or only says where the focus goes.
FLEETING = {"nonce", "data-wmo-focus", "hx-headers", "hx-swap-oob"}


class Screen:
    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.go(address)

    def go(self, address: str) -> None:
        response = self.client.get(address, follow=True)
        assert response.status_code == 200, (address, response.status_code)
        self.address = address
        self.settled = False
        self.tree = lxml.html.document_fromstring(response.content.decode())

    # --- what a person does ---

    def click(self, says: str) -> HttpResponse:
        """A link or a button outside a form that htmx follows."""
        return self._ask(self.named(says, "a", "button"), {})

    def submit(self, says: str, **values: Any) -> HttpResponse:
        """The button of a form. Names with a "-" go in as `**{"reden-1": …}`."""
        button = self.named(says, "button")
        form = next(button.iterancestors("form"))
        element = button if asks(button) else form
        return self._ask(element, self.values(form, button, values))

    def settle(self) -> None:
        """What htmx asks by itself, as soon as an element is there that wants to be loaded."""
        self.settled = True
        asked: list[HtmlElement] = []
        while waiting := [one for one in self.tree.xpath("//*[@hx-trigger='load']") if one not in asked and asks(one)]:
            asked.append(waiting[0])
            self._ask(waiting[0], {})

    def plain(self, says: str, **values: Any) -> HttpResponse:
        """The same button without htmx: the whole page that answers."""
        button = self.named(says, "button")
        form = next(button.iterancestors("form"))
        address = button.get("formaction") or form.get("action") or self.address
        response: Any = self.client.post(address, self.values(form, button, values), follow=True)
        return response

    def named(self, says: str, *tags: str) -> HtmlElement:
        found = [element for element in self.tree.iter(*tags) if words(element.text_content()) == says]
        assert len(found) == 1, (
            f"{len(found)} times '{says}' among {sorted({words(e.text_content()) for e in self.tree.iter(*tags)})}"
        )
        return found[0]

    def values(self, form: HtmlElement, button: HtmlElement, other: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in form.form_values():
            found.setdefault(name, []).append(value)
        if button.get("name"):
            found[button.get("name")] = button.get("value", "")
        assert other.keys() <= {*found, *(field.get("name") for field in form.iter("input", "select", "textarea"))}
        return found | other

    # --- what htmx does ---

    def _ask(self, element: HtmlElement, values: dict[str, Any]) -> HttpResponse:
        method = "post" if element.get("hx-post") else "get"
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{self.address}"}
        ask = getattr(self.client, method)
        response: Any = ask(element.get(f"hx-{method}") or self.address, values, headers=headers, follow=True)
        for header in ("HX-Redirect", "HX-Location"):
            if header in response.headers:
                self.go(response[header])
                return response
        assert response.status_code in SHOWN, f"htmx shows nothing of an answer {response.status_code}"
        self._swap(element, response)
        return response

    def _swap(self, element: HtmlElement, response: Any) -> None:
        answer = lxml.html.fragment_fromstring(response.content.decode(), create_parent="div")
        aside = [part for part in answer.iter() if part.get("hx-swap-oob")]
        for name in (inherited(element, "hx-select-oob") or "").split(","):
            aside += [part for part in answer.iter() if name and part.get("id") == name.strip().removeprefix("#")]
        for part in aside:
            mode = part.attrib.pop("hx-swap-oob", "true")
            part.drop_tree()
            part.tail = None
            place(self._at(f"#{part.get('id')}"), [part], "outerHTML" if mode == "true" else mode)
        parts = list(answer)
        if chosen := response.headers.get("HX-Reselect") or inherited(element, "hx-select"):
            parts = [part for part in answer.iter() if part.get("id") == chosen.removeprefix("#")]
        target = response.headers.get("HX-Retarget") or inherited(element, "hx-target")
        mode = response.headers.get("HX-Reswap") or inherited(element, "hx-swap") or "innerHTML"
        place(self._at(target) if target else element, parts, mode.split()[0], text=answer.text or "")

    def _at(self, target: str) -> HtmlElement:
        assert target.startswith("#"), f"target {target} is not an id"
        found = [element for element in self.tree.iter() if element.get("id") == target[1:]]
        assert len(found) == 1, f"{len(found)} elements are {target}"
        return found[0]

    # --- what is on screen ---

    def assert_fresh(self) -> None:
        """What is on screen is what the page says now, with what it asks by itself when this screen has asked that too."""
        other = Screen(self.client, self.address)
        if self.settled:
            other.settle()
        self._assert_same(other.tree)

    def assert_is(self, page: Any) -> None:
        assert page.status_code in SHOWN
        self._assert_same(lxml.html.document_fromstring(page.content.decode()))

    def _assert_same(self, other: HtmlElement) -> None:
        told = unified_diff(list(lines(self.tree)), list(lines(other)), "on screen", "on the page", n=2, lineterm="")
        if different := "\n".join(told):
            raise AssertionError(different)


def asks(element: HtmlElement) -> bool:
    return bool(element.get("hx-get") or element.get("hx-post"))


def words(text: str) -> str:
    return " ".join(text.split())


def inherited(element: HtmlElement, attribute: str) -> str | None:
    """Its own, or that of the nearest element around it that does not keep it to itself."""
    for around in (element, *element.iterancestors()):
        if around is not element and attribute in around.get("hx-disinherit", "").split():
            return None
        if (value := around.get(attribute)) is not None:
            return None if value == "this" and around is element else str(value)
    return None


def place(target: HtmlElement, parts: list[HtmlElement], mode: str, *, text: str = "") -> None:
    parent = target.getparent()
    match mode:
        case "none":
            pass
        case "innerHTML":
            for child in list(target):
                target.remove(child)
            target.text = text
            target.extend(parts)
        case "outerHTML":
            assert parent is not None
            tail, position = target.tail, parent.index(target)
            parent.remove(target)
            for number, part in enumerate(parts):
                parent.insert(position + number, part)
            if parts:
                parts[-1].tail = tail
        case _:
            raise NotImplementedError(f"hx-swap {mode}")


def lines(tree: HtmlElement) -> Iterator[str]:
    """The page as lines that can be compared: an element with its attributes in order, a text with single spaces."""
    tree = copy.deepcopy(tree)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        depth = " " * len(list(element.iterancestors()))
        if element.get("name") == "csrfmiddlewaretoken":
            continue
        attributes = {name: value for name, value in element.attrib.items() if name not in FLEETING}
        yield f"{depth}<{element.tag}{''.join(f' {name}={value!r}' for name, value in sorted(attributes.items()))}>"
        pieces = [element.text, *(child.tail for child in element)]
        if said := words(" ".join(piece or "" for piece in pieces)):
            yield f"{depth} {said}"
