// form[data-wmo-concept="who"]: what is typed stays in this browser until the server says that it saved it. It is put back when the
// form is opened again: after leaving the page, an ended session or an answer that failed. Ctrl+S saves.
import { meld } from "./melding.js";

const tijd = (moment) => new Date(moment).toLocaleTimeString("nl-NL", { hour: "numeric", minute: "2-digit" });
const adres = (url) => { const { pathname, search } = new URL(url, location.href); return pathname + search; };
const sleutel = (wie, url) => `wmo-concept:${wie}:${adres(url)}`;
const sleutelVan = (formulier) => sleutel(formulier.dataset.wmoConcept, formulier.getAttribute("action") || location.href);
// Hidden fields that tell what somebody started from: without them a draft would be laid over the work of a colleague.
const BASIS = /^(basis|vorm|basis:.*|was-.*)$/;

function lees(naam) {
  try {
    return JSON.parse(localStorage.getItem(naam));
  } catch {
    return null;
  }
}

function vergeet(naam) {
  try {
    localStorage.removeItem(naam);
  } catch {
    // no storage: nothing was kept either
  }
}

const velden = (formulier) => [...formulier.elements].filter((veld) => veld.name && veld.name !== "csrfmiddlewaretoken"
  && !["submit", "button", "file", "password"].includes(veld.type) && (veld.type !== "hidden" || BASIS.test(veld.name)));
const keuze = (veld) => veld.type === "checkbox" || veld.type === "radio";
const waarde = (veld) => keuze(veld) ? veld.checked : veld.multiple ? [...veld.selectedOptions].map((optie) => optie.value) : veld.value;
// Of fields with one name the value or the place tells which is which.
function stand(formulier) {
  const tel = {};
  return Object.fromEntries(velden(formulier).map((veld) => {
    const nummer = (tel[veld.name] = (tel[veld.name] ?? -1) + 1);
    return [`${veld.name}|${keuze(veld) ? veld.value : nummer}`, waarde(veld)];
  }));
}

function toon(formulier, soort, tekst) {
  let vak = formulier.querySelector(`[data-wmo-${soort}]`);
  if (!vak) {
    vak = document.createElement(soort === "stand" ? "p" : "div");
    vak.className = soort === "stand" ? "wmo-bewerk__stand" : "wmo-bewerk__melding";
    vak.dataset[soort === "stand" ? "wmoStand" : "wmoMelding"] = "";
    if (soort === "stand") formulier.append(vak);
    else formulier.prepend(vak);
  }
  vak.replaceChildren(...(typeof tekst === "string" ? [tekst] : tekst));
  vak.hidden = false;
}

function bewaar(formulier) {
  const op = Date.now();
  try {
    localStorage.setItem(sleutelVan(formulier), JSON.stringify({ op, velden: stand(formulier) }));
    toon(formulier, "stand", `Bewaard in deze browser om ${tijd(op)} uur, nog niet opgeslagen.`);
  } catch {
    toon(formulier, "stand", "Nog niet opgeslagen. Deze browser kan uw invoer niet bewaren: sla op tijd op.");
  }
}

function knop(tekst, doe) {
  const knop = document.createElement("button");
  knop.type = "button";
  knop.className = "utrecht-button utrecht-button--subtle wmo-knop--klein";
  knop.textContent = tekst;
  knop.addEventListener("click", doe);
  return knop;
}

function zetTerug(formulier, concept) {
  const over = { ...concept.velden };
  const namen = new Set(Object.keys(over).map((naam) => naam.replace(/\|.*/, "")));
  formulier.dispatchEvent(new CustomEvent("wmo:terugzetten", { detail: namen })); // for a script that makes fields itself
  const tel = {};
  for (const veld of velden(formulier)) {
    const nummer = (tel[veld.name] = (tel[veld.name] ?? -1) + 1);
    const naam = `${veld.name}|${keuze(veld) ? veld.value : nummer}`;
    if (!(naam in over)) continue;
    if (keuze(veld)) {
      veld.checked = over[naam];
      veld.dispatchEvent(new Event("change", { bubbles: true }));
    }
    else if (veld.multiple) for (const optie of veld.options) optie.selected = over[naam].includes(optie.value);
    else veld.value = over[naam];
    if (veld.checked || (!keuze(veld) && veld.value)) veld.closest("details")?.setAttribute("open", "");
    delete over[naam];
  }
  // The editor starts from its own attribute.
  const tekst = formulier.elements.tekst;
  if (tekst?.dataset.wmoHtml !== undefined && concept.velden["vorm|0"] === "html") tekst.dataset.wmoHtml = concept.velden["tekst|0"];
  formulier.dataset.wmoVuil = "";
  const rest = Object.entries(over).filter(([naam, wat]) => typeof wat === "string" && wat && !BASIS.test(naam.split("|")[0]));
  toon(formulier, "melding", [
    `Hieronder staat uw invoer van ${tijd(concept.op)} uur, die nog niet was opgeslagen. `,
    ...(rest.length ? [`Wat hier geen plek meer heeft: ${rest.map(([, wat]) => `“${wat}”`).join(", ")}. `] : []),
    knop("Deze invoer weggooien", () => {
      vergeet(sleutelVan(formulier));
      delete formulier.dataset.wmoVuil;
      const annuleren = formulier.querySelector("[data-wmo-annuleren]");
      if (annuleren?.hasAttribute("hx-get")) annuleren.click();
      else location.reload();
    }),
  ]);
  meld("Uw invoer die nog niet was opgeslagen, is teruggezet");
}

