// Narrows the list while its filters are typed or chosen: what is found is put in place, the form and its focus stay.
// XMLHttpRequest reads a page as a document, which Trusted Types allow; whatever fails is left to the button.

const PAUSE_MS = 350;
const FOUND = "list-found";
const COUNT = "list-count";

function addressOf(form) {
  const address = new URL(form.action, location.href);
  for (const [name, value] of new FormData(form)) {
    if (value) address.searchParams.append(name, value);
  }
  return address;
}

function pageAt(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.addEventListener("load", () => (request.status === 200 ? resolve(request.response) : reject(request.status)));
    request.addEventListener("error", reject);
    request.send();
  });
}

function show(page, address) {
  const found = page.getElementById(FOUND);
  document.getElementById(FOUND).replaceChildren(...found.childNodes);
  document.getElementById(COUNT).textContent = page.getElementById(COUNT).textContent; // a status: read out
  document.title = page.title;
  history.replaceState(null, "", address);
  for (const next of document.querySelectorAll('input[name="next"]')) next.value = address.pathname + address.search;
}

export function start(form) {
  let pause;
  let asked = 0;

  async function ask() {
    const number = (asked += 1);
    const address = addressOf(form);
    try {
      const page = await pageAt(address);
      if (number === asked) show(page, address);
    } catch {
      if (number === asked) form.submit();
    }
  }

  function later(event) {
    clearTimeout(pause);
    if (!event.isComposing) pause = setTimeout(ask, PAUSE_MS);
  }

  form.addEventListener("input", later);
  form.addEventListener("compositionend", later);
  for (const choice of form.querySelectorAll("select")) {
    choice.addEventListener("change", () => choice.classList.toggle("is-set", choice.value !== ""));
  }
}
