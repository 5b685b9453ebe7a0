// Controls smaller than the minimum. The target of a box is the box and its label.
(minimum) => {
  const controls = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]");
  const union = (one, two) => ({
    width: Math.max(one.right, two.right) - Math.min(one.left, two.left),
    height: Math.max(one.bottom, two.bottom) - Math.min(one.top, two.top),
  });
  const inSentence = (e) => {
    if (e.tagName !== "A" || getComputedStyle(e).display !== "inline") return false;
    const block = e.closest("p, li, dd, td, th, label, legend, figcaption, h1, h2, h3, h4, div");
    return block && block.textContent.trim().length > e.textContent.trim().length;
  };
  const stretched = (e) => {
    const after = getComputedStyle(e, "::after");
    return after.content !== "none" && after.position === "absolute" ? e.offsetParent?.getBoundingClientRect() : null;
  };
  const bad = [];
  for (const e of controls) {
    if (!e.checkVisibility({ visibilityProperty: true }) || inSentence(e)) continue;
    if (getComputedStyle(e).clipPath !== "none") continue;
    let box = stretched(e) || e.getBoundingClientRect();
    if (box.width === 0 && box.height === 0) continue;
    const label = e.closest("label") || (e.id && ["checkbox", "radio"].includes(e.type) && document.querySelector(`label[for="${CSS.escape(e.id)}"]`));
    if (label) box = union(box, label.getBoundingClientRect());
    if (box.width < minimum - 0.5 || box.height < minimum - 0.5) {
      bad.push(`${Math.round(box.width)}×${Math.round(box.height)} ${e.outerHTML.slice(0, 100)}`);
    }
  }
  return bad.slice(0, 10);
}
