// Once nothing has the focus: which stops look exactly as they did with it.
() => {
  document.activeElement?.blur();
  return window.__gate
    .filter((stop) => stop.looks.every(([x, before]) => window.__look(x) === before))
    .map((stop) => stop.e.outerHTML.slice(0, 100));
}
