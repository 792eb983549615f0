/* The pages that a phone keeps to open them without network; the worker (worker.js) reads the same store. */

const PAGES = "pages";
const ANY = { ignoreVary: true };

/* A sheet is the same page whatever key of a sending stands in its address. */
function keyOf(address) {
  const url = new URL(address, window.location.href);
  url.searchParams.delete("kunci");
  url.hash = "";
  return url.toString();
}

/** Can this phone keep pages at all? */
export const canKeep = () => Boolean(window.caches && navigator.serviceWorker);

export async function isKept(address) {
  return Boolean(window.caches && (await (await window.caches.open(PAGES)).match(keyOf(address), ANY)));
}

/** Fetch a page anew and keep it; false where it is not to be had as it is. */
export async function keepPage(address) {
  const page = await fetch(address, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  if (!page?.ok || page.redirected) return false;
  await (await window.caches.open(PAGES)).put(keyOf(address), page);
  return true;
}

export const forgetPages = () => window.caches?.delete(PAGES);
