// Says five minutes before it happens that the server will end a sign-in nobody uses, and lets one key go on.
// Whoever works on the page is not asked: typing counts as use. Other windows of the same sign-in are told.

const MINUTE_MS = 60_000;
const NOTICE_MS = 5 * MINUTE_MS;
const LOOK_EVERY_MS = 10_000;

class Session {
  constructor(dialog) {
    this.dialog = dialog;
    this.lasts = Number(dialog.dataset.minutes) * MINUTE_MS;
    this.ends = Date.now() + this.lasts;
    this.used = 0; // when a key or the pointer was last pressed here
    this.others = new BroadcastChannel("panel:session");
    [this.title, this.text, this.button] = ["h2", "#session-text", "button"].map((part) => dialog.querySelector(part));
  }

  listen() {
    const use = () => { this.used = Date.now(); };
    addEventListener("keydown", use, { capture: true, passive: true });
    addEventListener("pointerdown", use, { capture: true, passive: true });
    document.addEventListener("panel:saved", () => this.goOn(), { capture: true });
    document.addEventListener("visibilitychange", () => this.look());
    this.others.onmessage = (event) => this.goOn(event.data);
    this.button.addEventListener("click", () => this.press());
    this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.press(); });
    setInterval(() => this.look(), LOOK_EVERY_MS);
    this.others.postMessage(this.ends);
  }

  look() {
    const rest = this.ends - Date.now();
    if (rest > NOTICE_MS || this.over) return;
    if (rest <= 0) this.tellOver();
    else if (this.dialog.open || document.hidden) return;
    else if (Date.now() - this.used < NOTICE_MS) this.renew();
    else this.ask();
  }

  ask() {
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone: "Asia/Tokyo" });
    this.text.textContent = this.text.dataset.soon.replace("{at}", clock.format(this.ends));
    this.dialog.showModal();
  }

  press() {
    if (this.over) this.dialog.close();
    else this.renew();
  }

  // Any page that is asked for renews the sign-in; this one is refused once it has ended.
  async renew() {
    const answer = await fetch(this.dialog.dataset.url, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer?.ok) this.goOn();
    else if (answer) this.tellOver();
  }

  goOn(ends) {
    this.ends = Math.max(this.ends, ends ?? Date.now() + this.lasts);
    if (ends === undefined) this.others.postMessage(this.ends);
    if (this.dialog.open && !this.over) this.dialog.close();
  }

  tellOver() {
    this.over = true;
    for (const part of [this.title, this.text, this.button]) part.textContent = part.dataset.over;
    if (!this.dialog.open) this.dialog.showModal();
  }
}

export function start(dialog) {
  new Session(dialog).listen();
}
