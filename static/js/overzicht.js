// The outline at the side: what is open stands in view, and stays where it was when the outline is renewed; so does the focus.

const vak = () => document.getElementById("overzicht");
const isVak = (event) => event.detail.target?.id === "overzicht";
let was = null;

const hier = vak()?.querySelector("[aria-current]");
if (hier) vak().scrollTop = hier.offsetTop - vak().clientHeight / 2;

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (!isVak(event)) return;
  const focus = vak().contains(document.activeElement) ? document.activeElement : null;
  was = {
    plek: vak().scrollTop,
    open: vak().querySelector("details").open,
    // The box, its summary or a link: the same one in the new outline.
    focus: focus && (focus.matches("a") ? `a[href="${focus.getAttribute("href")}"]` : focus.matches("summary") && "summary"),
    opVak: focus === vak(),
  };
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (!isVak(event) || !was) return;
  vak().querySelector("details").open = was.open;
  const focus = was.opVak ? vak() : was.focus && vak().querySelector(was.focus);
  if (focus) focus.focus({ preventScroll: true });
  vak().scrollTop = was.plek;
  was = null;
});
