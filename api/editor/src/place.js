// Where in a rule file a place is, also while a line is half written: the path of keys to it, and what is being written there.
// Files are small YAML: blocks of entries and lists, and `{…}` and `[…]` inside a line or over several.

export const ITEM = "-";

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'{}[\],&*!|>%@`-][^#{}[\],]*?|-[^\s][^#{}[\],:]*)\s*:(?=\s|$)/;

// Gives { path, keys, kind: "key" | "value", from, word, inLine } for a position in a text; null in a comment or a block of text.
export function placeOf(text, pos) {
  const scan = new Scan();
  const lines = text.slice(begin(text, pos), pos).split("\n");
  let found = null;
  lines.forEach((line, number) => {
    found = scan.line(line, number === lines.length - 1);
  });
  return found && { ...found, from: pos - found.word.length };
}

// The last line before a position at which an entry of the file itself begins.
function begin(text, pos) {
  let at = text.lastIndexOf("\n", pos - 1) + 1;
  while (at > 0 && /[\s#\-}\]]/.test(text[at] ?? " ")) at = text.lastIndexOf("\n", at - 2) + 1;
  return at;
}

class Scan {
  blocks = []; // { column, list, key, keys }
  flow = []; // { list, key, keys, start }
  quote = "";
  text = -1; // the column of the entry of which a block of text is being read

  line(line, ending) {
    const indent = line.search(/\S|$/);
    if (this.text >= 0) {
      if (indent > this.text || (line.trim() === "" && !ending)) return null;
      this.text = -1;
    }
    if (this.flow.length) return this.inside(line, 0, ending);
    if (!ending && (line.trim() === "" || line[indent] === "#")) return null;
    if (line[indent] === "#") return null;
    return this.block(line, indent, ending);
  }

  block(line, at, ending) {
    while (line[at] === "-" && (line[at + 1] === " " || at + 1 === line.length)) {
      while (this.top && (this.top.column > at)) this.blocks.pop();
      if (!(this.top && this.top.list && this.top.column === at)) this.blocks.push({ column: at, list: true });
      at += 1;
      while (line[at] === " ") at += 1;
    }
    const key = KEY.exec(line.slice(at));
    const dashed = /^\s*-(\s|$)/.test(line);
    while (this.top && (this.top.column > at || (this.top.column === at && this.top.list && !dashed))) this.blocks.pop();
    if (key === null) {
      const rest = line.slice(at);
      if (/^[{[]/.test(rest)) return this.inside(line, at, ending);
      if (!ending) return null;
      const beside = this.top && !this.top.list && this.top.column === at;
      const path = beside ? this.path(this.blocks.slice(0, -1)) : this.path(this.blocks);
      return { path, keys: beside ? this.top.keys : [], kind: "key", word: rest, inLine: false };
    }
    const name = plain(key[1]);
    if (!(this.top && !this.top.list && this.top.column === at)) this.blocks.push({ column: at, list: false, keys: [] });
    this.top.key = name;
    this.top.keys.push(name);
    at += key[0].length;
    while (line[at] === " ") at += 1;
    const rest = line.slice(at);
    if (/^[|>][-+\d]*\s*(#.*)?$/.test(rest) && !ending) {
      this.text = this.top.column;
      return null;
    }
    if (/^[{[]/.test(rest)) return this.inside(line, at, ending);
    if (!ending || /(^|\s)#/.test(rest)) return null;
    return { path: this.path(this.blocks), keys: [], kind: "value", word: rest, inLine: false };
  }

  // From a bracket on, to its end or that of the line.
  inside(line, at, ending) {
    let start = at;
    for (; at < line.length; at += 1) {
      const char = line[at];
      const top = last(this.flow);
      if (this.quote) {
        if (char === this.quote) this.quote = "";
      } else if ((char === '"' || char === "'") && line.slice(start, at).trim() === "") {
        this.quote = char;
      } else if (char === "#" && (at === 0 || /\s/.test(line[at - 1]))) {
        return null;
      } else if (char === "{" || char === "[") {
        this.flow.push({ list: char === "[", key: null, keys: [] });
        start = at + 1;
      } else if (char === "}" || char === "]") {
        this.flow.pop();
        start = at + 1;
        if (!this.flow.length) return null;
      } else if (char === ",") {
        if (top) top.key = null;
        start = at + 1;
      } else if (char === ":" && top && !top.list && top.key === null && /[\s,}\]]|^$/.test(line[at + 1] ?? "")) {
        top.key = plain(line.slice(start, at).trim());
        top.keys.push(top.key);
        start = at + 1;
      }
    }
    const top = last(this.flow);
    if (!ending || !top || this.quote) return null;
    const word = line.slice(start).trimStart();
    const path = [...this.path(this.blocks), ...this.flow.slice(0, -1).map((one) => (one.list ? ITEM : one.key)).filter((one) => one !== null)];
    if (top.list) return { path: [...path, ITEM], keys: [], kind: "value", word, inLine: true };
    return top.key === null
      ? { path, keys: top.keys, kind: "key", word, inLine: true }
      : { path: [...path, top.key], keys: [], kind: "value", word, inLine: true };
  }

  get top() {
    return last(this.blocks);
  }

  path(blocks) {
    return blocks.map((one) => (one.list ? ITEM : one.key));
  }
}

function last(some) {
  return some[some.length - 1];
}

function plain(key) {
  return /^["']/.test(key) ? key.slice(1, -1) : key;
}
