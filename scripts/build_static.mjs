// Builds static/build: one stylesheet, one small script per behaviour, and the fonts.
// Everything comes from node_modules and static/; the same input gives the same bytes.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import { bundleAsync, transform } from "lightningcss";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const STATIC = path.join(ROOT, "static");
const OUT = path.join(STATIC, "build");
const MODULES = path.join(ROOT, "node_modules");

// The classes of the Utrecht components that our templates may use (docs/vormgeving.md). The packages
// also carry a class for every state, for documentation; whatever is not in this list is dropped,
// and with it the design tokens that only it needed.
const UTRECHT_CLASSES = new Set(
  `alert alert--error alert--info alert--ok alert--warning alert__content alert__icon alert__message
  badge-status badge-status--active badge-status--danger badge-status--inactive badge-status--neutral
  badge-status--safe badge-status--warning
  breadcrumb-nav breadcrumb-nav__item breadcrumb-nav__link breadcrumb-nav__link--current
  breadcrumb-nav__list breadcrumb-nav__list--html-ol
  button button--danger button--primary-action button--secondary-action button--subtle button-group
  checkbox checkbox--html-input
  form-field form-field--checkbox form-field--invalid form-field--radio form-field__description
  form-field__error-message form-field__input form-field__label
  form-field-description form-field-error-message
  form-fieldset form-fieldset--html-fieldset form-fieldset--invalid form-fieldset__legend
  form-fieldset__legend--html-legend
  form-label form-label--checkbox form-label--radio
  heading-1 heading-2 heading-3 heading-4
  link link--html-a
  mark
  ordered-list ordered-list__item
  pagination pagination__page-link pagination__page-link--current pagination__relative-link
  pagination__relative-link--next pagination__relative-link--prev
  paragraph paragraph--lead paragraph--small
  radio-button radio-button--html-input
  select
  skip-link skip-link--visible-on-focus
  table table__body table__caption table__cell table__footer table__header table__header-cell table__row
  textarea textarea--html-textarea
  textbox textbox--html-input
  unordered-list unordered-list__item`
    .split(/\s+/)
    .map((name) => `utrecht-${name}`),
);

const FONTS = {
  "source-sans-3": ["latin", "latin-ext"].flatMap((subset) =>
    ["400", "600"].flatMap((weight) =>
      ["normal", "italic"].map((style) => `source-sans-3-${subset}-${weight}-${style}.woff2`),
    ),
  ),
  // For the PDF only: ≥ ≤ → ✓ and such.
  "noto-sans-math": ["noto-sans-math-latin-400-normal.woff2"],
};

const THEME = path.join(MODULES, "@nl-design-system-unstable", "voorbeeld-design-tokens");

const NOTICE = `/*!
 * Utrecht component CSS, © Frameless B.V. and Gemeente Utrecht, EUPL-1.2
 * Voorbeeld design tokens, © NL Design System Community, EUPL-1.2
 */
`;

// Browsers of 2023 and later; everything newer in our own css degrades by itself.
const TARGETS = { chrome: 111 << 16, firefox: 115 << 16, safari: (16 << 16) | (4 << 8) };

await checkTemplates();
await rm(OUT, { recursive: true, force: true });
await mkdir(path.join(OUT, "fonts"), { recursive: true });

const css = await stylesheet();
await writeFile(path.join(OUT, "portaal.css"), css);
await admin();
await scripts();
await fonts();
await images();
await pack();

// Django's admin has stylesheets of its own; ours sets their variables and is served beside them.
async function admin() {
  const filename = path.join(STATIC, "css", "admin.css");
  const { code } = transform({ filename, code: await readFile(filename), minify: true, targets: TARGETS });
  await writeFile(path.join(OUT, "admin.css"), code);
}

async function stylesheet() {
  const ownTokens = customProperties(await readFile(path.join(STATIC, "css", "tokens.css"))).declared;
  const bundled = await bundleAsync({
    filename: path.join(STATIC, "css", "portaal.css"),
    resolver: {
      resolve: (specifier, from) =>
        specifier.startsWith("@")
          ? path.join(MODULES, specifier)
          : path.resolve(path.dirname(from), specifier),
      read: async (file) => {
        const code = await readFile(file);
        return (file.startsWith(THEME) ? withoutTokens(code, ownTokens) : code).toString();
      },
    },
  });
  const lean = transform({
    filename: "portaal.css",
    code: bundled.code,
    visitor: {
      Rule: { style: (rule) => (rule.value.selectors.some(canMatch) ? undefined : []) },
      Selector: (selector) => (canMatch(selector) ? undefined : []),
    },
  });
  const properties = customProperties(lean.code);
  const undefinedOwn = [...properties.used].filter(
    (name) => name.startsWith("--wmo-") && !properties.declared.has(name),
  );
  if (undefinedOwn.length) throw new Error(`used but never declared: ${undefinedOwn.join(", ")}`);
  const result = transform({
    filename: "portaal.css",
    code: lean.code,
    minify: true,
    targets: TARGETS,
    visitor: {
      Declaration: {
        custom: (declaration) =>
          isCustomProperty(declaration) && !properties.used.has(declaration.name) ? [] : undefined,
      },
    },
  });
  return NOTICE + result.code.toString();
}

