// Sentences of the page, or given words, found in what the browser keeps.
async (words) => {
  const kept = [];
  for (const store of [localStorage, sessionStorage]) {
    for (let i = 0; i < store.length; i += 1) kept.push(store.key(i) + " " + store.getItem(store.key(i)));
  }
  if (window.caches) kept.push(...(await caches.keys()));
  if (indexedDB.databases) kept.push(...(await indexedDB.databases()).map((db) => db.name));
  const sentences = [...document.querySelectorAll("main h1, main h2, main p, main li, main td, main textarea")]
    .map((e) => (typeof e.value === "string" ? e.value : e.textContent).trim())
    .filter((text) => text.length > 5);
  return [...new Set([...words, ...sentences])].filter((text) => kept.some((entry) => entry.includes(text)));
}
