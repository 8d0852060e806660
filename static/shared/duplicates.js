// While a title is typed, lists what exists already below it; links open apart, so nothing typed is lost.

import { grouped, say } from "./words.js";

const PAUSE_MS = 400;
const SHORTEST = 2; // two characters are a word in Japanese

function line(item) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = item.url;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = item.title;
  const apart = document.createElement("span");
  apart.className = "quiet";
  apart.textContent = ` ${[item.note, say("new_tab")].filter(Boolean).join(" · ")}`;
  entry.append(link, apart);
  return entry;
}

function show(box, items) {
  const head = document.createElement("p");
  head.setAttribute("role", "status");
  head.textContent = say("similar", { n: grouped(items.length) });
  const list = document.createElement("ul");
  list.append(...items.map(line));
  box.replaceChildren(head, list);
  box.hidden = items.length === 0;
}

export function start(field) {
  const box = document.createElement("div");
  box.className = "similar";
  box.hidden = true;
  field.after(box);
  let pause;
  let asked = 0;

  async function ask() {
    const words = field.value.trim();
    const number = (asked += 1);
    if ([...words].length < SHORTEST) return show(box, []);
    const address = new URL(field.dataset.duplicatesUrl, location.href);
    address.searchParams.set("q", words);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.ok && number === asked) show(box, (await answer.json()).items);
  }

  field.addEventListener("input", (event) => {
    clearTimeout(pause);
    if (!event.isComposing) pause = setTimeout(() => ask().catch(() => show(box, [])), PAUSE_MS);
  });
  field.addEventListener("compositionend", () => field.dispatchEvent(new Event("input", { bubbles: true })));
}
