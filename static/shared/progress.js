// Says that something long is under way: after a second a bar, the words of data-progress and the seconds so far.
// On a form until the next page has come; on a link to a file the file is fetched, so that its end is known.

import { grouped, say } from "./words.js";

const WAIT_MS = 1000; // what is quicker needs no words
const SPOKEN_EVERY = 10; // seconds: screen readers hear the time now and then, not at each tick

class Progress {
  constructor(element) {
    this.element = element;
    this.box = document.createElement("div");
    this.box.className = "under-way";
    this.words = document.createElement("p");
    this.words.setAttribute("role", "status");
    this.time = document.createElement("p");
    this.time.className = "quiet";
    this.time.setAttribute("aria-hidden", "true");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", element.dataset.progress);
    this.box.append(this.words, bar, this.time);
  }

  begin() {
    if (this.running) return;
    this.running = true;
    this.began = performance.now();
    this.start = setTimeout(() => this.show(), WAIT_MS);
  }

  show() {
    this.element.after(this.box);
    this.tick();
    this.ticking = setInterval(() => this.tick(), 1000);
  }

  tick() {
    const seconds = Math.round((performance.now() - this.began) / 1000);
    this.time.textContent = say("so_far", { n: grouped(seconds) });
    if (seconds <= 1) this.words.textContent = this.element.dataset.progress;
    else if (seconds % SPOKEN_EVERY === 0) this.words.textContent = `${this.element.dataset.progress} ${this.time.textContent}`;
  }

  end() {
    this.running = false;
    clearTimeout(this.start);
    clearInterval(this.ticking);
    this.box.remove();
    this.words.textContent = "";
  }
}

function nameOf(answer) {
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "");
  return named ? decodeURIComponent(named[1]) : "";
}

// Anything but a file (a refusal, the sign-in page) is gone to, as the link would have done.
async function fetchFile(link) {
  const answer = await fetch(link.href, { headers: { Accept: "*/*" } });
  const name = nameOf(answer);
  if (!answer.ok || !name) {
    location.assign(link.href);
    return;
  }
  const address = URL.createObjectURL(await answer.blob());
  const saving = document.createElement("a");
  saving.href = address;
  saving.download = name;
  saving.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function onLink(link) {
  const progress = new Progress(link);
  link.addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (progress.running) return;
    progress.begin();
    fetchFile(link).catch(() => location.assign(link.href)).finally(() => progress.end());
  });
}

function onForm(form) {
  const progress = new Progress(form);
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) progress.begin(); });
  addEventListener("pagehide", () => progress.end());
}

export function start(element) {
  if (element instanceof HTMLAnchorElement) onLink(element);
  else onForm(element);
}
