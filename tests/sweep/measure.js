// What axe does not ask: does the page fit its window, and can every tab stop be seen when it has the focus?
(wanted) => {
  const found = [];
  const said = (element) => {
    const id = element.id ? `#${element.id}` : "";
    const classes = [...element.classList].slice(0, 2).map((name) => `.${name}`).join("");
    return `${element.tagName.toLowerCase()}${id}${classes}`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  const width = document.documentElement.scrollWidth;
  if (width > window.innerWidth) {
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => shown(element) && element.getBoundingClientRect().right > window.innerWidth + 1 && !scrolled(element),
    );
    found.push(["overflow", wide.slice(0, 3).map(said).join(", "), `${width} px in ${window.innerWidth}`]);
  }
  function scrolled(element) {
    for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowX !== "visible") return true;
    }
    return false;
  }

  const moving = document.getAnimations().filter((one) => one.playState === "running");
  if (moving.length) found.push(["motion", said(moving[0].effect.target), "moves although less motion is asked for"]);

  if (wanted.focus) {
    for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
      if (!shown(element) || element.disabled || element.tabIndex < 0) continue;
      element.focus({ focusVisible: true });
      if (document.activeElement !== element) continue;
      const bearer = marks(element) ? element : element.closest("label") || element.nextElementSibling || element;
      if (!marks(element) && !marks(bearer) && !marks(element.parentElement)) {
        found.push(["focus-visible", said(element), `no outline: ${element.outerHTML.slice(0, 120)}`]);
      }
      const covering = cover(element);
      if (covering) found.push(["focus-covered", said(element), `hidden under ${said(covering)}`]);
    }
  }
  function marks(element) {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  }
  function cover(element) {
    const box = element.getClientRects()[0]; // of words over two lines, the first
    if (!box || box.width < 2 || box.height < 2) return null; // a control that its label stands for
    const [x, y] = [box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20)];
    const top = document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), Math.min(Math.max(y, 0), innerHeight - 1));
    if (!top || element.contains(top) || top.contains(element)) return null;
    if (top.closest("label")?.control === element) return null;
    return top;
  }
  return found;
}
