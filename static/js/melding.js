// Says something to everybody: read aloud by screen readers, shown for a moment at the foot of the page.

const DUUR = 4000;
let timer;

export function meld(tekst) {
  const regio = document.getElementById("wmo-status");
  if (!regio || !tekst) return;
  clearTimeout(timer);
  regio.replaceChildren();
  // A later tick, or the same text twice in a row would be read once.
  timer = setTimeout(() => {
    const bericht = document.createElement("span");
    bericht.className = "wmo-status__bericht";
    bericht.textContent = tekst;
    regio.replaceChildren(bericht);
    timer = setTimeout(() => regio.replaceChildren(), DUUR);
  }, 50);
}