function volg(formulier) {
  if (formulier.dataset.wmoGevolgd !== undefined) return;
  formulier.dataset.wmoGevolgd = "";
  const concept = lees(sleutelVan(formulier));
  if (formulier.dataset.wmoConceptVers !== undefined) {
    formulier.dataset.wmoVuil = ""; // the answer holds what was typed
  } else if (concept?.velden && JSON.stringify(concept.velden) !== JSON.stringify(stand(formulier))) zetTerug(formulier, concept);
  let wacht;
  formulier.addEventListener("input", (event) => {
    if (!event.target.name || event.target.type === "file") return;
    formulier.dataset.wmoVuil = "";
    clearTimeout(wacht);
    wacht = setTimeout(() => formulier.dataset.wmoVuil !== undefined && bewaar(formulier), 300);
  });
  formulier.addEventListener("submit", () => clearTimeout(wacht)); // kept already: what is said of sending it stays to be read
}

// a[data-wmo-concept-van="who"] opens a form in its place: says at once that there is something in it that was not saved.
function meldBij(link) {
  const naam = sleutel(link.dataset.wmoConceptVan, link.href);
  const concept = lees(naam);
  if (!concept?.velden || link.dataset.wmoGevolgd !== undefined) return;
  link.dataset.wmoGevolgd = "";
  const melding = document.createElement("div");
  melding.className = "wmo-bewerk__melding";
  melding.append(
    `Hier staat invoer van ${tijd(concept.op)} uur die niet is opgeslagen. `,
    knop("Verder schrijven", () => link.click()), " ",
    knop("Weggooien", () => { vergeet(naam); melding.remove(); }),
  );
  (link.closest("[data-wmo-tekstblok] > *") ?? link).after(melding);
}

function volgAlle(vlak) {
  const zoek = (kiezer) => [...(vlak.matches?.(kiezer) ? [vlak] : []), ...vlak.querySelectorAll(kiezer)];
  for (const formulier of zoek("form[data-wmo-concept]")) volg(formulier);
  for (const link of zoek("a[data-wmo-concept-van]")) meldBij(link);
}

// The server saved what was sent to this address.
function opgeslagen(pad) {
  for (const naam of Object.keys(localStorage)) if (naam.startsWith("wmo-concept:") && naam.endsWith(`:${pad}`)) vergeet(naam);
  for (const formulier of document.querySelectorAll("form[data-wmo-concept]")) {
    if (adres(formulier.getAttribute("action") || location.href) === pad) delete formulier.dataset.wmoVuil;
  }
}

for (const bericht of document.querySelectorAll("[data-wmo-opgeslagen]")) opgeslagen(bericht.dataset.wmoOpgeslagen);
document.addEventListener("wmo:opgeslagen", (event) => opgeslagen(event.detail.value));
document.addEventListener("DOMContentLoaded", () => volgAlle(document)); // once every script is there
document.addEventListener("htmx:load", (event) => volgAlle(event.detail.elt));

document.addEventListener("click", (event) => {
  const formulier = event.target.closest?.("[data-wmo-annuleren]")?.closest("form");
  if (!formulier || formulier.dataset.wmoVuil === undefined) return;
  if (confirm("Wat u heeft ingevuld, is niet opgeslagen. Wilt u het weggooien?")) {
    vergeet(sleutelVan(formulier));
    delete formulier.dataset.wmoVuil;
  } else {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const formulier = event.target.closest?.("form[data-wmo-concept]") ?? document.querySelector("form[data-wmo-vuil]");
  if (!formulier) return;
  event.preventDefault();
  const opslaan = formulier.querySelector("[data-wmo-opslaan]");
  if (opslaan) formulier.requestSubmit(opslaan);
  else {
    bewaar(formulier);
    meld("Bewaard in deze browser, nog niet verstuurd");
  }
});

// What is there now is kept before it is sent: whatever happens on the way, it is not lost.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-wmo-concept]")) return;
  if (event.target.dataset.wmoVuil !== undefined) bewaar(event.target);
  if (!event.target.hasAttribute("hx-post")) delete event.target.dataset.wmoVuil;
}, true);
for (const naam of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(naam, (event) => {
    const formulier = event.target.closest?.("form[data-wmo-concept]");
    if (!formulier) return;
    const tekst = "Opslaan is niet gelukt. Uw invoer staat er nog en is bewaard in deze browser. Probeer het zo opnieuw.";
    toon(formulier, "stand", tekst);
    meld(tekst);
  });
}
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-wmo-vuil]")) event.preventDefault();
});
