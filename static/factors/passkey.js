// A button that asks the device for a passkey and sends its answer with the form it stands in. What to ask comes from
// the address in data-options, anew at each press; what is said when it does not work stands on the button.

const SAID = { NotAllowedError: "stopped", AbortError: "stopped", SecurityError: "elsewhere", InvalidStateError: "known" };

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.codePointAt(0));
}

function text(buffer) {
  const plain = String.fromCodePoint(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function named(credentials) {
  return credentials.map((credential) => ({ ...credential, id: bytes(credential.id) }));
}

function asked(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) publicKey.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) publicKey.allowCredentials = named(options.allowCredentials);
  return { publicKey };
}

function answered({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(given) });
}

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const question = asked(await answer.json());
  return question.publicKey.user ? navigator.credentials.create(question) : navigator.credentials.get(question);
}

function hasName(host) {
  return !/^[\d.]+$|:/.test(host);
}

export function start(button) {
  if (!window.PublicKeyCredential || !hasName(location.hostname)) return;
  const said = button.form.querySelector("[data-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "";
    try {
      button.form.elements.passkey.value = answered(await ask(button.dataset.options));
      button.form.submit();
    } catch (problem) {
      said.textContent = button.dataset[SAID[problem.name] ?? "failed"];
      button.disabled = false;
    }
  });
}
