// A page that only leads on does so by itself: a form is sent, a link is followed.
// Coming back to it with the back button stays on it; it leaves no trace in the history on the way there.

export function start(element) {
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival?.type === "back_forward") return;
  if (element instanceof HTMLFormElement) element.requestSubmit();
  else location.replace(element.href);
}
