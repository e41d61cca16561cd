// form[data-wmo-sleep]: rows are put in order by dragging their handle; the new order is sent at once. The buttons do the same.

let regel;

document.addEventListener("pointerdown", (event) => {
  const greep = event.target.closest?.("[data-wmo-greep]");
  if (!greep || event.button) return;
  regel = greep.closest("[data-wmo-sleepregel]");
  greep.setPointerCapture(event.pointerId);
  regel.classList.add("wmo-sleep--bezig");
  regel.dataset.wmoBegin = String([...regel.parentElement.children].indexOf(regel));
  event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!regel) return;
  for (const ander of regel.parentElement.children) {
    const { top, height } = ander.getBoundingClientRect();
    if (ander === regel || event.clientY < top || event.clientY > top + height) continue;
    const omlaag = regel.compareDocumentPosition(ander) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (omlaag && event.clientY > top + height / 2) ander.after(regel);
    else if (!omlaag && event.clientY < top + height / 2) ander.before(regel);
  }
});

function laatLos() {
  if (!regel) return;
  const verplaatst = regel.dataset.wmoBegin !== String([...regel.parentElement.children].indexOf(regel));
  const formulier = regel.closest("form");
  regel.classList.remove("wmo-sleep--bezig");
  regel = undefined;
  if (verplaatst) formulier.requestSubmit();
}

document.addEventListener("pointerup", laatLos);
document.addEventListener("pointercancel", laatLos);

// A button that cannot go further says so and does nothing.
document.addEventListener("click", (event) => {
  if (event.target.closest?.('[data-wmo-sleep] button[aria-disabled="true"]')) event.preventDefault();
}, true);
