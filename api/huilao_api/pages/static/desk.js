// The desk without waiting: the answer follows the facts, and nobody loses their place. Without this the form is sent by its button.

const form = document.getElementById("desk");
const status = document.getElementById("status");
const OWN = ["name", "office", "person"];  // what an answer does not need is not sent for one
const CHOSEN = { Accept: "text/html", "X-Huilao-Part": "main" };
const AGAIN = [2_000, 4_000, 8_000, 15_000];  // milliseconds until it is tried again, the last from then on
let waiting = 0;
let asked = null;
let failures = 0;
let owed = [];  // what was pressed and not answered yet
let last = null;  // what was filled in for the last person: in this page alone, and gone with it
let unsaved = false;  // whether something was filled in since the last notice or decision
let leaving = false;
let signedOut = false;

function said() {
  const body = new URLSearchParams(new FormData(form));
  for (const name of OWN) body.delete(name);
  return body;
}

function filled() {
  return [...new FormData(form)].filter(([name, value]) => value !== "" && name !== "years" && name !== "office");
}

function send(pressed = []) {
  document.getElementById("undo").hidden = true;
  last = null;
  unsaved = filled().length > 0;
  owed.push(...pressed);
  return ask(said(), owed.some(([name]) => name !== "why" && name !== "years"));
}

function ask(body, anew) {
  clearTimeout(waiting);
  asked?.abort();
  asked = new AbortController();
  for (const [name, value] of owed) body.append(name, value);
  return fetched(form.getAttribute("action"), body, asked.signal, (page) => show(page, anew));
}

// Posts what is filled in, and hands over the page that comes; whether there was one, as what there is to be done otherwise is said.
function fetched(address, body, signal, take) {
  const answer = document.getElementById("answer");
  answer.setAttribute("aria-busy", "true");
  return fetch(address, { method: "POST", body, headers: CHOSEN, signal })
    .then(async (response) => {
      signedOut = response.status === 401;
      if (signedOut) return stale(status.dataset.signedOut, signIn());
      if (response.status === 429 || response.status === 503) return later(status.dataset.busy, response.headers.get("Retry-After"));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      [failures, owed] = [0, []];
      if (response.ok) take(page);
      else answer.replaceChildren(...page.body.childNodes);
      status.className = "hide";
      status.textContent = status.dataset.done;
      answer.classList.remove("stale");
      return response.ok;
    })
    .catch((error) => {
      if (error.name !== "AbortError") later(status.dataset.failed);
    })
    .finally(() => {
      if (!signal.aborted) answer.removeAttribute("aria-busy");
    });
}

// What stands there is of before: said beside it, and tried again by itself, at once by the button or when the network is back.
function later(text, seconds) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = status.dataset.retry;
  button.addEventListener("click", () => send());
  stale(text, button);
  const pause = seconds ? Number(seconds) * 1_000 : AGAIN[Math.min(failures, AGAIN.length - 1)];
  failures += 1;
  waiting = setTimeout(send, pause);
}
addEventListener("online", () => failures && send());
addEventListener("focus", () => signedOut && send());  // back from signing in

function stale(text, beside) {
  document.getElementById("answer").classList.add("stale");
  if (status.firstChild?.textContent === text) return;
  status.className = "note bad";
  status.replaceChildren(text, " ", beside);
}

function signIn() {
  const link = document.createElement("a");
  [link.href, link.target, link.rel, link.textContent] = ["/sign-in", "_blank", "noopener", status.dataset.signIn];
  return link;
}

function show(page, anew) {
  const focused = document.activeElement;
  const place = focused?.id || null;
  const asking = focused?.closest("#next") !== null;
  const at = [...document.querySelectorAll(".ask > li")].findIndex((one) => one.contains(focused));
  const open = [...document.querySelectorAll("#answer details[open]")].map((one) => one.id);
  const held = form.scrollTop;
  const another = document.getElementById("whom").textContent !== page.getElementById("whom").textContent;
  for (const id of ["desk", "answer"]) merge(document.getElementById(id), page.getElementById(id), anew);
  for (const part of [".head", ".jump"]) merge(document.querySelector(part), page.querySelector(part), anew);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (another) for (const one of page.querySelectorAll("details.group[open]")) document.getElementById(one.id)?.setAttribute("open", "");
  form.scrollTop = held;
  if (!focused || focused === document.body || document.contains(focused)) return;
  const asked = asking ? document.getElementById("next") : at < 0 ? null : document.querySelectorAll(".ask > li")[at];
  const again = (place && document.getElementById(place)) || asked?.querySelector("button, a");
  (again || document.getElementById("answer")).focus({ preventScroll: true });
}

