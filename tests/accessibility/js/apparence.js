// Text zoom, and the text spacing of WCAG 1.4.12, through a constructed stylesheet.
({ zoom, spaced }) => {
  const root = document.documentElement;
  const base = parseFloat(root.dataset.tailleGate ||= getComputedStyle(root).fontSize);
  const sheet = (window.__apparence ||= new CSSStyleSheet());
  const spacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    + " p { margin-block-end: 2em !important; }";
  sheet.replaceSync((zoom === 100 ? "" : `:root { font-size: ${(base * zoom) / 100}px !important; }`) + (spaced ? spacing : ""));
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
