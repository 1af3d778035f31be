// A rule file in an editor: mistakes are marked as one types, words completed, and what the text says follows beside it. Without this the
// page is a form with a text box, and does the same at the press of a button.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentService, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { CHINESE } from "./phrases.js";
import { Words } from "./words.js";

const QUIET = 600; // milliseconds without a key after which the text is looked at

const form = document.getElementById("file");
const box = document.getElementById("text");
const status = document.getElementById("status");
const rules = form.dataset.rules !== "";
const revision = form.elements.revision;

let words = null;
let kept = box.value; // what is saved, as far as this page knows
let looking = null; // the reading that is under way
let waiting = 0;
let saving = false;

// -- the editor -------------------------------------------------------------------------------------------------------

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--act)" },
  { tag: tags.comment, color: "var(--dim)" },
  { tag: [tags.string, tags.content, tags.literal], color: "var(--ink)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--dim)" },
  { tag: [tags.keyword, tags.meta, tags.labelName, tags.typeName], color: "var(--yes)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--bg)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--line)" },
  ".cm-activeLine": { backgroundColor: "transparent", boxShadow: "inset 0 0 0 1px var(--line)" },
  ".cm-gutters": { color: "var(--dim)", backgroundColor: "var(--wash)", borderRight: "1px solid var(--line)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--wash)", color: "var(--ink)", fontWeight: "700" },
  ".cm-selectionMatch": { backgroundColor: "var(--warn-bg)" },
  ".cm-searchMatch": { backgroundColor: "var(--warn-bg)", outline: "1px solid var(--warn)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--ask-bg)", outline: "2px solid var(--act)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--act)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--bad)" },
  ".cm-foldPlaceholder": { color: "var(--act)", backgroundColor: "var(--wash)", borderColor: "var(--edge)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warn)", textUnderlineOffset: "3px" },
  ".cm-lintRange-active": { backgroundColor: "var(--warn-bg)" },
  ".cm-lint-marker": { width: "1em", height: "1em", content: "none", borderRadius: "2px", boxSizing: "border-box" },
  ".cm-lint-marker-error": { backgroundColor: "var(--bad)" },
  ".cm-lint-marker-warning": { border: "2px solid var(--warn)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--bg)", border: "1px solid var(--edge)", borderRadius: "3px", maxWidth: "min(30rem, 90vw)" },
  ".cm-tooltip-hover": { fontFamily: "var(--sans)" },
  ".cm-says": { padding: "4px 8px", whiteSpace: "pre-wrap" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--on-act)", background: "var(--act)" },
  ".cm-completionDetail": { fontStyle: "normal", fontFamily: "var(--sans)", marginLeft: "1em", color: "var(--dim)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo": { fontFamily: "var(--sans)", padding: "4px 8px", whiteSpace: "pre-wrap" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "4px 8px", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--warn)" },
  ".cm-diagnosticAction": { color: "var(--act)", backgroundColor: "var(--bg)", border: "1px solid var(--edge)", font: "inherit", padding: "2px 12px", margin: "4px 0 0", display: "block" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--wash)", borderColor: "var(--line)" },
  ".cm-panel, .cm-panel label, .cm-panel input, .cm-panel button": { fontSize: "var(--t1)" },
  ".cm-textfield": { color: "var(--ink)", backgroundColor: "var(--bg)", border: "1px solid var(--edge)", width: "auto !important", minHeight: "28px !important" },
  ".cm-button": { color: "var(--act)", background: "var(--bg)", border: "1px solid var(--edge)", borderRadius: "3px", minHeight: "28px" },
  ".cm-panel.cm-search [name=close], .cm-panel button[name=close]": { color: "var(--ink)", minHeight: "24px", minWidth: "24px", padding: "0" },
});

