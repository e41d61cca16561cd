// <a data-wmo-voortgang="De PDF wordt gemaakt" href="…pdf">: long work is seen and announced, and starts only once.
// Without this script the link does the same, unannounced.
import { meld } from "./melding.js";

const bezig = new WeakSet();

function toon(bij, tekst) {
  const blok = document.createElement("div");
  blok.className = "wmo-voortgang";
  const label = document.createElement("label");
  label.textContent = `${tekst}…`;
  const balk = document.createElement("progress");
  label.append(" ", balk);
  blok.append(label);
  bij.after(blok);
  meld(`${tekst}. Een ogenblik.`);
  return blok;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-wmo-voortgang]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (bezig.has(link)) return;
  bezig.add(link);
  link.parentElement.querySelectorAll(":scope > .wmo-voortgang").forEach((oud) => oud.remove());
  const blok = toon(link, link.dataset.wmoVoortgang);
  try {
    const antwoord = await fetch(link.href, { headers: { Accept: "application/pdf" } });
    if (!antwoord.ok || !antwoord.headers.get("Content-Type")?.includes("pdf")) throw new Error(String(antwoord.status));
    const pdf = await antwoord.blob();
    const klaar = document.createElement("a");
    klaar.className = "utrecht-link utrecht-link--html-a";
    klaar.href = URL.createObjectURL(pdf);
    klaar.download = /filename="([^"]+)"/.exec(antwoord.headers.get("Content-Disposition") ?? "")?.[1] ?? "concept.pdf";
    klaar.textContent = `De PDF is klaar: bewaren (${Math.max(1, Math.round(pdf.size / 1000))} kB)`;
    blok.replaceChildren(klaar);
    meld("De PDF is klaar");
    klaar.focus();
  } catch {
    // The session may have ended, or the document has a fault: the address itself tells.
    blok.remove();
    location.assign(link.href);
  } finally {
    bezig.delete(link);
  }
});
