// The sentences scripts show, in the reader's language; base.html writes them on <html data-words>.

const words = JSON.parse(document.documentElement.dataset.words);

export function say(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key]);
}

export function grouped(number) {
  return number.toLocaleString(document.documentElement.lang);
}
