// The table by keys, as in a spreadsheet: arrows move between cells, a digit answers and goes on to the right,
// Delete takes an answer back, Ctrl+Enter submits the page. Alt and an arrow still open a cell's own list.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function neighbour(cell, [down, right]) {
  const column = cell.closest("td").cellIndex + right;
  const row = cell.closest("tr");
  const beside = down < 0 ? row.previousElementSibling : down > 0 ? row.nextElementSibling : row;
  return beside?.cells[column]?.querySelector("select");
}

function following(form, cell) {
  const cells = [...form.querySelectorAll("td select")];
  return cells[cells.indexOf(cell) + 1];
}

function choose(cell, value) {
  if (![...cell.options].some((option) => option.value === value)) return false;
  cell.value = value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

export function start(form) {
  const hint = form.querySelector("[data-keys]");
  if (hint) hint.hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".save-bar .button-primary"));
      return;
    }
    const cell = event.target.closest("td select");
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    if (STEPS[event.key]) {
      event.preventDefault();
      neighbour(cell, STEPS[event.key])?.focus();
    } else if (/^[0-9]$/.test(event.key) && choose(cell, event.key)) {
      event.preventDefault();
      following(form, cell)?.focus();
    } else if ((event.key === "Delete" || event.key === "Backspace") && choose(cell, "")) event.preventDefault();
  });
}
