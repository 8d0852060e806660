// Scoring by keys: a digit answers the scale that has the focus and goes on to the next one, Delete takes the answer
// back, Ctrl+Enter saves and goes on, `?` shows the keys. Enter never sends the sheet while Japanese is being composed
// or from within a scale. Digits do nothing elsewhere, so that no text is lost to them.

const BY_KEYS = "panel:by-keys"; // remembered for one page: the next sheet begins where this one was left

function isComposing(event) {
  return event.isComposing || event.keyCode === 229; // 229: the key belongs to the input method
}

function choose(scale, value) {
  const radio = [...scale.querySelectorAll("input[type=radio]")].find((one) => one.value === value);
  if (!radio) return false;
  if (!radio.checked) radio.click(); // fires input and change, which autosave listens to
  radio.focus();
  return true;
}

// Where nothing is answered yet, the keys begin at the first answer and not at "not yet", which stands last.
function begin(scale) {
  const chosen = scale.querySelector("input:checked");
  (chosen?.value ? chosen : scale.querySelector("input")).focus({ preventScroll: true });
}

function onEntering(event) {
  const scale = event.target.closest("[data-scale]");
  const byKeys = event.target.matches("input[value='']:focus-visible");
  if (scale && byKeys && !scale.contains(event.relatedTarget)) begin(scale);
}

function goTo(scale) {
  begin(scale);
  (scale.parentElement.matches("form") ? scale : scale.parentElement).scrollIntoView({ block: "nearest" });
}

function scalesOf(form) {
  return [...form.querySelectorAll("[data-scale]")];
}

function answer(form, scale, digit) {
  if (!choose(scale, digit)) return false;
  const scales = scalesOf(form);
  const next = scales[scales.indexOf(scale) + 1];
  if (next) goTo(next);
  return true;
}

function goOn(form) {
  sessionStorage.setItem(BY_KEYS, "1");
  form.requestSubmit(form.querySelector("[data-save-next]") ?? undefined);
}

function onKey(form, event) {
  if (isComposing(event)) {
    if (event.key === "Enter") event.preventDefault();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!event.repeat) goOn(form);
    return;
  }
  const scale = event.target.closest("[data-scale]");
  if (!scale || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter") event.preventDefault();
  else if (/^[0-9]$/.test(event.key) && answer(form, scale, event.key)) event.preventDefault();
  else if (event.key === "Delete" && choose(scale, "")) event.preventDefault();
}

function showKeys(event) {
  const isText = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  if (event.key === "?" && !isText && !isComposing(event)) document.getElementById("keys")?.showPopover();
}

export function start(form) {
  form.addEventListener("keydown", (event) => onKey(form, event));
  form.addEventListener("focusin", onEntering);
  document.addEventListener("keydown", showKeys);
  document.querySelector("[popovertarget=keys]")?.removeAttribute("hidden");
  if (sessionStorage.getItem(BY_KEYS)) {
    sessionStorage.removeItem(BY_KEYS);
    const [first] = scalesOf(form);
    if (first) goTo(first);
  }
}
