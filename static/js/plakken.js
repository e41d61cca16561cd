// Pasting and dropping: the server reads what Word, Excel or a web page put on the clipboard, so that there is one reader for it; and what
// it leaves out is told. Until its answer is there, the form waits with saving.

export function plakker(vak, editor, stand) {
  const formulier = vak.closest("form");
  let bezig = 0;
  let wacht = null;

  formulier.addEventListener("submit", (event) => {
    if (!bezig) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wacht = event.submitter;
  }, true);

  async function plak(view, bron, gewoon) {
    bezig += 1;
    stand.replaceChildren("Bezig met plakken…");
    try {
      const lichaam = new URLSearchParams({ html: zonderStijlblad(bron) });
      const kop = { "X-CSRFToken": formulier.querySelector("[name=csrfmiddlewaretoken]").value };
      const antwoord = await fetch(vak.dataset.plakken, { method: "POST", body: lichaam, headers: kop });
      const { html, gemist, fout } = antwoord.headers.get("Content-Type")?.includes("json") ? await antwoord.json() : {};
      if (fout) return vertel([fout]);
      if (html === undefined) throw new Error(String(antwoord.status));
      view.pasteHTML(html || "<p></p>");
      vertel(gemist.length ? gemist : []);
    } catch {
      if (gewoon) view.pasteText(gewoon);
      vertel([gewoon ? "De opmaak kon niet worden gelezen. Alleen de tekst is geplakt: lees haar na." : "Plakken is niet gelukt. Probeer het opnieuw."]);
    } finally {
      bezig -= 1;
      if (!bezig && wacht) {
        const knop = wacht;
        wacht = null;
        formulier.requestSubmit(knop);
      }
    }
  }

  function vertel(zinnen) {
    if (!zinnen.length) return stand.replaceChildren();
    const lijst = document.createElement("ul");
    lijst.append(...zinnen.map((zin) => Object.assign(document.createElement("li"), { textContent: zin })));
    stand.replaceChildren(Object.assign(document.createElement("p"), { textContent: "Bij het plakken:" }), lijst);
  }

  const html = (gegevens) => {
    const bron = gegevens?.getData("text/html");
    // What comes from an editor of ours is read already.
    return bron && !/data-pm-slice/.test(bron) ? bron : "";
  };
  // Before the editor itself looks: it would put the styles of the source in a document, which our Content-Security-Policy forbids.
  return {
    paste(view, event) {
      const bron = html(event.clipboardData);
      if (!bron) return false;
      event.preventDefault();
      plak(view, bron, event.clipboardData.getData("text/plain"));
      return true;
    },
    drop(view, event) {
      const bron = view.dragging ? "" : html(event.dataTransfer);
      if (!bron) return false;
      event.preventDefault();
      const plaats = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (plaats) editor().commands.setTextSelection(plaats.pos);
      plak(view, bron, event.dataTransfer.getData("text/plain"));
      return true;
    },
  };
}

function zonderStijlblad(bron) {
  return bron.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<!--[\s\S]*?-->/g, "");
}
