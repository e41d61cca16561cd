// [data-wmo-focus]: takes the focus after a page load or an htmx swap; the place where a person goes on.

function richt(vlak) {
  const doel = vlak.matches?.("[data-wmo-focus]") ? vlak : vlak.querySelector?.("[data-wmo-focus]");
  if (!doel) return;
  doel.removeAttribute("data-wmo-focus");
  doel.focus({ preventScroll: false });
}

richt(document);
document.addEventListener("htmx:load", (event) => richt(event.detail.elt));
