// Build the portal's style sheets and scripts; `--check` compares with what is committed instead of writing it.
//
// styles/NAME.scss          -> static/portal/NAME.css
// scripts/pages/NAME.ts     -> static/portal/NAME.js         a module of a page: <script type="module">
// scripts/workers/NAME.ts   -> static/portal/NAME.worker.js  a Web Worker, one file by itself
//
// Django gives each built file a name with its digest, so no built file may name another one: a page hands the address of
// its worker to its module in a data attribute.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "portal");
const target = ["chrome109", "edge109", "firefox115", "safari15.6"];

/** What one file may weigh, compressed: on a slow line in the country a page is there within a second or two. */
const MOST_BYTES = 40_000;

const holders = {
  "@noble/curves": "Paul Miller",
  "@noble/hashes": "Paul Miller",
  fflate: "Arjun Barrett",
  "govuk-frontend": "Crown Copyright (Government Digital Service)",
  uqr: "Project Nayuki, Anthony Fu",
};

const built = new Map([...styles(), ...(await scripts("pages", ".js")), ...(await scripts("workers", ".worker.js"))]);
process.exitCode = process.argv.includes("--check") ? check() : write();

function* sources(folder, ending) {
  const path = join(here, folder);
  for (const name of existsSync(path) ? readdirSync(path).sort() : []) {
    if (name.endsWith(ending) && !name.startsWith("_") && !name.includes(".test.")) yield join(path, name);
  }
}

function* styles() {
  for (const file of sources("styles", ".scss")) {
    const { css } = sass.compile(file, { loadPaths: [join(here, "node_modules")], quietDeps: true, silenceDeprecations: ["if-function"] });
    const { code } = esbuild.transformSync(css, { loader: "css", minify: true, target, legalComments: "none" });
    yield [`${basename(file, ".scss")}.css`, `${banner(["govuk-frontend"])}\n${code}`];
  }
}

async function scripts(folder, ending) {
  const found = [];
  for (const file of sources(join("scripts", folder), ".ts")) {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: [file], bundle: true, minify: true, write: false, format: "esm", target, legalComments: "none", charset: "utf8",
      metafile: true, absWorkingDir: here,
    });
    found.push([`${basename(file, ".ts")}${ending}`, `${banner(packages(metafile))}\n${outputFiles[0].text}`]);
  }
  return found;
}

/** Return the packages of which something was built in. */
function packages({ outputs }) {
  const inputs = Object.values(outputs).flatMap((one) => Object.entries(one.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const names = used.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

/** Return the notice that the licence asks for; what is not in the list was not looked at, and does not get in. */
function banner(names) {
  const notices = names.map((name) => {
    if (!(name in holders)) throw new Error(`${name} is built in: look at its licence and name its holder`);
    return `${name}, MIT licence, (c) ${holders[name]}`;
  });
  return notices.length ? `/*! Contains ${notices.join("; ")} */` : "";
}

function strangers() {
  return readdirSync(out).filter((name) => /\.(css|js)$/.test(name) && !built.has(name));
}

function write() {
  mkdirSync(out, { recursive: true });
  for (const name of strangers()) rmSync(join(out, name));
  for (const [name, text] of built) {
    writeFileSync(join(out, name), text);
    console.log(`${name}: ${text.length} bytes`);
  }
  return 0;
}

function check() {
  const stale = [...built].filter(([name, text]) => !existsSync(join(out, name)) || readFileSync(join(out, name), "utf8") !== text);
  const heavy = [...built].filter(([, text]) => gzipSync(text).length > MOST_BYTES);
  const wrong = [
    ...stale.map(([name]) => `${name} is not what its sources make`),
    ...strangers().map((name) => `${name} has no source`),
    ...heavy.map(([name]) => `${name} weighs more than ${MOST_BYTES} bytes compressed`),
  ];
  for (const line of wrong) console.error(`portal/static/portal/${line}; run bin/frontend build`);
  return wrong.length ? 1 : 0;
}
