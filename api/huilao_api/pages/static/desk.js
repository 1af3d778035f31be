// The desk without waiting: the answer follows the facts, and nobody loses their place. Without this the form is sent by its button.

const form = document.getElementById("desk");
const status = document.getElementById("status");
const OWN = ["name", "office", "person"];  // what an answer does not need is not sent for one
let waiting = 0;
let asked = null;

function send(extra) {
  clearTimeout(waiting);
  asked?.abort();
  asked = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  for (const name of OWN) body.delete(name);
  for (const [name, value] of extra) body.append(name, value);
  const answer = document.getElementById("answer");
  answer.setAttribute("aria-busy", "true");
  fetch("/desk", { method: "POST", body, headers: { Accept: "text/html", "X-Huilao-Part": "main" }, signal: asked.signal })
    .then(async (response) => {
      if (response.status === 401) return tell(status.dataset.signedOut, true);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (page.getElementById("answer") === null) {
        answer.replaceChildren(...page.body.childNodes);
      } else {
        show(page, extra.some(([name]) => name === "set"));
      }
      tell(status.dataset.done, false);
    })
    .catch((error) => {
      if (error.name !== "AbortError") tell(status.dataset.failed, true);
    })
    .finally(() => document.getElementById("answer").removeAttribute("aria-busy"));
}

function tell(text, seen) {
  status.textContent = text;
  status.className = seen ? "note bad" : "hide";
}

function show(page, anew) {
  const open = [...document.querySelectorAll("#answer details[open]")].map((one) => one.id);
  const focused = document.activeElement;
  const place = focused && focused.id ? focused.id : null;
  const held = form.scrollTop;
  facts(page.getElementById("desk"), anew);
  for (const part of ["#answer", ".head", ".jump"]) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  }
  for (const id of open) {
    const one = id && document.getElementById(id);
    if (one) one.open = true;
  }
  form.scrollTop = held;
  if (focused && !document.contains(focused)) {
    const again = (place && document.getElementById(place)) || document.getElementById("answer");
    again.focus({ preventScroll: true });
  }
}

// The facts: rows stay as they are, with what was typed in them; only what is said of them, and which there are, is another.
function facts(fresh, anew) {
  const names = (of) => [...of.querySelectorAll(".fact[data-fact]")].map((one) => one.dataset.fact).join();
  if (names(fresh) !== names(form)) arrange(fresh);
  for (const now of fresh.querySelectorAll(".fact[data-fact]")) {
    const old = form.querySelector(`.fact[data-fact="${now.dataset.fact}"]`);
    if (anew && !old.contains(document.activeElement)) {
      old.replaceWith(now.cloneNode(true));
      continue;
    }
    old.className = now.className;
    old.querySelector(".said").textContent = now.querySelector(".said").textContent;
    const [control, other] = [old.children[1], now.children[1]];
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (other.hasAttribute(name)) control.setAttribute(name, other.getAttribute(name));
      else control.removeAttribute(name);
    }
  }
  for (const count of fresh.querySelectorAll("[data-count]")) {
    form.querySelector(`#${count.closest("details").id} [data-count]`).textContent = count.textContent;
  }
  for (const one of form.querySelectorAll('input[name="unknown"]')) one.remove();
  form.append(...fresh.querySelectorAll('input[name="unknown"]'));
  const hint = form.querySelector("[data-hint]");
  if (hint) hint.hidden = fresh.querySelector("[data-hint]") === null;
  const [day, said] = [form.querySelector("#as_of"), fresh.querySelector("#as_of")];
  day.closest(".fact").className = said.closest(".fact").className;
  form.querySelector("#n-as_of").textContent = fresh.querySelector("#n-as_of").textContent;
}

function arrange(fresh) {
  const focused = document.activeElement;
  const more = form.querySelector("#g-more");
  const groups = [...fresh.querySelectorAll("details.group")].filter((one) => one.id !== "g-more");
  for (const group of groups) {
    let here = form.querySelector(`#${group.id}`);
    const rows = [...group.querySelectorAll(".fact[data-fact]")];
    if (here === null) {
      here = group.cloneNode(true);
    } else {
      const old = new Map([...here.querySelectorAll(".fact[data-fact]")].map((one) => [one.dataset.fact, one]));
      here.append(...rows.map((row) => old.get(row.dataset.fact) || row.cloneNode(true)));
      for (const [name, row] of old) if (!rows.some((one) => one.dataset.fact === name)) row.remove();
    }
    form.insertBefore(here, more);
  }
  for (const here of form.querySelectorAll("details.group")) {
    if (here !== more && !groups.some((one) => one.id === here.id)) here.remove();
  }
  const hint = form.querySelector("[data-hint]");
  if (hint) form.insertBefore(hint, more);
  if (focused && form.contains(focused)) focused.focus({ preventScroll: true });
}

form.addEventListener("change", (event) => {
  if (event.target.id === "id" || OWN.includes(event.target.name)) return;
  if (event.target.type === "checkbox") alone(event.target);
  clearTimeout(waiting);
  waiting = setTimeout(send, 150, []);
});
form.addEventListener("input", (event) => {
  if (event.target.type !== "text" || event.target.id === "id" || OWN.includes(event.target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(send, 800, []);
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
  if (event.target !== form || (by && by.hasAttribute("formaction"))) return;
  event.preventDefault();
  send(by && by.name ? [[by.name, by.value]] : []);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#f-"], a[href^="#g-"], a[href="#as_of"]');
  if (link === null) return;
  const there = document.querySelector(link.getAttribute("href"));
  if (there === null) return;
  event.preventDefault();
  const group = there.closest("details");
  if (group) group.open = true;
  there.scrollIntoView({ block: "center" });
  (there.matches("input, select") ? there : there.querySelector("input, select, summary"))?.focus({ preventScroll: true });
});

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
  const sex = form.elements["f.sex"];
  if (sex) sex.value = found.sex;
  send([]);
}
field.addEventListener("input", () => readIdentity(false));
field.addEventListener("change", () => readIdentity(true));
