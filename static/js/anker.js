// <a data-wmo-anker href="#doelgroep">: copies the full address of the place. The link itself goes on working.
import { meld } from "./melding.js";

document.addEventListener("click", async (event) => {
  const anker = event.target.closest?.("a[data-wmo-anker]");
  if (!anker || event.ctrlKey || event.metaKey || event.shiftKey) return;
  try {
    await navigator.clipboard.writeText(anker.href);
  } catch {
    return; // no clipboard (old browser, no https): the address bar has the link
  }
  meld("Link gekopieerd");
  anker.classList.add("wmo-anker--gelukt");
  setTimeout(() => anker.classList.remove("wmo-anker--gelukt"), 4000);
});
