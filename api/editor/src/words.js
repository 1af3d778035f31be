// The words of the rule book: what may stand at a place (two JSON Schemas, one for each spelling), and what a word means.

import { ITEM, placeOf } from "./place.js";

const CHINESE = /[\u3400-\u9fff]/;

export class Words {
  constructor(vocabulary) {
    this.roots = [vocabulary.en, vocabulary.zh];
    this.says = vocabulary.says;
  }

  // What may stand at a place: schemas, each with the root that it is of; those of the spelling of the file, where it has one.
  at(path, chinese) {
    let some = this.roots.map((root) => ({ root, schema: root }));
    for (const step of path) some = some.flatMap((one) => inside(one, step));
    const all = some.flatMap(flat);
    const preferred = all.filter((one) => one.root === this.roots[chinese ? 1 : 0]);
    return preferred.length ? preferred : all;
  }

  entries(path, chinese) {
    const found = new Map();
    for (const { schema } of this.at(path, chinese)) {
      for (const [name, one] of Object.entries(schema.properties ?? {})) {
        if (!found.has(name)) found.set(name, { name, about: one.description ?? "" });
      }
    }
    return [...found.values()];
  }

  values(path, chinese) {
    const found = new Map();
    for (const { schema } of this.at(path, chinese)) {
      (schema.enum ?? []).forEach((one, number) => {
        const name = String(one);
        if (!found.has(name)) found.set(name, { name, about: schema.enumDescriptions?.[number] ?? "" });
      });
    }
    return [...found.values()];
  }

  // What a word at a place means, line by line; nothing where it is none of ours.
  meaning(text, from, word) {
    const place = placeOf(text, from);
    if (place === null) return [];
    const chinese = isChinese(text);
    const asked = place.kind === "key" ? [this.entries(place.path, chinese), this.entries(place.path, !chinese)] : [this.values(place.path, chinese)];
    if (place.kind === "value") asked.push(this.entries(place.path, chinese)); // the first word of an entry in a list
    const found = asked.flat().find((one) => one.name === word);
    const said = [...(found?.about ? found.about.split("\n") : []), ...(has(this.says, word) ? [this.says[word]] : [])];
    return [...new Set(said)].filter((one) => one && one !== word);
  }

  // For CodeMirror: what can be written at the cursor.
  complete(context) {
    const text = context.state.doc.toString();
    const place = placeOf(text, context.pos);
    if (place === null || (!place.word && !context.explicit && !place.inLine && place.kind === "key")) return null;
    const chinese = isChinese(text);
    const entry = place.kind === "key" || place.path[place.path.length - 1] === ITEM;
    const options = [];
    if (entry) {
      const wrapped = place.kind === "value" && place.inLine;
      for (const one of this.entries(place.path, chinese)) {
        if (!place.keys.includes(one.name)) options.push(...this.option(one, place.word, "property", wrapped ? `{${one.name}: }` : `${one.name}: `, wrapped ? -1 : 0));
      }
    }
    if (place.kind === "value") {
      for (const one of this.values(place.path, chinese)) options.push(...this.option(one, place.word, "enum", one.name, 0));
    }
    const whole = (typed) => options.some((one) => one.label === typed); // then there is nothing left to complete
    if (!options.length || (!context.explicit && whole(place.word))) return null;
    return { from: place.from, options, validFor: (typed) => /^[^\s{}[\],:]*$/.test(typed) && !whole(typed) };
  }

  option(one, typed, type, written, back) {
    const [label, ...more] = one.about.split("\n");
    const said = has(this.says, one.name) && this.says[one.name];
    const found = {
      label: one.name, type, detail: label === one.name ? "" : label, info: [...more, ...(said ? [said] : [])].join("\n") || undefined,
      apply: (view, _, from, to) => view.dispatch({ changes: { from, to, insert: written }, selection: { anchor: from + written.length + back }, userEvent: "input.complete" }),
    };
    // whoever types Chinese into a file of English words finds them by their Chinese names
    return CHINESE.test(typed) && label && label !== one.name ? [{ ...found, label, detail: one.name }] : [found];
  }
}

export function isChinese(text) {
  const first = /^[^\s#][^:：\n]*/m.exec(text);
  return first !== null && CHINESE.test(first[0]);
}

function flat({ root, schema }) {
  const whole = "$ref" in schema ? [{ root, schema: root.$defs[schema.$ref.replace(/.*\//, "")] }] : [];
  const parts = (schema.anyOf ?? []).map((one) => ({ root, schema: one }));
  return [{ root, schema }, ...[...whole, ...parts].flatMap(flat)];
}

function inside(one, step) {
  return flat(one).flatMap(({ root, schema }) => {
    if (step === ITEM) return schema.items ? [{ root, schema: schema.items }] : [];
    if (has(schema.properties ?? {}, step)) return [{ root, schema: schema.properties[step] }];
    const rest = schema.additionalProperties;
    const named = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern).test(step)).map(([, what]) => what);
    return [...named, ...(rest && typeof rest === "object" ? [rest] : [])].map((what) => ({ root, schema: what }));
  });
}

function has(mapping, name) {
  return Object.prototype.hasOwnProperty.call(mapping, name);
}