// Makes `old` what `fresh` is; what both have stays: with it the focus, what is being typed, and what somebody opened.
function merge(old, fresh, anew) {
  if (old.id === "id-number") return;
  attributes(old, fresh);
  control(old, fresh, anew);
  const named = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
  const wanted = new Set([...fresh.children].map((one) => one.id));
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    while (at?.id && !wanted.has(at.id)) at = gone(at);
    let same = next.id ? named.get(next.id) : at && !at.id && at.nodeName === next.nodeName ? at : null;
    if (same && same !== at) {
      while (at && at !== same && !(at.id && wanted.has(at.id))) at = gone(at);
      if (at !== same) old.insertBefore(same, at);
    }
    if (!same || same.nodeName !== next.nodeName) {
      old.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (same.nodeType === Node.ELEMENT_NODE) merge(same, next, anew);
    else if (same.data !== next.data) same.data = next.data;
    at = same.nextSibling;
  }
  while (at) at = gone(at);
}

function gone(one) {
  const next = one.nextSibling;
  one.remove();
  return next;
}

function attributes(old, fresh) {
  const kept = ["open", "value", "checked", "selected", "aria-busy", "hidden"];
  const own = old.id === "answer" ? ["class"] : [];
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !kept.includes(name) && !own.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && (!kept.includes(name) || valued(old, name))) old.setAttribute(name, value);
  }
}

// What stands in a control is its user's; a button's value and what is hidden are the page's.
function valued(one, name) {
  return name === "value" && (one.type === "hidden" || one.tagName === "BUTTON" || one.tagName === "OPTION");
}

