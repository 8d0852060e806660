// A filter acts when it is changed; the button stays for keyboards and for pages without script.
// After the page has come back, the focus stands where it was.

const PAUSE_MS = 400;
const PLACE = "panel:filter-focus";

function comeBack(form) {
  const name = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  const field = name && form.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

export function start(form) {
  let pause;

  form.addEventListener("change", (event) => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      sessionStorage.setItem(PLACE, event.target.name);
      form.requestSubmit();
    }, PAUSE_MS);
  });
  comeBack(form);
}
