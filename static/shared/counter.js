// Counts characters as the server does (code points, one per line end) and warns from 90 % of the limit on.

import { grouped, say } from "./words.js";

const NEAR = 0.9;
const QUIET_MS = 1000; // screen readers hear the count after a pause, not at each key

export function start(counter) {
  const field = document.getElementById(counter.dataset.for);
  const limit = Number(counter.dataset.limit);
  const spoken = document.createElement("span");
  spoken.className = "unseen";
  spoken.setAttribute("role", "status");
  counter.after(spoken);
  let pause;

  function show() {
    const left = limit - [...field.value].length;
    const near = left <= limit * (1 - NEAR);
    counter.textContent = say(left < 0 ? "over" : "left", { n: grouped(Math.abs(left)) });
    counter.classList.toggle("counter-near", near && left >= 0);
    counter.classList.toggle("counter-over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = near ? counter.textContent : ""; }, QUIET_MS);
  }

  field.addEventListener("input", show);
  show();
}
