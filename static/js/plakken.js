// Text from Word, Outlook and Google Docs made ready for our small set: lists become lists, footnotes become footnotes, the rest is dropped.

export function opgeschoond(bron) {
  // Under our Content-Security-Policy a style attribute may not even be read; under another name it may.
  const zonderStijl = bron
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-stijl="));
  const pagina = new DOMParser().parseFromString(zonderStijl, "text/html");
  const romp = pagina.body;
  for (const weg of romp.querySelectorAll("style, script, meta, link, xml, title")) weg.remove();
  verwijderOpmerkingen(romp);
  stijlen(romp);
  voetnoten(romp);
  lijsten(romp);
  for (const leeg of romp.querySelectorAll("p, li")) {
    if (!leeg.textContent.trim() && !leeg.querySelector("footnote")) leeg.remove();
  }
  for (const cel of romp.querySelectorAll("td, th")) {
    if (cel.querySelector("p, ul, ol")) continue;
    const alinea = pagina.createElement("p");
    alinea.append(...cel.childNodes);
    cel.append(alinea);
  }
  for (const element of romp.querySelectorAll("[data-stijl]")) element.removeAttribute("data-stijl");
  return romp.innerHTML;
}

function verwijderOpmerkingen(romp) {
  const weg = [];
  const loper = romp.ownerDocument.createTreeWalker(romp, NodeFilter.SHOW_COMMENT);
  while (loper.nextNode()) weg.push(loper.currentNode);
  for (const opmerking of weg) opmerking.remove();
  for (const element of [...romp.getElementsByTagName("o:p")]) element.replaceWith(...element.childNodes);
}

// Google Docs and Word online say bold and italic with a style; Google Docs puts everything in a <b> that is not bold.
function stijlen(romp) {
  for (const element of romp.querySelectorAll("b, strong, i, em, span")) {
    const stijl = element.getAttribute("data-stijl") ?? "";
    if (/^(b|strong)$/i.test(element.tagName) && /(^|[;\s])font-weight:\s*(normal|400)/i.test(stijl)) element.replaceWith(...element.childNodes);
    if (element.tagName !== "SPAN") continue;
    const tags = [
      [/(?:^|[;\s])font-weight:\s*(bold|[6-9]00)/i, "strong"],
      [/font-style:\s*italic/i, "em"],
      [/text-decoration[^;]*underline/i, "u"],
    ].filter(([patroon]) => patroon.test(stijl));
    for (const [, tag] of tags) {
      const nieuw = romp.ownerDocument.createElement(tag);
      nieuw.append(...element.childNodes);
      element.append(nieuw);
    }
  }
}

// Word: <a href="#_ftn1" style="mso-footnote-id:ftn1"> in the text, <div id="ftn1"> at the end.
function voetnoten(romp) {
  for (const verwijzing of romp.querySelectorAll('a[href^="#_ftn"], a[href^="#_edn"]')) {
    const naam = verwijzing.getAttribute("href").slice(2);
    if (/ref\d*$/.test(naam)) continue;
    const noot = romp.querySelector(`[id="${CSS.escape(naam)}"]`) ?? romp.querySelector(`[id="${CSS.escape(naam.replace("_", ""))}"]`);
    if (!noot) {
      verwijzing.remove();
      continue;
    }
    for (const terug of noot.querySelectorAll('a[href*="ref"]')) terug.remove();
    const voetnoot = romp.ownerDocument.createElement("footnote");
    voetnoot.textContent = noot.textContent.replace(/\s+/g, " ").trim();
    verwijzing.closest("sup")?.replaceWith(verwijzing);
    verwijzing.replaceWith(voetnoot);
  }
  for (const noot of romp.querySelectorAll('div[data-stijl*="mso-element:footnote"], div[data-stijl*="mso-element:endnote"]')) noot.remove();
}

// Word: a list item is a paragraph with "mso-list:l0 level2 lfo1" and its sign in a span.
function lijsten(romp) {
  let lijsten = [];
  for (const alinea of [...romp.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const diepte = /mso-list:[^;]*level(\d+)/i.exec(alinea.getAttribute("data-stijl") ?? "")?.[1];
    if (!diepte) {
      lijsten = [];
      continue;
    }
    const teken = [...alinea.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute("data-stijl") ?? ""));
    const soort = /^\s*(\d+|[a-z]{1,3})[.)]/i.test(teken?.textContent ?? "") ? "ol" : "ul";
    teken?.remove();
    lijsten.length = Math.min(lijsten.length, Number(diepte));
    if (lijsten.length === 0) lijsten.push(nieuweLijst(soort, (lijst) => alinea.before(lijst)));
    while (lijsten.length < Number(diepte) && lijsten.at(-1).lastElementChild) {
      lijsten.push(nieuweLijst(soort, (lijst) => lijsten.at(-1).lastElementChild.append(lijst)));
    }
    const punt = romp.ownerDocument.createElement("li");
    const inhoud = romp.ownerDocument.createElement("p");
    inhoud.append(...alinea.childNodes);
    punt.append(inhoud);
    lijsten.at(-1).append(punt);
    alinea.remove();
  }

  function nieuweLijst(soort, plaats) {
    const lijst = romp.ownerDocument.createElement(soort);
    plaats(lijst);
    return lijst;
  }
}
