// The scoring desk with script: the list opens at the present sheet, answers are counted, a large change is asked about.

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
  strip.querySelector(".scoring-moved").hidden = steps < strip.dataset.asksFrom;
}

export function start(desk) {
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
