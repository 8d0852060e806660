// Closes what lies over the page: a menu by Escape or a press outside it, a notice by its own button.

import { say } from "./words.js";

function closeMenu(menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function addButton(notice) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "notice-close";
  button.textContent = "×";
  button.setAttribute("aria-label", say("close"));
  button.addEventListener("click", () => notice.remove());
  notice.append(button);
}

export function start(element) {
  if (element instanceof HTMLDetailsElement) closeMenu(element);
  else addButton(element);
}
