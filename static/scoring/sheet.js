// The scoring desk with script: the list opens at the present sheet and stays closed where it was closed, answers are
// counted, a large change is asked about.

const CLOSED = "panel:own-list-closed";

function showPresent(desk) {
  const list = desk.querySelector(".scoring-list");
  const present = list?.querySelector("[aria-current]");
  if (!present) return;
  const place = () => { list.scrollTop = present.offsetTop - list.clientHeight / 3; };
  place();
  list.addEventListener("toggle", place);
}

function count(form) {
  const told = form.querySelector("[data-answered]");
  const scales = [...form.querySelectorAll("[data-scale]")];
  const n = scales.filter((scale) => scale.querySelector("input:checked")?.value).length;
  told.textContent = told.dataset.words.replace("{n}", n).replace("{of}", scales.length);
}

function askWhatMoved(strip) {
  const chosen = strip.closest("[data-scale]").querySelector("input:checked")?.value ?? "";
  const steps = /^\d+$/.test(chosen) ? Math.abs(chosen - strip.dataset.earlier) : 0;
  strip.closest(".scoring-question").querySelector(".scoring-moved").hidden = steps < strip.dataset.asksFrom;
}

function keepClosed(desk) {
  const list = desk.querySelector(".scoring-list > details");
  if (!list) return;
  list.open = !localStorage.getItem(CLOSED);
  list.addEventListener("toggle", () => {
    if (list.open) localStorage.removeItem(CLOSED);
    else localStorage.setItem(CLOSED, "1");
  });
}

export function start(desk) {
  keepClosed(desk);
  showPresent(desk);
  const form = desk.querySelector("#sheet");
  if (!form) return;
  const look = () => {
    count(form);
    form.querySelectorAll("[data-earlier]").forEach(askWhatMoved);
  };
  look();
  form.addEventListener("change", look);
}
