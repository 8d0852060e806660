// A second press while the first is under way does nothing; the buttons keep their names and values.

export function start(form) {
  let sent = false;

  function mark(on) {
    sent = on;
    for (const button of form.querySelectorAll("button[type=submit]")) {
      if (on) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    else if (!event.defaultPrevented) mark(true);
  });
  addEventListener("pageshow", () => mark(false)); // coming back with the back button
}
