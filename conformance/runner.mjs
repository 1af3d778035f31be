#!/usr/bin/env node
// Runs the cases of this folder through the evaluator beside it: `node runner.mjs [FILE …]`. Exit code 1 where an answer differs.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Book } from "./evaluator.mjs";

const SHOWN = 20;
const cases = fileURLToPath(new URL("cases/", import.meta.url));
const named = process.argv.slice(2);
const files = named.length ? named : readdirSync(cases).filter((name) => name.endsWith(".json")).sort().map((name) => cases + name);

/** The same data as the same text, whatever the order of its keys. */
const canonical = (data) => JSON.stringify(data, (_, one) => (one && typeof one === "object" && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one));

let [count, answers, differences] = [0, 0, 0];
for (const file of files) {
  const { files: written, cases } = JSON.parse(readFileSync(file, "utf8"));
  const book = new Book(written);
  for (const { name, day, person, expected } of cases) {
    count += 1;
    let found;
    try {
      found = book.findings(person, day, Object.keys(expected));
    } catch (error) {
      found = Object.fromEntries(Object.keys(expected).map((benefit) => [benefit, `cannot be evaluated: ${error.stack}`]));
    }
    for (const [benefit, wanted] of Object.entries(expected)) {
      answers += 1;
      if (canonical(found[benefit]) === canonical(wanted)) continue;
      differences += 1;
      if (differences <= SHOWN) console.log(`${file}: ${name}: ${benefit} on ${day}\n  expected ${canonical(wanted)}\n  found    ${canonical(found[benefit])}`);
    }
  }
}
console.log(`${count} cases, ${answers} answers, ${differences} ${differences === 1 ? "difference" : "differences"}`);
process.exitCode = differences || !answers ? 1 : 0;
