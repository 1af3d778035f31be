// Screenings with a script: a file dropped anywhere on its box, its size looked at before it is sent, and progress that comes by itself.

for (const form of document.querySelectorAll("[data-upload]")) {
  const file = form.querySelector('input[type="file"]');
  const status = form.querySelector("[data-status]");
  const button = form.querySelector("button:not([type='button'])");
  const tooLarge = () => form.dataset.most !== undefined && file.files.length > 0 && file.files[0].size > Number(form.dataset.most);
  const look = () => {
    status.textContent = tooLarge() ? form.dataset.tooLarge : "";
    status.classList.toggle("bad", tooLarge());
  };
  file.addEventListener("change", look);
  form.addEventListener("submit", (event) => {
    look();
    if (tooLarge()) {
      event.preventDefault();
      return;
    }
    status.textContent = form.dataset.busy;
    button.disabled = true;
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length === 0) return;
    file.files = event.dataTransfer.files;
    look();
  });
}

// Whoever comes back by the browser's button can send the form again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("[data-upload]")) {
    form.querySelector("button").disabled = false;
    form.querySelector("[data-status]").textContent = "";
  }
});

const going = document.querySelector("[data-events]");
if (going !== null) {
  const [said, bar, status] = [going.querySelector("[data-said]"), going.querySelector("progress"), going.querySelector("[data-status]")];
  going.querySelector("[data-refresh]").hidden = true;
  const events = new EventSource(going.dataset.events);
  const number = (count) => count.toLocaleString("en");
  events.addEventListener("progress", (event) => {
    const job = JSON.parse(event.data);
    status.textContent = "";
    if (job.done === 0) {
      if (job.state === "running") said.textContent = going.dataset.reading;
      return;
    }
    bar.value = Math.floor((100 * job.done) / job.total);
    if (job.done >= job.total) {
      said.textContent = going.dataset.writing;
      return;
    }
    const words = going.dataset.counted.replace("{done}", number(job.done)).replace("{total}", number(job.total));
    const spent = Date.now() - Date.parse(job.started);
    const minutes = job.done > 0 ? Math.max(1, Math.round((spent / job.done) * (job.total - job.done) / 60000)) : 0;
    said.textContent = words + (minutes ? going.dataset.left.replace("{minutes}", minutes) : "");
  });
  for (const ended of ["done", "failed", "cancelled"]) {
    events.addEventListener(ended, () => {
      events.close();
      location.reload();
    });
  }
  events.addEventListener("error", () => {
    status.textContent = going.dataset.lost;
  });
}
