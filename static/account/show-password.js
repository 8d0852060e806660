// A button that shows the password that is being typed, and hides it again; hidden where no script runs.

export function start(button) {
  const field = document.getElementById(button.dataset.target);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
  // A password must not stay readable in the browser's memory of the form.
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
