// The last part of the joined module: starts what the page asks for, by the names in its data-behaviour attributes.
// "counter" is shared/counter.js, "scoring/score" is scoring/score.js; a page without script loses nothing else.

const started = new Map();

function behaviourOf(name) {
  if (!started.has(name)) started.set(name, behaviours[name]());
  return started.get(name);
}

function startOne(element, name) {
  try {
    behaviourOf(name)(element);
  } catch (problem) {
    console.error(`The behaviour "${name}" could not start`, problem);
  }
}

for (const element of document.querySelectorAll("[data-behaviour]")) {
  for (const name of element.dataset.behaviour.split(/\s+/).filter(Boolean)) startOne(element, name);
}
