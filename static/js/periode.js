// form[data-wmo-periode]: a matrix of checkboxes. Beside each product that occurs stands a button that brings the fields for a period
// into its cell. Without this script a period is filled in below the matrix.

const formulier = document.querySelector("form[data-wmo-periode]");
const sjabloon = formulier?.querySelector("template");
const kop = (vakje) =>
  vakje.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id).textContent.replace(/\s+/g, " ").trim()).join(", ");

function knop(vakje) {
  const nieuw = document.createElement("button");
  nieuw.type = "button";
  nieuw.textContent = "Periode";
  nieuw.setAttribute("aria-label", `Periode van ${kop(vakje)}`);
  vakje.after(nieuw);
}

if (sjabloon) {
  const anders = formulier.querySelector("[data-wmo-zonder-script]");
  anders.hidden = true;
  anders.disabled = true;
  for (const vakje of formulier.querySelectorAll("td > input:checked:only-child")) knop(vakje);

  formulier.addEventListener("change", ({ target: vakje }) => {
    if (!vakje.matches("td > input")) return;
    if (vakje.checked && vakje.matches(":only-child")) knop(vakje);
    else if (!vakje.checked) vakje.parentElement.querySelector("button")?.remove();
  });

  const metPeriode = (vakje) => {
    vakje.parentElement.querySelector("button")?.remove();
    const velden = sjabloon.innerHTML.replaceAll("NAAM", vakje.name).replaceAll("KOP", vakje.getAttribute("aria-labelledby"));
    vakje.insertAdjacentHTML("afterend", velden);
  };

  formulier.addEventListener("click", ({ target }) => {
    const vakje = target.closest("td > button")?.previousElementSibling;
    if (!vakje) return;
    metPeriode(vakje);
    vakje.parentElement.querySelector("details input").focus();
  });

  // A draft that is put back (concept.js) may hold a period that the page does not.
  formulier.addEventListener("wmo:terugzetten", ({ detail: namen }) => {
    for (const vakje of formulier.querySelectorAll("td > input")) {
      if (namen.has(`${vakje.name}-van`) && !formulier.elements[`${vakje.name}-van`]) metPeriode(vakje);
    }
  });
}
