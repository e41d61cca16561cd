// [data-wmo-tekstvak]: the textarea becomes an editor for our small set of markup. Until it is there, or when it does not come, the
// textarea works with readable signs.
import { plakker } from "./plakken.js";

let onderdelen;

async function maak(vak) {
  if (vak.dataset.wmoKlaar !== undefined) return;
  vak.dataset.wmoKlaar = "";
  const invoer = vak.querySelector("textarea");
  const begin = invoer.value;
  const metFocus = () => document.activeElement === invoer;
  try {
    onderdelen ??= import(new URL(vak.dataset.editor, location.href).href);
    const tiptap = await onderdelen;
    // Someone who was already typing goes on in the textarea.
    if (vak.isConnected && invoer.value === begin) bouw(vak, invoer, tiptap, metFocus());
  } catch (fout) {
    onderdelen = undefined;
    console.warn("De editor laadt niet; het tekstvak werkt met opmaaktekens.", fout);
  }
}

function bouw(vak, invoer, tiptap, metFocus) {
  const voetnoot = tiptap.Mark.create({
    name: "footnote",
    priority: 1100, // outermost: one note with bold in it stays one note
    parseHTML: () => [{ tag: "footnote" }],
    renderHTML: () => ["footnote", 0],
    addKeyboardShortcuts() {
      return {
        "Mod-Alt-f": () => zetVoetnoot(this.editor),
        ArrowRight: () => verlaatVoetnoot(this.editor, { alleenAanEind: true }),
        Enter: () => verlaatVoetnoot(this.editor),
      };
    },
  });
  const { Bold, BulletList, Document, Editor, History, Italic, Link, ListItem, OrderedList, Paragraph, Subscript, Superscript, Table, TableCell } = tiptap;
  const { TableHeader, TableRow, Text, Underline, UndoRedo } = tiptap;
  const stand = document.createElement("div");
  stand.className = "wmo-tekstvak__stand";
  stand.setAttribute("role", "status");
  const plakken = plakker(vak, () => editor, stand);
  const vlak = document.createElement("div");
  vlak.className = "wmo-tekstvak";
  const kader = document.createElement("div");
  const label = invoer.labels[0];
  label.id ||= `${invoer.id}-label`;
  invoer.hidden = true;
  vak.querySelector("[data-wmo-zonder-script]")?.setAttribute("hidden", "");
  invoer.after(vlak);
  const editor = new Editor({
    element: kader,
    injectCSS: false, // our stylesheet has the few rules; a <style> of its own is not allowed here
    content: invoer.dataset.wmoHtml ?? "",
    extensions: [
      Document,
      Paragraph,
      Text,
      Bold,
      Italic,
      Underline,
      Subscript,
      Superscript,
      BulletList,
      OrderedList,
      // Tab leaves the editor here too; the arrows go from cell to cell. No style or column widths.
      Table.extend({ addKeyboardShortcuts: () => ({}), renderHTML: () => ["table", ["tbody", 0]] }).configure({ resizable: false }),
      TableRow,
      TableCell.extend({ content: "paragraph" }),
      TableHeader.extend({ content: "paragraph" }),
      // Tab leaves the editor; the buttons and Ctrl+] and Ctrl+[ move an item
      ListItem.extend({
        content: "paragraph (bulletList | orderedList)*",
        addKeyboardShortcuts() {
          return {
            Enter: () => this.editor.commands.splitListItem(this.name),
            "Mod-]": () => this.editor.commands.sinkListItem(this.name),
            "Mod-[": () => this.editor.commands.liftListItem(this.name),
          };
        },
      }),
      Link.extend({ addKeyboardShortcuts() { return { "Mod-k": () => vraagLink(this.editor) }; } }).configure({ openOnClick: false, autolink: false, enableTarget: false }),
      UndoRedo ?? History,
      voetnoot,
    ],
    editorProps: {
      attributes: {
        class: "wmo-tekstvak__tekst wmo-tekst",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": label.id,
        "aria-describedby": invoer.getAttribute("aria-describedby") ?? "",
        ...(invoer.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
        id: `${invoer.id}-tekst`,
      },
      handleDOMEvents: plakken,
    },
    onUpdate({ editor }) {
      invoer.value = editor.isEmpty ? "" : editor.getHTML();
      invoer.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  // A form with more of these boxes has this for each of them.
  (vak.querySelector("[data-wmo-vorm]") ?? invoer.form.querySelector("[data-wmo-vorm]")).value = "html";
  invoer.value = editor.isEmpty ? "" : editor.getHTML();
  vlak.append(balk(editor), kader, stand);
  label.addEventListener("click", () => editor.commands.focus());
  for (const link of vak.closest("form").querySelectorAll(`a[href="#${CSS.escape(invoer.id)}"]`)) link.href = `#${invoer.id}-tekst`;
  if (metFocus) editor.commands.focus("end");
  vak.wmoEditor = editor;
  vak.addEventListener("htmx:beforeCleanupElement", () => editor.destroy());
}

const inLijst = (e) => e.isActive("listItem");
const inNummers = (e) => e.isActive("orderedList");
const inTabel = (e) => e.isActive("table");
const metTabel = (doe) => (e) => e.chain().focus()[doe]().run();
// name, shortcut, what it does; is it on? can it now? is it shown now?
const KNOPPEN = [
  ["Vet", "Control+B", (e) => e.chain().focus().toggleBold().run(), (e) => e.isActive("bold")],
  ["Cursief", "Control+I", (e) => e.chain().focus().toggleItalic().run(), (e) => e.isActive("italic")],
  ["Onderstreept", "Control+U", (e) => e.chain().focus().toggleUnderline().run(), (e) => e.isActive("underline")],
  ["Lijst", "", (e) => e.chain().focus().toggleBulletList().run(), (e) => e.isActive("bulletList")],
  ["Nummers", "", (e) => e.chain().focus().toggleOrderedList().run(), (e) => e.isActive("orderedList")],
  ["Letters", "", zetLetters, (e) => e.isActive("orderedList", { type: "a" }), null, inNummers],
  ["Begint bij", "", vraagBegin, null, null, inNummers],
  ["Dieper", "Control+]", (e) => e.chain().focus().sinkListItem("listItem").run(), null, (e) => e.can().sinkListItem("listItem"), inLijst],
  ["Minder diep", "Control+[", (e) => e.chain().focus().liftListItem("listItem").run(), null, (e) => e.can().liftListItem("listItem"), inLijst],
  ["Link", "Control+K", vraagLink, (e) => e.isActive("link")],
  ["m²", "", (e) => e.chain().focus().toggleSuperscript().run(), (e) => e.isActive("superscript"), null, null, "klein boven de regel"],
  ["CO₂", "", (e) => e.chain().focus().toggleSubscript().run(), (e) => e.isActive("subscript"), null, null, "klein onder de regel"],
  ["Tabel", "", (e) => e.chain().focus().insertTable({ rows: 3, cols: 2, withHeaderRow: true }).run(), null, null, (e) => !inTabel(e) && !inLijst(e)],
  ["Rij erbij", "", metTabel("addRowAfter"), null, null, inTabel],
  ["Rij weg", "", metTabel("deleteRow"), null, null, inTabel],
  ["Kolom erbij", "", metTabel("addColumnAfter"), null, null, inTabel],
  ["Kolom weg", "", metTabel("deleteColumn"), null, null, inTabel],
  ["Kopregel", "", metTabel("toggleHeaderRow"), null, null, inTabel],
  ["Kopkolom", "", metTabel("toggleHeaderColumn"), null, null, inTabel],
  ["Tabel weg", "", metTabel("deleteTable"), null, null, inTabel],
  ["Voetnoot", "Control+Alt+F", zetVoetnoot, (e) => e.isActive("footnote")],
  ["Ongedaan maken", "Control+Z", (e) => e.chain().focus().undo().run(), null, (e) => e.can().undo()],
  ["Opnieuw", "Control+Y", (e) => e.chain().focus().redo().run(), null, (e) => e.can().redo()],
];

function balk(editor) {
  const balk = document.createElement("div");
  balk.className = "wmo-tekstvak__balk";
  balk.setAttribute("role", "toolbar");
  balk.setAttribute("aria-label", "Opmaak");
  const knoppen = KNOPPEN.map(([naam, toets, doe, staatAan, kan, zichtbaar, uitleg]) => {
    const knop = document.createElement("button");
    knop.type = "button";
    knop.className = "wmo-tekstvak__knop";
    knop.textContent = naam;
    if (uitleg) knop.setAttribute("aria-label", `${naam}, ${uitleg}`);
    if (uitleg) knop.title = uitleg;
    if (toets) {
      knop.setAttribute("aria-keyshortcuts", toets);
      knop.title = toets.replace("Control", "Ctrl");
    }
    knop.addEventListener("click", () => {
      if (knop.getAttribute("aria-disabled") === "true") return;
      doe(editor);
      // At once: the editor itself waits for the next frame, and who types on would lose a letter.
      if (!document.querySelector("dialog[open]")) editor.view.focus();
    });
    const ververs = () => {
      if (staatAan) knop.setAttribute("aria-pressed", String(staatAan(editor)));
      if (kan) knop.setAttribute("aria-disabled", String(!kan(editor)));
      if (zichtbaar && knop !== document.activeElement) knop.hidden = !zichtbaar(editor);
    };
    ververs();
    editor.on("transaction", ververs);
    return knop;
  });
  // One stop for Tab; arrows go from button to button.
  knoppen.forEach((knop, nummer) => (knop.tabIndex = nummer ? -1 : 0));
  balk.addEventListener("keydown", (event) => {
    const stap = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const rij = knoppen.filter((knop) => !knop.hidden);
    const nu = rij.indexOf(document.activeElement);
    if (nu < 0 || (!stap && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const doel = event.key === "Home" ? 0 : event.key === "End" ? rij.length - 1 : (nu + stap + rij.length) % rij.length;
    for (const knop of knoppen) knop.tabIndex = -1;
    rij[doel].tabIndex = 0;
    rij[doel].focus();
  });
  balk.append(...knoppen);
  return balk;
}

function zetVoetnoot(editor) {
  const { empty, from } = editor.state.selection;
  if (editor.isActive("footnote") || !empty) return editor.chain().focus().toggleMark("footnote", {}, { extendEmptyMarkRange: true }).run();
  const tekst = "tekst van de voetnoot";
  return editor
    .chain()
    .focus()
    .insertContent({ type: "text", text: tekst, marks: [{ type: "footnote" }] })
    .setTextSelection({ from, to: from + tekst.length })
    .run();
}

// Enter, or the arrow at the end of a note, goes on in the text after it.
function verlaatVoetnoot(editor, { alleenAanEind = false } = {}) {
  const { state, view } = editor;
  const { $from, empty } = state.selection;
  const soort = state.schema.marks.footnote;
  if (!empty || !soort.isInSet(state.storedMarks ?? $from.marks())) return false;
  let eind = $from.pos;
  state.doc.nodesBetween($from.pos, $from.end(), (knoop, plaats) => {
    if (knoop.isText && plaats <= eind && soort.isInSet(knoop.marks)) eind = plaats + knoop.nodeSize;
  });
  if (alleenAanEind && eind !== $from.pos) return false;
  const stap = state.tr.setSelection(state.selection.constructor.near(state.doc.resolve(eind), -1));
  view.dispatch(stap.removeStoredMark(soort).scrollIntoView());
  return true;
}

function zetLetters(editor) {
  const type = editor.isActive("orderedList", { type: "a" }) ? null : "a";
  return editor.chain().focus().updateAttributes("orderedList", { type }).run();
}

function vraagBegin(editor) {
  const { dialoog, invoer } = maakDialoog("Begint bij", "Nummer van het eerste punt", "Nummer zetten", "");
  invoer.inputMode = "numeric";
  invoer.value = editor.getAttributes("orderedList").start ?? 1;
  dialoog.addEventListener("close", () => {
    const start = Number.parseInt(invoer.value, 10);
    if (dialoog.returnValue === "zet" && start >= 1 && start <= 999) editor.chain().focus().updateAttributes("orderedList", { start }).run();
    else editor.commands.focus();
    dialoog.remove();
  });
  return true;
}

function maakDialoog(kop, vraag, doe, weg) {
  const dialoog = document.createElement("dialog");
  dialoog.className = "wmo-dialoog";
  dialoog.setAttribute("aria-labelledby", "wmo-dialoog-kop");
  dialoog.innerHTML = `<form method="dialog" class="wmo-formulier"><h2 class="utrecht-heading-3" id="wmo-dialoog-kop"></h2>
    <div class="utrecht-form-field"><label class="utrecht-form-label utrecht-form-field__label" for="wmo-dialoog-invoer"></label>
    <input class="utrecht-textbox utrecht-textbox--html-input" id="wmo-dialoog-invoer" autocomplete="off"></div>
    <p class="utrecht-button-group"><button class="utrecht-button utrecht-button--primary-action" value="zet"></button>
    ${weg ? '<button class="utrecht-button utrecht-button--secondary-action" value="weg"></button>' : ""}
    <button class="utrecht-button utrecht-button--subtle" value="">Annuleren</button></p></form>`;
  dialoog.querySelector("h2").textContent = kop;
  dialoog.querySelector("label").textContent = vraag;
  dialoog.querySelector("[value=zet]").textContent = doe;
  if (weg) dialoog.querySelector("[value=weg]").textContent = weg;
  document.body.append(dialoog);
  dialoog.showModal();
  return { dialoog, invoer: dialoog.querySelector("input") };
}

function vraagLink(editor) {
  const { dialoog, invoer: adres } = maakDialoog("Link", "Adres, bijvoorbeeld https://www.weert.nl", "Link maken", "Geen link");
  adres.inputMode = "url";
  adres.value = editor.getAttributes("link").href ?? "";
  dialoog.addEventListener("close", () => {
    const href = adres.value.trim();
    const keten = editor.chain().focus().extendMarkRange("link");
    const volledig = /^(https?:|mailto:|tel:)/i.test(href) ? href : href.includes("@") ? `mailto:${href}` : `https://${href}`;
    if (dialoog.returnValue === "weg") keten.unsetLink().run();
    else if (dialoog.returnValue === "zet" && href && editor.state.selection.empty && !editor.isActive("link")) {
      editor.chain().focus().insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href: volledig } }] }).run();
    } else if (dialoog.returnValue === "zet" && href) keten.setLink({ href: volledig }).run();
    else editor.commands.focus();
    dialoog.remove();
  });
  return true;
}

function zoek(vlak) {
  if (vlak.matches?.("[data-wmo-tekstvak]")) maak(vlak);
  for (const vak of vlak.querySelectorAll("[data-wmo-tekstvak]")) maak(vak);
}

zoek(document);
document.addEventListener("htmx:load", (event) => zoek(event.detail.elt));