const view = new EditorView({
  parent: document.getElementById("editor"),
  state: EditorState.create({
    doc: box.value,
    extensions: [
      EditorView.cspNonce.of(form.dataset.nonce),
      EditorState.phrases.of(form.dataset.lang === "zh" ? CHINESE : {}),
      EditorState.readOnly.of(box.readOnly),
      EditorView.contentAttributes.of({ "aria-labelledby": "h-text", "aria-describedby": "keys", tabindex: "0" }),
      keymap.of([
        { key: "Mod-s", run: () => (save(), true), preventDefault: true },
        ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...defaultKeymap, indentWithTab,
      ]),
      lineNumbers(), foldGutter(), lintGutter(), highlightSpecialChars(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(),
      highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches({ minSelectionLength: 2 }),
      rules ? [yaml(), syntaxHighlighting(colours), indentUnit.of("  "), indentService.of(below)] : [],
      autocompletion({ override: [(context) => words?.complete(context) ?? null], icons: false, maxRenderedOptions: 60 }),
      hoverTooltip(meaning),
      EditorView.updateListener.of(changed),
      look,
    ],
  }),
});

// How far in a line stands: beside the one above it, or below that where it ends in a colon.
function below(context, pos) {
  const above = context.lineAt(pos, -1).text.slice(0, Math.max(0, pos - context.lineAt(pos, -1).from));
  const line = above.trim() ? above : "";
  if (!line) return null;
  const begin = /^\s*(?:- +)*/.exec(line)[0].length;
  return /:\s*(?:[|>][-+]?\s*)?$/.test(line) ? begin + 2 : begin;
}

function meaning(view, pos) {
  const line = view.state.doc.lineAt(pos);
  const found = [...line.text.matchAll(/[\p{L}\p{N}_-]+/gu)].find((one) => line.from + one.index <= pos && pos <= line.from + one.index + one[0].length);
  const said = found && words ? words.meaning(view.state.doc.toString(), line.from + found.index, found[0]) : [];
  if (!said.length) return null;
  return {
    pos: line.from + found.index, end: line.from + found.index + found[0].length, above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "cm-says";
      dom.textContent = said.join("\n");
      return { dom };
    },
  };
}

const text = () => view.state.doc.toString();

function write(whole) {
  if (whole !== text()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: whole } });
}

function changed(update) {
  if (update.docChanged) {
    remember();
    tell(text() === kept ? status.dataset.kept : status.dataset.typing);
    clearTimeout(waiting);
    if (rules) waiting = setTimeout(read, QUIET);
  }
  if (update.selectionSet || update.docChanged) follow();
}

// -- mistakes, and what the text says -----------------------------------------------------------------------------

