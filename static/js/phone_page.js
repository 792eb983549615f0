/* What this phone keeps of sheets, as a list with states; and making this week's sheets ready for no signal. */

import { keepSending, sendWaiting } from "./phone_send.js";
import { dayInWords, statusOf } from "./phone_states.js";
import { all, owner, remove, whoIsHere } from "./phone_store.js";
import { compare } from "./sheet_notices.js";

const list = document.querySelector("[data-phone-list]");

function action(label, look, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${look}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function link(label, address) {
  const made = document.createElement("a");
  made.className = "btn btn-outline-primary";
  made.href = address;
  made.textContent = label;
  return made;
}

async function discard(record) {
  if (!window.confirm(`Buang isian ${record.ksmName}, ${dayInWords(record.date)}, dari ponsel ini?`)) return;
  await remove(record.id);
  await showList();
}

function ownRow(record) {
  const row = document.createElement("li");
  row.className = "card-box phone-row";
  const title = document.createElement("h3");
  title.textContent = `${record.ksmName}, ${dayInWords(record.date)}`;
  const state = document.createElement("p");
  state.append(statusOf(record.state), record.note ? ` ${record.note}` : "");
  const actions = document.createElement("div");
  actions.className = "actions";
  actions.append(link("Buka lembar", record.address));
  if (record.state === "waiting") actions.append(action("Kirim sekarang", "btn-outline-primary", sendWaiting));
  if (record.state === "check") actions.append(action("Bandingkan", "btn-outline-primary", () => compare(record)));
  actions.append(action("Buang", "btn-quiet", () => discard(record)));
  row.append(title, state, actions);
  return row;
}

/* Of another user's sheet only this much is said: whose it is, and of which day. */
function otherRow(record) {
  const row = document.createElement("li");
  row.className = "quiet";
  row.textContent = `Satu lembar milik ${record.userName}, ${dayInWords(record.date)}: menunggu ${record.userName} masuk lagi.`;
  return row;
}

async function showList() {
  const user = owner();
  const rows = (await all()).map((record) =>
    record.user === user && !record.sealed ? ownRow(record) : otherRow(record),
  );
  if (!rows.length) {
    const none = document.createElement("li");
    none.className = "quiet";
    none.textContent = "Tidak ada isian yang menunggu di ponsel ini.";
    rows.push(none);
  }
  list.replaceChildren(...rows);
}

async function showReady() {
  const cache = await window.caches?.open("pages");
  for (const row of document.querySelectorAll("[data-sheet-url]")) {
    const ready = cache && (await cache.match(new URL(row.dataset.sheetUrl, window.location.href), { ignoreVary: true }));
    row.querySelector("[data-ready]").textContent = ready ? "✓ siap dibuka tanpa sinyal" : "";
  }
}

const PERSISTED = "Ponsel berjanji menyimpan isian sampai terkirim.";
const NOT_PERSISTED =
  "Ponsel dapat membuang isian bila penyimpanannya penuh: kirim begitu ada sinyal. Memasang Buku KSM di layar utama membantu.";

async function prepare(event) {
  const button = event.currentTarget;
  const told = document.querySelector("[data-prepared]");
  const rows = [...document.querySelectorAll("[data-sheet-url]")];
  button.setAttribute("aria-busy", "true");
  const cache = await window.caches.open("pages");
  let ready = 0;
  for (const row of rows) {
    const url = new URL(row.dataset.sheetUrl, window.location.href).toString();
    const page = await fetch(url, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    if (page?.ok && !page.redirected) {
      await cache.put(url, page);
      ready += 1;
    }
    told.textContent = `${ready} dari ${rows.length} lembar siap.`;
  }
  const persisted = await navigator.storage?.persist?.();
  told.textContent = `${ready} dari ${rows.length} lembar siap. ${persisted ? PERSISTED : NOT_PERSISTED}`;
  button.removeAttribute("aria-busy");
  await showReady();
}

if (list) {
  await showList();
  await showReady();
  window.addEventListener("sheet-settled", showList);
  if (!whoIsHere().id) keepSending(); // the page that is shown without network runs no other script
  const button = document.querySelector("[data-prepare]");
  if (button && window.caches && navigator.serviceWorker) button.addEventListener("click", prepare);
  else button?.replaceWith("Ponsel ini tidak dapat membuka lembar tanpa sinyal; isian yang sedang diketik tetap tersimpan.");
}
