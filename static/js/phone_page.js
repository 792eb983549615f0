/* What this phone keeps of sheets, as a list with states; and making this week's sheets ready for no signal. */

import { canKeep, isKept, keepPage } from "./phone_pages.js";
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

/* Sent while this page is open: the record itself is gone, for the server has it. */
const sent = [];

function sentRow(record, answer) {
  const row = document.createElement("li");
  row.className = "card-box phone-row";
  const title = document.createElement("h3");
  title.textContent = `${record.ksmName}, ${dayInWords(record.date)}`;
  const state = document.createElement("p");
  state.append(statusOf("sent"));
  row.append(title, state, link("Lihat lembar", answer.location));
  return row;
}

function onSettled({ detail: { record, answer } }) {
  if (answer.state === "saved") sent.push(sentRow(record, answer));
  return showList();
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
  list.replaceChildren(...sent, ...rows);
}

async function showReady() {
  for (const row of document.querySelectorAll("[data-sheet-url]")) {
    const ready = await isKept(row.dataset.sheetUrl);
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
  let ready = 0;
  for (const row of rows) {
    if (await keepPage(row.dataset.sheetUrl)) ready += 1;
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
  window.addEventListener("sheet-settled", onSettled);
  if (!whoIsHere().id) keepSending(); // the page that is shown without network runs no other script
  const button = document.querySelector("[data-prepare]");
  if (button && canKeep()) {
    button.addEventListener("click", prepare);
    button.disabled = false;
  } else button?.replaceWith("Ponsel ini tidak dapat membuka lembar tanpa sinyal; isian yang sedang diketik tetap tersimpan.");
}
