// A button that copies the text, value or address of its target; hidden where copying cannot work.

import { say } from "./words.js";

const SHOWN_MS = 4000;

function textOf(target) {
  return target.value ?? target.href ?? target.textContent.trim();
}

export function start(button) {
  if (!navigator.clipboard) return;
  const target = document.querySelector(button.dataset.target);
  const told = document.createElement("span");
  told.className = "quiet";
  told.setAttribute("role", "status");
  button.hidden = false;
  button.after(told);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf(target));
    told.textContent = say("copied");
    setTimeout(() => { told.textContent = ""; }, SHOWN_MS);
  });
}
