// A draft: while it is being checked, the page follows. Without this, a link looks again.

const EVERY = 3000;  // milliseconds between two looks where events do not come
let events = null;

function follow() {
  const job = document.querySelector("[data-job]")?.dataset.job;
  if (!job) return;
  events = new EventSource(`/v1/jobs/${job}/events`);
  events.addEventListener("progress", (event) => {
    const { done, total, state } = JSON.parse(event.data);
    const bar = document.querySelector("#check progress");
    if (!bar || !total) return;
    const stage = (at) => bar.dataset.stages.split(" ").filter((until) => at >= Number(until)).length;
    const another = stage(done) !== stage(bar.value) || state !== bar.closest("[data-state]").dataset.state;
    bar.value = Math.min(done, 99);
    document.querySelector("[data-percent]").textContent = String(bar.value);
    if (another) look();
  });
  for (const end of ["done", "failed", "cancelled"]) events.addEventListener(end, () => { stop(); look(); });
  events.onerror = () => { stop(); setTimeout(look, EVERY); };
}

function stop() {
  events?.close();
  events = null;
}

// The parts that a check changes; what is being filled in elsewhere stays, and so does the place.
async function look() {
  let page;
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html", "X-Huilao-Part": "main" } });
    if (!response.ok) return;
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    setTimeout(look, EVERY);
    return;
  }
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const old = document.getElementById(fresh.id);
    if (!old || old.innerHTML === fresh.innerHTML) continue;
    old.replaceWith(document.adoptNode(fresh));
  }
  if (!events) follow();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-refresh]")) return;
  event.preventDefault();
  document.activeElement.blur();
  look();
});

// A day that is written is meant.
document.addEventListener("input", (event) => {
  if (event.target.type !== "date" || event.target.name !== "day") return;
  event.target.form.elements.takes_effect.value = "day";
});

// What a link within the page leads to is opened.
function open() {
  const there = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!there || there.tagName !== "DETAILS") return;
  there.open = true;
  there.scrollIntoView();
}
addEventListener("hashchange", open);
open();
follow();
document.getElementById("problem")?.focus();
