// For whom readings differ is worked out beside the page: it comes in by itself. Without this, the page says to load it again.

const FIRST = 1500;  // milliseconds until the first look
const MOST = 15000;  // and at most between two
let wait = FIRST;

function promise() {
  for (const one of document.querySelectorAll("[data-working]")) one.textContent = one.dataset.working;
}

async function look() {
  const table = document.querySelector("table.readings");
  if (!table?.querySelector("[data-working]")) return;
  wait = Math.min(wait * 1.5, MOST);
  setTimeout(look, wait);
  if (document.hidden) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html", "X-Huilao-Part": "main" } });
    if (!response.ok || response.redirected) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("table.readings");
    if (!fresh || fresh.querySelector("[data-working]")) return;
    table.replaceWith(document.adoptNode(fresh));
    document.getElementById("readings-said").textContent = document.getElementById("readings-said").dataset.done;
  } catch {
    // The service is not there just now: another look follows.
  }
}

promise();
setTimeout(look, wait);
