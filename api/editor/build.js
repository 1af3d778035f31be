// The editor as one module: `node build.js OUT`, with the licences of all that is in it at its end.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

const made = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js"],
  bundle: true,
  format: "esm",
  target: "es2020", // offices have old Chromium kernels
  charset: "utf8",
  minify: true,
  legalComments: "none", // the licences stand at the end, whole
  metafile: true,
  write: false,
});

function licences(inputs) {
  const packages = new Set(inputs.map((one) => one.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
  const texts = new Map();
  for (const name of [...packages].sort()) {
    const folder = join(here, "node_modules", name);
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (!file) throw new Error(`${name} has no licence`);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = readFileSync(join(folder, file), "utf8").trim();
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
  }
  return [...texts].map(([text, names]) => `${names.join(", ")}\n\n${text}`).join("\n\n----\n\n");
}

const [output] = made.outputFiles;
const notice = licences(Object.keys(made.metafile.inputs)).replaceAll("*/", "* /");
writeFileSync(process.argv[2], `${output.text}\n/*\n${notice}\n*/\n`);
