// Scoring by keys: a digit answers the scale that has the focus, Ctrl+Enter saves and goes on,
// and Enter never sends the sheet while Japanese is being composed or from within a scale.

function isComposing(event) {
  return event.isComposing || event.keyCode === 229; // 229: the key belongs to the input method
}

function answer(scale, digit) {
  const radio = scale.querySelector(`input[type=radio][value="${digit}"]`);
  if (!radio) return false;
  radio.focus();
  if (!radio.checked) radio.click(); // fires input and change, which autosave listens to
  return true;
}

export function start(form) {
  form.addEventListener("keydown", (event) => {
    if (isComposing(event)) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save-next]") ?? undefined);
      return;
    }
    const scale = event.target.closest("[data-scale]");
    if (!scale || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") event.preventDefault();
    else if (/^[1-9]$/.test(event.key) && answer(scale, event.key)) event.preventDefault();
  });
}
