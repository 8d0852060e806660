// Says how many of the 100 points are left while they are divided; without it the page says so after sending.

const WHOLE = 100;

export function start(form) {
  const said = form.querySelector("[data-left]");
  const fields = [...form.querySelectorAll('input[inputmode="numeric"]')];

  function update() {
    const given = fields.map((field) => field.value.trim());
    if (!given.every((text) => /^[0-9]{0,3}$/.test(text))) {
      said.textContent = "";
      return;
    }
    const left = WHOLE - given.reduce((sum, text) => sum + Number(text), 0);
    const words = left > 0 ? said.dataset.left : left < 0 ? said.dataset.over : said.dataset.whole;
    said.textContent = words.replace("{n}", Math.abs(left));
  }

  form.addEventListener("input", update);
  update();
}
