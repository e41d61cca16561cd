// form[data-wmo-concept="who:where"]: what is typed stays in this browser until it is saved. Leaving with unsaved text warns.
import { meld } from "./melding.js";

const sleutel = (formulier) => `wmo-concept:${formulier.dataset.wmoConcept}`;
const tijd = (moment) => new Date(moment).toLocaleTimeString("nl-NL", { hour: "numeric", minute: "2-digit" });

function lees(formulier) {
  try {
    return JSON.parse(localStorage.getItem(sleutel(formulier)));
  } catch {
    return null;
  }
}

function vergeet(formulier) {
  try {
    localStorage.removeItem(sleutel(formulier));
  } catch {
    // no storage: nothing was kept either
  }
  delete formulier.dataset.wmoVuil;
}

function bewaar(formulier) {
  const op = Date.now();
  const stand = formulier.querySelector("[data-wmo-stand]");
  const { tekst, vorm, basis } = Object.fromEntries(new FormData(formulier));
  try {
    localStorage.setItem(sleutel(formulier), JSON.stringify({ tekst, vorm, basis, op }));
    if (stand) stand.textContent = `Bewaard in deze browser om ${tijd(op)} uur, nog niet opgeslagen.`;
  } catch {
    if (stand) stand.textContent = "Nog niet opgeslagen. Deze browser kan uw tekst niet bewaren: sla op tijd op.";
  }
}

function zetTerug(formulier, concept) {
  const invoer = formulier.elements.tekst;
  formulier.elements.vorm.value = concept.vorm;
  formulier.elements.basis.value = concept.basis;
  if (concept.vorm === "html") invoer.dataset.wmoHtml = concept.tekst;
  invoer.dataset.wmoTeruggezet = "";
  invoer.value = concept.tekst;
  formulier.dataset.wmoVuil = "";
  const melding = formulier.querySelector("[data-wmo-melding]");
  const tekst = document.createElement("p");
  tekst.textContent = `Hieronder staat uw tekst van ${tijd(concept.op)} uur, die nog niet was opgeslagen. `;
  const weg = document.createElement("button");
  weg.type = "button";
  weg.className = "utrecht-button utrecht-button--subtle wmo-knop--klein";
  weg.textContent = "Deze tekst weggooien";
  weg.addEventListener("click", () => {
    vergeet(formulier);
    formulier.querySelector("[data-wmo-annuleren]")?.click();
  });
  tekst.append(weg);
  melding.replaceChildren(tekst);
  melding.hidden = false;
  meld("Uw tekst die nog niet was opgeslagen, is teruggezet");
}

function volg(formulier) {
  if (formulier.dataset.wmoGevolgd !== undefined) return;
  formulier.dataset.wmoGevolgd = "";
  const concept = lees(formulier);
  if (formulier.dataset.wmoConceptVers !== undefined) formulier.dataset.wmoVuil = "";
  else if (concept?.tekst !== undefined) zetTerug(formulier, concept);
  let wacht;
  formulier.addEventListener("input", (event) => {
    if (event.target.name !== "tekst") return;
    formulier.dataset.wmoVuil = "";
    clearTimeout(wacht);
    wacht = setTimeout(() => formulier.dataset.wmoVuil !== undefined && bewaar(formulier), 300);
  });
}

function volgAlle(vlak) {
  if (vlak.matches?.("form[data-wmo-concept]")) volg(vlak);
  for (const formulier of vlak.querySelectorAll("form[data-wmo-concept]")) volg(formulier);
}

const vuil = () => document.querySelector("form[data-wmo-vuil]");

volgAlle(document);
document.addEventListener("htmx:load", (event) => volgAlle(event.detail.elt));

document.addEventListener("click", (event) => {
  const annuleren = event.target.closest?.("[data-wmo-annuleren]");
  const formulier = annuleren?.closest("form");
  if (!formulier || formulier.dataset.wmoVuil === undefined) return;
  if (confirm("Wat u heeft getypt, is niet opgeslagen. Wilt u het weggooien?")) vergeet(formulier);
  else {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// The text as it is now is kept before it is sent: whatever happens on the way, it is not lost.
document.addEventListener("htmx:configRequest", (event) => {
  const formulier = event.target.closest?.("form[data-wmo-concept]");
  if (formulier && event.detail.verb === "post" && formulier.dataset.wmoVuil !== undefined) bewaar(formulier);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr, elt } = event.detail;
  if (requestConfig.verb !== "post" || xhr.status >= 400) return;
  const blok = elt.closest("[data-wmo-tekstblok]");
  if (blok && event.detail.target === blok) for (const formulier of blok.querySelectorAll("form[data-wmo-concept]")) vergeet(formulier);
});
for (const naam of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(naam, (event) => {
    const blok = event.target.closest?.("[data-wmo-tekstblok]");
    const stand = blok?.querySelector("[data-wmo-stand]");
    const tekst = "Opslaan is niet gelukt. Uw tekst staat er nog en is bewaard in deze browser. Probeer het zo opnieuw.";
    if (stand) stand.textContent = tekst;
    meld(tekst);
  });
}

document.addEventListener("submit", (event) => delete event.target.dataset.wmoVuil);
window.addEventListener("beforeunload", (event) => {
  if (vuil()) event.preventDefault();
});
