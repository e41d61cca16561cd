// Copying. <a data-wmo-anker href="/inkoop/…/versie/3/percelen/1/#doelgroep">: the full address of the place in its version; the page stays
// where it is and shows the place. <a data-wmo-kopieer="id" data-melding="…">: the text with that id; the link itself goes on working.
import { meld } from "./melding.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-wmo-anker], a[data-wmo-kopieer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return; // then the address bar has the link
  const anker = "wmoAnker" in link.dataset;
  const plek = anker && document.getElementById(link.hash.slice(1));
  if (plek) {
    event.preventDefault();
    window.location.hash = link.hash;
  }
  const tekst = anker ? link.href : document.getElementById(link.dataset.wmoKopieer).textContent;
  try {
    await navigator.clipboard.writeText(tekst);
  } catch {
    return;
  }
  meld(link.dataset.melding || "Vaste link gekopieerd");
  link.classList.add("wmo-anker--gelukt");
  setTimeout(() => link.classList.remove("wmo-anker--gelukt"), 4000);
});
