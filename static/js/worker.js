/* The product without network: the shell of this version, and the sheets that this phone was asked to keep.

FACTS stands above, written by the server: version, shell, fallback, manifest. */

const SHELL = `shell-${FACTS.version}`;
const PAGES = "pages";
const META = "meta";
const PATIENCE = 8_000;
/* Answers vary by cookie, which a worker does not see: who may read what is settled by meet() and at logout. */
const ANY = { ignoreVary: true };
const KEPT = /^\/(?:ksm\/\d+\/pertemuan\/catat|pertemuan-hari-ini|panduan)\/$/;

/* A sheet is the same page whatever key of a sending stands in its address. */
function keyOf(address) {
  const url = new URL(address, self.location.origin);
  url.searchParams.delete("kunci");
  url.hash = "";
  return url.toString();
}

async function install() {
  const cache = await caches.open(SHELL);
  await cache.addAll([...FACTS.shell, FACTS.fallback, FACTS.manifest]);
  await self.skipWaiting();
}

/* Pages of the version before ask for files of theirs: they are fetched anew before those go. */
async function refreshPages() {
  const cache = await caches.open(PAGES);
  let all = true;
  for (const request of await cache.keys()) {
    try {
      const answer = await fetch(request.url, { credentials: "same-origin", cache: "no-store" });
      if (answer.ok && !answer.redirected) await cache.put(request, answer);
      else if (answer.ok) await cache.delete(request); // closed meanwhile, or the login ran out
    } catch {
      all = false;
    }
  }
  return all;
}

async function activate() {
  await self.clients.claim();
  if (!(await refreshPages())) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  }
}

async function keepPage(request, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  const cache = await caches.open(PAGES);
  await cache.put(keyOf(request.url), answer.clone());
}

const later = (delay) => new Promise((resolve, reject) => setTimeout(() => reject(new Error("lama")), delay));

async function pageOf(request) {
  const kept = KEPT.test(new URL(request.url).pathname);
  const stored = kept ? await caches.match(keyOf(request.url), { cacheName: PAGES, ignoreVary: true }) : undefined;
  try {
    const answer = await (stored ? Promise.race([fetch(request), later(PATIENCE)]) : fetch(request));
    if (kept) await keepPage(request, answer);
    return answer;
  } catch {
    return stored ?? (await caches.match(FACTS.fallback, ANY)) ?? Response.error();
  }
}

const fileOf = async (request) => (await caches.match(request, ANY)) ?? fetch(request);

/* Another user on this phone: nothing that the one before kept of groups stays. */
async function meet(user) {
  const meta = await caches.open(META);
  const before = await (await meta.match("/user"))?.text();
  if (before && before !== user) await caches.delete(PAGES);
  await meta.put("/user", new Response(user));
}

async function forgetUser() {
  await caches.delete(PAGES);
  await caches.delete(META);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data.type === "user") event.waitUntil(meet(event.data.user));
  if (event.data.type === "logout") event.waitUntil(forgetUser());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(pageOf(request));
  else if (FACTS.shell.includes(url.pathname) || url.pathname.startsWith("/static/")) event.respondWith(fileOf(request));
});
