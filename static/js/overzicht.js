// The outline at the side: what is open stands in view, and stays where it was when the outline is renewed.

const vak = () => document.getElementById("overzicht");
let plek = 0;
let open = false;

const hier = vak()?.querySelector("[aria-current]");
if (hier) vak().scrollTop = hier.offsetTop - vak().clientHeight / 2;

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target !== vak()) return;
  plek = vak().scrollTop;
  open = vak().querySelector("details").open;
});
document.addEventListener("htmx:oobAfterSwap", () => {
  if (!vak()) return;
  vak().scrollTop = plek;
  vak().querySelector("details").open = open;
});
