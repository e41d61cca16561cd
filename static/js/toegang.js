// form[data-wmo-toegang]: counts what is ticked and says whether it fits, in the page itself: nothing is sent, stored or put in the address.
// Each [data-wmo-criterium] is judged as `judge` in catalogus/toegang.py does; without this script the button asks the portal.

const formulier = document.querySelector("form[data-wmo-toegang]");
const toon = (onder, naam, staat) => {
  for (const element of onder.querySelectorAll(`[data-${naam}]`)) element.hidden = element.getAttribute(`data-${naam}`) !== staat;
};

function oordeel(criterium) {
  const vakjes = [...criterium.querySelectorAll("input[type=checkbox]")];
  const aantal = vakjes.filter((vakje) => vakje.checked).length;
  if ("anders" in criterium.dataset) return aantal ? "nee" : "ja";
  if (vakjes.length) {
    criterium.querySelector("[data-wmo-aantal]").textContent = aantal;
    return aantal >= Number(criterium.dataset.minstens) ? "ja" : aantal ? "nee" : "open";
  }
  let staat = "open";
  for (const veld of criterium.querySelectorAll("input[data-hoogstens]")) {
    const tekst = veld.value.trim();
    const goed = /^[0-9]{1,6}$/.test(tekst);
    veld.parentElement.querySelector("[data-wmo-fout]").hidden = !tekst || goed;
    if (!goed) continue;
    if (Number(tekst) <= Number(veld.dataset.hoogstens)) return "ja";
    staat = "nee";
  }
  return staat;
}

function reken() {
  const staten = [...formulier.querySelectorAll("[data-wmo-criterium]")].map((criterium) => {
    const staat = oordeel(criterium);
    toon(criterium, "wmo-staat", staat);
    return staat;
  });
  const begonnen = formulier.querySelector("input:checked") || [...formulier.querySelectorAll("input[type=text]")].some((veld) => veld.value.trim());
  toon(formulier, "wmo-samen", !begonnen ? "open" : staten.includes("nee") ? "nee" : staten.includes("open") ? "open" : "ja");
}

if (formulier) {
  for (const element of formulier.querySelectorAll("[data-wmo-zonder-script]")) element.hidden = true;
  for (const element of formulier.querySelectorAll("[data-wmo-met-script]")) element.hidden = false;
  formulier.addEventListener("input", reken);
  formulier.addEventListener("submit", (event) => {
    event.preventDefault();
    reken();
  });
  reken();
}
