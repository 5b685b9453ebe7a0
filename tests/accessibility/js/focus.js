// Notes how the focused element and its neighbours look, and whether a sticky bar covers it.
() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  if (window.__gate.some((stop) => stop.e === e)) return { again: true };
  const label = e.closest("label");
  const group = [e, e.nextElementSibling, label, e.parentElement, e.parentElement?.closest("[class]"), e.closest(".ligne-enfant")].filter(Boolean);
  const look = window.__look ||= (x) => {
    const s = getComputedStyle(x);
    const outline = s.outlineStyle === "none" || s.outlineWidth === "0px" ? "none" : `${s.outlineStyle} ${s.outlineWidth} ${s.outlineColor}`;
    return [outline, s.boxShadow, s.borderColor, s.borderWidth, s.backgroundColor, s.textDecorationLine, s.textDecorationThickness, s.clipPath].join("|");
  };
  window.__gate.push({ e, looks: group.map((x) => [x, look(x)]) });

  const box = (label && getComputedStyle(e).opacity === "0" ? label : e).getBoundingClientRect();
  const within = { top: Math.max(box.top, 0), bottom: Math.min(box.bottom, innerHeight) };
  let covered = "";
  if (within.bottom <= within.top) {
    covered = "the edge of the screen";
  } else if (box.height < innerHeight / 2) {
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    for (const y of [within.top + 2, (within.top + within.bottom) / 2, within.bottom - 2]) {
      const hit = document.elementFromPoint(x, y);
      if (!hit || e.contains(hit) || hit.contains(e) || label?.contains(hit)) continue;
      for (let bar = hit; bar; bar = bar.parentElement) {
        if (["sticky", "fixed"].includes(getComputedStyle(bar).position) && !bar.contains(e)) {
          covered = bar.outerHTML.slice(0, 60);
          break;
        }
      }
    }
  }
  return { again: false, covered, label: e.outerHTML.slice(0, 100) };
}
