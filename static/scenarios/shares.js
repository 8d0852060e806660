// The share of each weight, as it is typed.

const WEIGHT = /^[0-9]{1,5}(\.[0-9]{1,4})?$/;

function weight(field) {
  const typed = field.value.trim();
  return WEIGHT.test(typed) ? Number(typed) : NaN;
}

export function start(form) {
  const outputs = [...form.querySelectorAll("output[data-share]")];
  const fields = outputs.map((output) => document.getElementById(output.htmlFor.value));
  const show = () => {
    const weights = fields.map(weight);
    const whole = weights.reduce((sum, one) => sum + (one || 0), 0);
    outputs.forEach((output, place) => {
      const share = whole > 0 ? (weights[place] / whole) * 100 : NaN;
      output.textContent = Number.isNaN(share) ? "–" : `${share.toFixed(1)} %`;
    });
  };
  form.addEventListener("input", show);
}