function control(old, fresh, anew) {
  if (!anew || old === document.activeElement || old.form !== form || OWN.includes(old.name)) return;
  if (old.type === "radio" || old.type === "checkbox") old.checked = fresh.hasAttribute("checked");
  else if (old.tagName === "INPUT" && old.name) old.value = fresh.getAttribute("value") ?? "";
  else if (old.tagName === "SELECT") queueMicrotask(() => { old.value = fresh.value; });
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "f.birth_date" && took(target)) return;
  if (target.form !== form || target.id === "id" || OWN.includes(target.name)) return;
  if (target.type === "checkbox") alone(target);
  clearTimeout(waiting);
  waiting = setTimeout(send, 150);
});
document.addEventListener("input", ({ target, isComposing }) => {
  if (isComposing || (target.name === "f.birth_date" && took(target))) return;
  if (target.form !== form || target.type !== "text" || target.id === "id" || OWN.includes(target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(send, 800);
});

// "None of these" and the rest of a list put each other out.
function alone(ticked) {
  if (!ticked.checked) return;
  for (const one of form.querySelectorAll(`input[type="checkbox"][name="${ticked.name}"]`)) {
    if (one !== ticked && (ticked.value === "-" || one.value === "-")) one.checked = false;
  }
}

document.addEventListener("submit", (event) => {
  const by = event.submitter;
  if (event.target !== form) return;
  event.preventDefault();
  if (by?.hasAttribute("formaction")) return leave(by.getAttribute("formaction"), by);
  const added = by?.name === "add" && document.getElementById(`f-${by.value}`);
  send(by?.name ? [[by.name, by.value]] : []).then((done) => {
    if (done && added) [...added.querySelectorAll(".someone")].at(-1)?.querySelector("input:not([type=hidden]), select")?.focus();
  });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a, [data-next], [data-undo]");
  if (link === null) return;
  if (link.matches("[data-next]")) return next(event);
  if (link.matches("[data-undo]")) return begin(last);
  const there = link.hash && link.pathname === location.pathname && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!there || link.matches(".skip")) return;
  event.preventDefault();
  for (let one = there.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  if (there.id === "answer") return toAnswer(there);
  there.scrollIntoView({ block: "center" });
  (there.matches("input, select") ? there : there.querySelector("input:not([type=hidden]), select, button, summary"))?.focus({ preventScroll: true });
});

function toAnswer(answer) {
  const first = answer.querySelector("#next button, #next a") || answer;
  first.focus({ preventScroll: true });
  (document.getElementById("next") || answer).scrollIntoView({ block: "nearest" });
}

// Another page is asked for once the service has answered here: nothing is lost to its being gone, nor to a session that is over.
async function leave(address, by) {
  if (leaving) return;
  leaving = true;
  try {
    if (!(await send())) return;
    if (by.matches("[data-notice]")) await notice(address);
    else await go(document.getElementById("paper") ? address.replace(/^\/desk(?=\?)/, "/desk/notice") : address);
  } finally {
    leaving = false;
  }
}

function go(address) {
  const own = form.getAttribute("action");
  unsaved = false;
  form.setAttribute("action", address);
  form.submit();
  form.setAttribute("action", own);
  return new Promise((done) => { setTimeout(done, 3_000); });  // a second press does nothing while the page is on its way
}

// The notice stands in the place of the desk, which stays as it is beneath it: the browser's way back leads there.
const working = document.getElementById("working");
let beneath = null;  // the title and how far it was scrolled

function notice(address) {
  const body = new URLSearchParams(new FormData(form));
  body.delete("person");
  asked = new AbortController();
  return fetched(address, body, asked.signal, (page) => {
    const sheet = page.querySelector(".sheet");
    if (sheet === null) return show(page, false);
    unsaved = false;
    history.pushState({ paper: true }, "", address);
    lay(sheet, page.querySelector("[data-print]"), page.querySelector("[data-back]"));
  });
}

function lay(sheet, print, back) {
  const [paper, bar] = [document.createElement("div"), document.createElement("div")];
  paper.id = "paper";
  bar.className = "row noprint centre";
  bar.append(print, back);
  paper.append(bar, sheet);
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  back.addEventListener("click", () => history.back());
  beneath = [document.title, form.scrollTop, scrollY];
  working.hidden = true;
  working.after(paper);
  document.title = sheet.querySelector("h1").textContent;
  scrollTo(0, 0);
  print.focus({ preventScroll: true });
}

addEventListener("popstate", ({ state }) => {
  if (state?.paper || location.hash || beneath === null) return;
  document.getElementById("paper").remove();
  working.hidden = false;
  [document.title, form.scrollTop] = beneath;
  scrollTo(0, beneath[2]);
  beneath = null;
  document.querySelector("[data-notice]").focus({ preventScroll: true });
});

addEventListener("beforeunload", (event) => {
  if (!unsaved) return;
  event.preventDefault();
  event.returnValue = "";  // older browsers ask only where this is set
});

// The next person, and back to the one before: what was filled in for them stays in this page, and goes with it.
function next(event) {
  event.preventDefault();
  const here = [...form.querySelectorAll("#desk > details > .fact.place input")].map((one) => [one.name, one.value]);
  begin(event.target.closest("button") ? here : []);
}

function begin(entries) {
  const again = entries === last;
  const before = filled();
  owed = [];
  document.activeElement?.blur();
  ask(new URLSearchParams(entries.filter(([name]) => !OWN.includes(name))), true).then((done) => {
    if (!done) return;
    for (const name of ["name", "person"]) form.elements[name].value = entries.find(([one]) => one === name)?.[1] ?? "";
    last = again || before.length === 0 ? null : before;
    unsaved = again;
    document.getElementById("undo").hidden = last === null;
    form.scrollTop = 0;
    scrollTo(0, 0);
    form.elements["f.birth_date"]?.focus({ preventScroll: true });
  });
}

// An ID number is read here and goes nowhere: what it says of birth date and sex stays (GB 11643-1999, ISO 7064 MOD 11-2).
const field = document.getElementById("id");
const note = document.getElementById("id-note");
field.closest(".fact").hidden = false;

function identity(text) {
  const number = text.normalize("NFKC").replace(/[\s'’‘-]/g, "").toUpperCase();
  const whole = /^[1-9]\d{16}[\dX]$/.test(number);
  if (!whole && !/^[1-9]\d{14}$/.test(number)) return null;
  if (whole) {
    const sum = [...number.slice(0, 17)].reduce((so, digit, at) => so + Number(digit) * (2 ** (17 - at) % 11), 0);
    if ("10X98765432"[sum % 11] !== number[17]) return null;
  }
  const born = whole ? number.slice(6, 14) : `19${number.slice(6, 12)}`;
  const day = `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`;
  const real = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== day || real > new Date()) return null;
  return { born: day, sex: Number(number[whole ? 16 : 14]) % 2 ? "male" : "female", whole };
}

function readIdentity(finished) {
  const digits = field.value.replace(/[^0-9xX]/g, "").length;
  if (!field.value.trim() || (digits < 18 && !finished)) return;
  const found = identity(field.value);
  field.toggleAttribute("aria-invalid", found === null);
  field.closest(".fact").classList.toggle("wrong", found === null);
  if (found === null) {
    note.textContent = field.dataset.wrong;
    return;
  }
  field.value = "";
  note.textContent = found.whole ? field.dataset.read : field.dataset.fifteen;
  form.elements["f.birth_date"].value = found.born;
  send([["set", `birth_date=${found.born};sex=${found.sex}`]]);
}
// Put in the place of the birth date it is read just as well, before anything is sent.
function took(birth) {
  if (!/^\d{17}[\dX]$/i.test(birth.value.normalize("NFKC").replace(/[\s'’‘-]/g, ""))) return false;
  field.value = birth.value;
  birth.value = "";
  readIdentity(true);
  return true;
}

field.addEventListener("input", () => readIdentity(false));
field.addEventListener("change", () => readIdentity(true));
