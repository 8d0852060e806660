// Saves a form while it is being filled in: soon after the last key, on leaving a field, on leaving the page.
// The form stays the truth: what could not be saved is still in it, and a lasting message says so.

import { say } from "./words.js";

const PAUSE_MS = 2500;
const LONGEST_MS = 10000;
const PATIENCE_MS = 15000;
const RETRY_MS = 30000;
const EXPIRED = new Set([400, 403]); // or refused: the page of the form tells which
const REASONS = { 400: "refused", 401: "signed_out", 403: "refused", 409: "conflict", 422: "refused" };

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-save-status]") ?? this.addStatus();
    this.changed = false; // something typed that no answer has confirmed
    this.dirtySince = 0;
    this.composing = false;
    this.underWay = null;
    this.stopped = false; // after a conflict only a person can go on
  }

  addStatus() {
    const status = document.createElement("p");
    status.className = "save-status";
    status.setAttribute("role", "status");
    this.form.append(status);
    return status;
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", () => this.note());
    form.addEventListener("change", () => this.save());
    form.addEventListener("compositionstart", () => { this.composing = true; });
    form.addEventListener("compositionend", () => { this.composing = false; this.note(); });
    form.addEventListener("submit", (event) => this.beforeSubmit(event), { capture: true }); // before submit-once
    document.addEventListener("visibilitychange", () => { if (document.hidden || this.failed) this.save(); });
    addEventListener("pagehide", () => this.save(true));
  }

  note() {
    if (!this.changed) this.dirtySince = Date.now();
    this.changed = true;
    if (!this.failed) this.tell(say("unsaved"));
    const rest = LONGEST_MS - (Date.now() - this.dirtySince);
    this.later(Math.max(0, Math.min(PAUSE_MS, rest)));
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  save(leaving = false) {
    if (!this.changed || this.stopped || (this.composing && !leaving)) return this.underWay;
    if (this.underWay) return this.underWay; // its end looks again whether something changed
    clearTimeout(this.timer);
    this.changed = false;
    this.underWay = this.send(leaving).finally(() => {
      this.underWay = null;
      if (this.changed && !this.failed) this.later(PAUSE_MS);
    });
    return this.underWay;
  }

  fields() {
    const typed = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(typed);
  }

  async send(leaving) {
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        body: this.fields(),
        keepalive: leaving,
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { Accept: "application/json", "X-CSRFToken": this.form.elements.csrf_token.value },
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) this.confirm(told);
      else if (EXPIRED.has(answer.status) && (await this.renewed())) await this.send(leaving);
      else this.refuse(answer.status, told.message);
    } catch {
      this.refuse(0);
    }
  }

  // After signing in again in another tab the token of the form is an old one: take the new one from the page, once.
  async renewed() {
    const page = await fetch(location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text());
    const [, token] = page.match(/name="csrf_token" value="([^"]+)"/) ?? [];
    if (!token || token === this.form.elements.csrf_token.value) return false;
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
    return true;
  }

  confirm({ saved_at: at, version }) {
    this.failed = false;
    if (version !== undefined && this.form.elements.version) this.form.elements.version.value = version;
    this.tell(this.form.dataset.savedWords?.replace("{at}", at) ?? say("saved", { at }));
    if (!this.changed) this.form.dispatchEvent(new CustomEvent("panel:saved"));
  }

  refuse(status, message) {
    this.changed = true;
    this.failed = true;
    this.stopped = status === 409;
    this.tell(message ?? say(REASONS[status] ?? "failed"), true);
    if (!this.stopped) this.later(RETRY_MS);
  }

  tell(text, failed = false) {
    if (this.status.textContent === text) return;
    this.status.setAttribute("role", failed ? "alert" : "status");
    this.status.classList.toggle("save-failed", failed);
    this.status.textContent = text;
  }

  // The version in the form is only right once the save under way has answered.
  beforeSubmit(event) {
    clearTimeout(this.timer);
    this.changed = false;
    if (!this.underWay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    this.underWay.then(() => this.form.requestSubmit(button));
  }
}

export function start(form) {
  new Autosave(form).listen();
}
