// Leaves of a list only what holds the words typed, while they are typed; the button asks the server for the same.

import { grouped, say } from "./words.js";

function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

export function start(form) {
  const list = document.getElementById(form.dataset.list);
  if (!list) return;
  const count = document.getElementById(`${form.dataset.list}-count`);
  const entries = [...list.querySelectorAll("dl > div")].map((entry) => [entry, folded(entry.textContent)]);

  function narrow() {
    const words = folded(form.elements.q.value).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const [entry, text] of entries) {
      entry.hidden = !words.every((word) => text.includes(word));
      n += entry.hidden ? 0 : 1;
    }
    for (const section of list.children) section.hidden = !section.querySelector("dl > div:not([hidden])");
    count.textContent = say("words_found", { n: grouped(n) });
  }

  form.elements.q.addEventListener("input", narrow);
}
