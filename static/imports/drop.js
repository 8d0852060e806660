// Lets a file be dropped on its field: an addition, the field itself stays as it is.

function hint(words) {
  const line = document.createElement("p");
  line.className = "drop-words";
  line.setAttribute("role", "status");
  line.textContent = words;
  return line;
}

export function start(area) {
  const input = area.querySelector("input[type=file]");
  const line = hint(area.dataset.drop);
  area.append(line);
  area.classList.add("drop-ready");

  const tell = () => {
    const [file] = input.files;
    line.textContent = file ? area.dataset.chosen.replace("{name}", file.name) : area.dataset.drop;
  };
  const over = (is) => area.classList.toggle("drop-over", is);

  area.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  area.addEventListener("dragleave", () => over(false));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  input.addEventListener("change", tell);
}