// The page of the form as it is now, got by one of its addresses.
async function sent(address, more = {}) {
  const body = new FormData();
  body.set("revision", revision.value);
  body.set("text", text());
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const response = await fetch(address, { method: "POST", body, headers: { Accept: "text/html", "X-Huilao-Part": "main" }, signal: more === READING ? looking.signal : null });
  if (response.status === 401 || response.url.includes("/sign-in")) throw new SignedOut();
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

const READING = {};
class SignedOut extends Error {}

async function read(more = READING) {
  clearTimeout(waiting);
  looking?.abort();
  looking = new AbortController();
  const asked = text();
  const said = document.getElementById("said");
  said?.setAttribute("aria-busy", "true");
  try {
    const page = await sent(form.dataset.read, more);
    if (asked === text()) beside(page);
  } catch (error) {
    if (error instanceof SignedOut) tell(status.dataset.out, true);
    else if (error.name !== "AbortError") tell(status.dataset.unread, true);
  } finally {
    document.getElementById("said")?.removeAttribute("aria-busy");
  }
}

function beside(page) {
  const mistakes = page.getElementById("mistakes");
  if (mistakes === null) return;
  document.getElementById("mistakes").replaceWith(mistakes);
  mark();
  const [old, said] = [document.getElementById("said"), page.getElementById("said")];
  if (said.dataset.reads === "no" && old.querySelector(".list")) {
    stale(old); // nothing stale passes for fresh
    old.closest(".beside").scrollTop = 0;
  } else {
    const open = [...old.querySelectorAll("details.item[open]")].map((one) => one.id);
    old.replaceWith(said);
    if (open.length) for (const one of said.querySelectorAll("details.item")) one.open = open.includes(one.id);
    now = null;
    follow();
  }
}

function stale(said) {
  if (said.querySelector(".by-text")) return;
  const note = document.createElement("p");
  note.className = "small by-text warn";
  note.textContent = status.dataset.stale.replace("%", said.dataset.at);
  said.querySelector(".list").before(note);
}

// Columns count characters; CodeMirror counts UTF-16.
function offset(place) {
  const [line, column] = place.split(":").map(Number);
  const there = view.state.doc.line(Math.min(line, view.state.doc.lines));
  return Math.min(there.from + [...there.text].slice(0, column - 1).join("").length, there.to);
}

function mark() {
  const found = [...document.querySelectorAll("#mistakes .mistake")].map((one) => {
    const [from, to] = [offset(one.dataset.from), offset(one.dataset.to)];
    const hint = one.querySelector("[data-hint]")?.textContent;
    return {
      from, to: Math.max(from, to), severity: one.dataset.wrong ? "error" : "warning",
      message: [one.querySelector("[data-message]").textContent, hint].filter(Boolean).join("\n"),
      actions: one.querySelector("[data-mend]") ? [{ name: one.querySelector("[data-mend]").textContent, apply: (_, since, until) => put(since, until, one.dataset.put) }] : [],
    };
  });
  view.dispatch(setDiagnostics(view.state, found.sort((one, other) => one.from - other.from)));
}

function put(from, to, insert) {
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.cure" });
  view.focus();
  read();
}

let now = null;

// The part in which the cursor is opens beside the text.
function follow() {
  const said = document.getElementById("said");
  if (said === null) return;
  const line = view.state.doc.lineAt(view.state.selection.main.head).number;
  const parts = [...said.querySelectorAll("details.item")];
  const here = parts.filter((one) => Number(one.dataset.line) <= line).pop();
  if (!here || here.id === now) return;
  for (const one of parts) {
    one.open = one === here;
    one.classList.toggle("here", one === here);
  }
  now = here.id;
  const pane = said.closest(".beside");
  const wrong = document.querySelector("#mistakes .mistake") !== null; // they stay in sight
  if (pane.scrollHeight > pane.clientHeight) pane.scrollTop = wrong ? 0 : here.offsetTop - pane.offsetTop - 48;
}

function go(place) {
  const at = offset(place);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

// -- saving -----------------------------------------------------------------------------------------------------------

async function save() {
  if (box.readOnly || saving) return;
  saving = true;
  tell(status.dataset.saving);
  const asked = text();
  try {
    settle(await sent(form.getAttribute("action")), asked);
  } catch (error) {
    tell(error instanceof SignedOut ? status.dataset.out : status.dataset.lost, true);
  } finally {
    saving = false;
  }
}

// What the page says after the form was sent: saved, joined, or what is in the way.
function settle(page, asked) {
  const fresh = page.getElementById("file");
  if (fresh === null) {
    document.getElementById("told").replaceChildren(...page.body.childNodes);
    return tell(status.dataset.typing, true);
  }
  const [whole, before, number] = [page.getElementById("text").value, revision.value, fresh.elements.revision.value];
  const [saved, refused] = [fresh.dataset.unsaved === "", page.querySelector("#told [role=alert]") !== null];
  if (!saved && !refused && text() !== asked) return tell(status.dataset.typing); // typed on meanwhile: it is joined when it is saved next
  document.querySelector("[data-save]").classList.toggle("main", page.querySelector("#told .join") === null); // one main button
  for (const id of ["told", "kept"]) document.getElementById(id).replaceWith(page.getElementById(id));
  if (saved) {
    if (!refused) document.getElementById("told").replaceChildren(); // the line below the text says that it is saved
    kept = whole;
    if (text() === asked) write(whole);
  } else if (!refused) {
    write(whole); // two edits joined, to be looked at
  }
  if (!refused) {
    forget(before);
    revision.value = number;
    remember();
  }
  beside(page);
  tell(text() === kept ? status.dataset.kept : status.dataset.typing);
  if (!saved || refused) document.querySelector("#told > *")?.scrollIntoView({ block: "nearest" });
}

async function join() {
  const choices = Object.fromEntries([...form.querySelectorAll("#told input:checked")].map((one) => [one.name, one.value]));
  try {
    settle(await sent(form.querySelector("#told [formaction]").getAttribute("formaction"), choices), text());
  } catch (error) {
    tell(error instanceof SignedOut ? status.dataset.out : status.dataset.lost, true);
  }
}

function tell(said, seen = false) {
  status.textContent = said;
  status.className = seen ? "small bad" : "small dim";
}

// -- edits that are not saved stay with this window -----------------------------------------------------------------

const place = `huilao ${form.dataset.draft} ${form.dataset.name} `;

function remember() {
  if (box.readOnly) return;
  try {
    if (text() === kept) forget(revision.value);
    else sessionStorage.setItem(place + revision.value, text());
  } catch {
    // without room for it the warning before the page is left is all there is
  }
}

function forget(number) {
  try {
    sessionStorage.removeItem(place + number);
  } catch {
    // as above
  }
}

function restore() {
  if (box.readOnly) return;
  const name = Object.keys(sessionStorage).find((one) => one.startsWith(place));
  if (name === undefined) return;
  const found = sessionStorage.getItem(name);
  const [since, last] = [name.slice(place.length), revision.value];
  if (found === kept) return forget(since);
  revision.value = since; // saved from there, so that nobody's edit in between is overwritten
  write(found);
  tell(status.dataset.back);
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "plain";
  drop.textContent = status.dataset.drop;
  drop.addEventListener("click", () => {
    forget(since);
    revision.value = last;
    write(kept);
    view.focus();
  });
  status.append(" ", drop);
}

// -- the page -----------------------------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => {
  const by = event.submitter;
  event.preventDefault();
  if (by?.matches("[data-mend]")) {
    const one = by.closest(".mistake");
    put(offset(one.dataset.from), offset(one.dataset.to), one.dataset.put);
  } else if (by?.matches("[data-look]")) read();
  else if (by?.matches("[data-try]")) read({ look: by.value });
  else if (by?.closest("#told")) join();
  else if (by && !form.contains(by)) leave(by); // another language or theme
  else save();
});

let leaving = false;

function leave(by) {
  remember();
  leaving = true;
  location.assign(form.getAttribute("action") + new URL(by.formAction).search);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (link === null) return;
  event.preventDefault();
  go(link.dataset.go);
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    if (!view.hasFocus) save();
  }
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && !box.readOnly && text() !== kept) event.preventDefault();
});

document.getElementById("editor").hidden = false;
box.hidden = true;
box.removeAttribute("name"); // what is sent is what stands in the editor
document.querySelector("#keys [data-with]").hidden = false;
document.querySelector("[data-look-at]")?.remove();
if (form.dataset.unsaved) kept = null; // the page came with a text that is not saved
restore();
if (rules) {
  if (document.getElementById("mistakes").hasAttribute("data-unread") || text() !== box.value) read();
  else mark();
  follow();
  fetch(form.dataset.vocabulary).then((response) => response.json()).then((found) => {
    words = new Words(found);
  }, () => {});
}
const wanted = /^#L(\d+)$/.exec(location.hash);
if (wanted) go(`${wanted[1]}:1`);
document.documentElement.dataset.editor = "ready";
