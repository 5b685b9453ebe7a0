// Back to the top, with the next Tab starting from the beginning of the page.
() => {
  window.__gate = [];
  scrollTo(0, 0);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}
