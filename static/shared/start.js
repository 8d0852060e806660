// Starts what pages ask for: each name in data-behaviour is a module with start(element), loaded once.
// "counter" is shared/counter.js, "scoring/score" is scoring/score.js; a page without script loses nothing else.

function addressOf(name) {
  const path = name.includes("/") ? `../${name}.js` : `./${name}.js`;
  return new URL(path, import.meta.url).href;
}

async function startOne(element, name) {
  try {
    const behaviour = await import(addressOf(name));
    behaviour.start(element);
  } catch (problem) {
    console.error(`The behaviour "${name}" could not start`, problem);
  }
}

export function startIn(root) {
  for (const element of root.querySelectorAll("[data-behaviour]")) {
    for (const name of element.dataset.behaviour.split(/\s+/).filter(Boolean)) {
      startOne(element, name);
    }
  }
}

startIn(document);