/** The voorbeeld theme less the tokens that tokens.css gives another value on the same element. */
function withoutTokens(code, names) {
  return transform({
    filename: "theme.css",
    code,
    visitor: {
      Declaration: { custom: (declaration) => (names.has(declaration.name) ? [] : undefined) },
    },
  }).code;
}

/** Can a selector match anything in our pages? A class inside :not() does not decide. */
function canMatch(selector) {
  return selector.every(
    (part) =>
      part.type !== "class" || !part.name.startsWith("utrecht-") || UTRECHT_CLASSES.has(part.name),
  );
}

function isCustomProperty(declaration) {
  return declaration.name.startsWith("--");
}

/** Names of the custom properties that some ordinary declaration needs, following var() as far as it goes. */
function customProperties(code) {
  const needs = new Map();
  const used = new Set();
  transform({
    filename: "portaal.css",
    code,
    visitor: {
      Declaration(declaration) {
        const references = varReferences(declaration.value);
        if (declaration.property === "custom" && isCustomProperty(declaration.value)) {
          const { name } = declaration.value;
          if (!needs.has(name)) needs.set(name, new Set());
          for (const reference of references) needs.get(name).add(reference);
        } else {
          for (const reference of references) used.add(reference);
        }
      },
    },
  });
  for (const name of used) {
    for (const reference of needs.get(name) ?? []) used.add(reference);
  }
  return { declared: new Set(needs.keys()), used };
}

function varReferences(value, found = new Set()) {
  if (Array.isArray(value)) {
    for (const item of value) varReferences(item, found);
  } else if (value && typeof value === "object") {
    if (value.type === "var") found.add(value.value.name.ident);
    for (const item of Object.values(value)) varReferences(item, found);
  }
  return found;
}

/** A template that asks for a component class we do not ship would silently look wrong. */
async function checkTemplates() {
  const folder = path.join(ROOT, "templates");
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const unknown = [];
  for (const name of names.filter((file) => file.endsWith(".html")).sort()) {
    const text = await readFile(path.join(folder, name), "utf8");
    for (const [found] of text.matchAll(/\butrecht-[a-z0-9_-]*[a-z0-9]\b(?!-)/g)) {
      if (!UTRECHT_CLASSES.has(found)) unknown.push(`templates/${name}: ${found}`);
    }
  }
  if (unknown.length) {
    throw new Error(`not in UTRECHT_CLASSES of scripts/build_static.mjs:\n${unknown.join("\n")}`);
  }
}

/** Each module stands alone: what it imports is put inside, so hashed file names cannot break an import. */
async function scripts() {
  const folder = path.join(STATIC, "js");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".js")).sort();
  await build({
    entryPoints: names.map((name) => path.join(folder, name)),
    outdir: path.join(OUT, "js"),
    absWorkingDir: ROOT,
    bundle: true,
    charset: "utf8",
    format: "esm",
    legalComments: "none",
    logLevel: "warning",
    minify: true,
    target: "es2022",
  });
}

async function fonts() {
  for (const [family, names] of Object.entries(FONTS)) {
    const source = path.join(MODULES, "@fontsource", family);
    for (const name of names) {
      await copyFile(path.join(source, "files", name), path.join(OUT, "fonts", name));
    }
    await copyFile(path.join(source, "LICENSE"), path.join(OUT, "fonts", `LICENSE-${family}.txt`));
  }
}

async function images() {
  await mkdir(path.join(OUT, "img"), { recursive: true });
  for (const name of (await readdir(path.join(STATIC, "img"))).sort()) {
    await copyFile(path.join(STATIC, "img", name), path.join(OUT, "img", name));
  }
}

// Beside each file as it goes over the wire, also where nothing is collected (make run).
async function pack() {
  const names = ["portaal.css", ...(await readdir(path.join(OUT, "js"))).sort().map((name) => `js/${name}`)];
  for (const name of names) {
    const bytes = await readFile(path.join(OUT, name));
    const packed = gzipSync(bytes, { level: 9 });
    await writeFile(path.join(OUT, `${name}.gz`), packed);
    console.log(`${name.padEnd(24)} ${String(bytes.length).padStart(7)} B  ${String(packed.length).padStart(6)} B gzip`);
  }
}
