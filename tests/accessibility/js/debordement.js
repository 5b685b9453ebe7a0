// Elements that make the page scroll sideways; empty when it does not.
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width + 1) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
  const leaves = wide.filter((e) => !wide.some((other) => other !== e && e.contains(other)));
  return [`${document.documentElement.scrollWidth} px`, ...leaves.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
}
