// <huilao-check place="513433" lang="zh" theme="light">: the public check of an office, on a page of anybody whom the office lets.
// It frames the page of the office instead of drawing it here: no script of the page around reads what somebody answers.
// Events: huilao-height {height}, and huilao-answer {counts, claim, version} once there is an answer, with nothing that was said.

const home = new URL("embed", import.meta.url);
const FRAME = { display: "block", width: "100%", minHeight: "24rem", border: "0", colorScheme: "normal" };
const SHEET = "adoptedStyleSheets" in document ? new CSSStyleSheet() : null;  // telephones of a few years ago have none, and do without
if (SHEET !== null) SHEET.replaceSync(":host { display: block } :host([hidden]) { display: none }");
const SAID = ["place", "lang", "theme"];

class HuilaoCheck extends HTMLElement {
  static observedAttributes = SAID;
  #frame = document.createElement("iframe");
  #shown = false;

  constructor() {
    super();
    Object.assign(this.#frame.style, FRAME);
    const root = this.attachShadow({ mode: "closed" });
    if (SHEET !== null) root.adoptedStyleSheets = [SHEET];
    root.append(this.#frame);
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#open();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    this.#shown = false;
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#open();
  }

  #open() {
    const address = new URL(home);
    for (const name of SAID) if (this.getAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    if (this.#frame.src === address.href) return;
    this.#shown = false;
    this.#frame.title = this.title || (this.lang === "en" ? "What there may be for an elder" : "老人能办什么，自己查一查");
    this.#frame.src = address.href;
  }

  #hear = (event) => {
    if (event.source !== this.#frame.contentWindow || event.origin !== home.origin) return;
    const { kind, ...detail } = event.data;
    if (kind === "height") {
      this.#frame.style.height = `${detail.height}px`;
      if (detail.fresh && this.#shown && this.getBoundingClientRect().top < 0) this.scrollIntoView();
      this.#shown = true;
      this.#tell("huilao-height", { height: detail.height });
    }
    if (kind === "answer") this.#tell("huilao-answer", detail);
  };

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("huilao-check")) customElements.define("huilao-check", HuilaoCheck);
