// Offers what is meant while it is typed: a combobox after the ARIA practices. Enter without a choice searches as ever.

import { grouped, say } from "./words.js";

const PAUSE_MS = 200;
const MOST_KEPT = 50;

function option(item, id) {
  const line = document.createElement("li");
  line.id = id;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.dataset.url = item.url;
  const title = document.createElement("span");
  title.lang = item.language;
  title.textContent = item.title;
  const kind = document.createElement("span");
  kind.className = "quiet";
  kind.textContent = item.kind;
  line.append(title, " ", kind);
  return line;
}

function made(tag, parent, attributes) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

export function start(form) {
  const field = form.elements.q;
  const listId = `${field.id}-list`;
  const list = made("ul", form, { id: listId, role: "listbox", class: "search-list", "aria-label": field.getAttribute("aria-label") });
  const status = made("p", form, { role: "status", class: "unseen" });
  const known = new Map();
  let pause;
  let asked = 0;

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": listId })) field.setAttribute(name, value);
  close();

  function chosen() {
    return list.querySelector("[aria-selected=true]");
  }

  function choose(line) {
    chosen()?.setAttribute("aria-selected", "false");
    line?.setAttribute("aria-selected", "true");
    line?.scrollIntoView({ block: "nearest" });
    if (line) field.setAttribute("aria-activedescendant", line.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    choose(null);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  }

  function show(items) {
    choose(null);
    list.replaceChildren(...items.map((item, n) => option(item, `${listId}-${n}`)));
    list.hidden = items.length === 0;
    field.setAttribute("aria-expanded", String(items.length > 0));
    status.textContent = items.length ? say("suggestions", { n: grouped(items.length) }) : say("no_suggestion");
  }

  async function found(words) {
    if (!known.has(words)) {
      const address = new URL(form.dataset.suggestions, location.href);
      address.searchParams.set("q", words);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return [];
      if (known.size >= MOST_KEPT) known.clear();
      known.set(words, (await answer.json()).items);
    }
    return known.get(words);
  }

  async function ask() {
    const words = field.value.trim();
    const number = (asked += 1);
    if (!words) {
      close();
      status.textContent = "";
      return;
    }
    const items = await found(words);
    if (number === asked && document.activeElement === field) show(items);
  }

  // Beyond either end nothing is chosen: then Enter searches.
  function move(step) {
    const lines = [null, ...list.children];
    const at = lines.indexOf(chosen());
    choose(lines.at((at + step) % lines.length));
  }

  function onKey(event) {
    if (event.isComposing || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) move(step);
    else if (event.key === "Enter" && chosen()) location.assign(chosen().dataset.url);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  field.addEventListener("input", (event) => {
    clearTimeout(pause);
    if (!event.isComposing) pause = setTimeout(() => ask().catch(close), PAUSE_MS);
  });
  field.addEventListener("compositionend", () => field.dispatchEvent(new Event("input", { bubbles: true })));
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) location.assign(line.dataset.url);
  });
}
