// Asks before a page with typed text is left; saving (by button or by autosave) ends the question.

export function start(form) {
  let unsaved = false;

  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("panel:saved", () => { unsaved = false; });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
