// Makes pages quicker; nothing depends on it. No inline script, no eval, nothing kept in the browser.

const region = () => document.getElementById("annonces");

/** Say a sentence through the one status region of the page. */
export function announce(text) {
  const target = region();
  if (!target) return;
  target.textContent = "";
  // Emptied first, so that the same sentence twice is said twice.
  requestAnimationFrame(() => { target.textContent = text; });
}

/** Move the focus to a heading or a message that is not a control. */
export function focusOn(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: false });
}

/** After a swap the server may ask for a focus and an announcement (see socle/ui/htmx.py). */
function followServer(body) {
  body.addEventListener("maison:focus", (event) => focusOn(document.querySelector(event.detail.value)));
  body.addEventListener("maison:annonce", (event) => announce(event.detail.value));
}

/** A refused form (422) is a page like any other; other failures are said, and nothing typed is touched. */
function handleAnswers(body) {
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (detail.xhr.status === 422) {
      detail.shouldSwap = true;
      detail.isError = false;
    } else if (!detail.boosted && /^\s*<!doctype html/i.test(detail.serverResponse || "")) {
      // A whole page where a fragment was expected: the session is over. Keep what is on the screen.
      detail.shouldSwap = false;
      sayTrouble("Votre session s’est fermée. Reconnectez-vous dans un autre onglet, puis recommencez ici.");
    }
  });
  body.addEventListener("htmx:responseError", () => sayTrouble("Cela n’a pas marché. Ce que vous avez écrit est encore là."));
  body.addEventListener("htmx:sendError", () => sayTrouble("Le réseau ne répond pas. Ce que vous avez écrit est encore là."));
}

function sayTrouble(text) {
  const banner = document.getElementById("panne");
  if (banner) {
    banner.querySelector("p").textContent = text;
    banner.hidden = false;
  }
  announce(text);
}

/** Ctrl+Enter (or Cmd+Enter) sends the form one is writing in. */
function keyboardSubmit(body) {
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-envoi-clavier]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/** « / » leads to the search, unless one is writing or has said no in the preferences. */
function slashSearches() {
  const entry = document.querySelector("a[data-entree-recherche=oui]");
  if (!entry) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    const field = document.querySelector("[data-champ-recherche]");
    if (field) field.focus();
    else location.assign(entry.href);
  });
}

/** A form already on its way is not sent twice. The server refuses doubles too. */
function singleSubmit() {
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) { event.preventDefault(); return; }
    sent.add(form);
    setTimeout(() => sent.delete(form), 8000);
  });
}

/** Menus made of <details> close with Escape and when one goes elsewhere. */
function closeMenus() {
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    });
  }
}

/** A page brought back from memory may belong to someone who left: ask the server again. */
function distrustMemory() {
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

/** The summary of errors, or the first message, receives the focus when the page arrives with one. */
function focusOnArrival() {
  focusOn(document.getElementById("resume-erreurs"));
}

followServer(document.body);
handleAnswers(document.body);
keyboardSubmit(document.body);
slashSearches();
singleSubmit();
closeMenus();
distrustMemory();
focusOnArrival();
