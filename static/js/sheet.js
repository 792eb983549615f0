/* The meeting sheet: everything is an ordinary form; this makes it fast and keeps it safe on the phone. */

import { firstFault, sendOne, sendWaiting } from "./phone_send.js";
import { dayInWords } from "./phone_states.js";
import { answered } from "./sheet_faults.js";
import { amountInput, flagAmount, refresh, tidyAmount } from "./sheet_fields.js";
import { goToNext, hideUnused, openDiffering, openTarget, showNext } from "./sheet_folds.js";
import { onKey } from "./sheet_keys.js";
import { carryMessages, clearNotices, compareButton, notice, saveState } from "./sheet_notices.js";
import { sumPieces } from "./sheet_pieces.js";
import {
  earlier, forget, isTouched, keep, kept, keptUnder, newKey, recordOf, restore, sameAsShown, setAside,
} from "./sheet_store.js";
import { forgetKey } from "./phone_store.js";
import { followMark, labelQuick, ownedByThumb, tap } from "./sheet_taps.js";
import { missing } from "./sheet_missing.js";
import { formatNumber, parseRupiah } from "./sheet_totals.js";

let sending = false;
let touched = false;
/* Until the phone's copy was read, nothing may overwrite it. */
let recalled = Promise.resolve();
/* The phone's other version of this sheet, as long as nobody has said which one counts. */
let unanswered = null;

async function keepTyping(form) {
  await recalled;
  const safe = (!unanswered || (await setAside(unanswered))) && (await keep(form));
  saveState(safe ? "kept" : "not-kept");
  return safe;
}

function changed(form, fields) {
  touched = true;
  answered(form, fields);
  labelQuick(form);
  showNext(refresh(form));
  keepTyping(form);
}

function show(form) {
  for (const box of form.querySelectorAll("[data-amount]")) tidyAmount(box);
  hideUnused(form);
  sumPieces(form, false);
  labelQuick(form);
  showNext(refresh(form));
}

function onInput(event) {
  const form = event.currentTarget;
  const box = event.target.closest("[data-amount]");
  if (box) {
    ownedByThumb(event.target);
    flagAmount(box);
  }
  const row = event.target.closest("[data-member]");
  if (row && event.target.type === "radio") followMark(row);
  const fields = [event.target];
  if (event.target.closest(".piece")) {
    sumPieces(form, true);
    fields.push(amountInput(form.querySelector("[data-counted] [data-amount]")));
  }
  changed(form, fields);
}

function onLeave(event) {
  const box = event.target.closest("[data-amount]");
  if (box) tidyAmount(box);
}

function onTap(event) {
  const form = event.currentTarget;
  const fields = tap(form, event.target);
  if (!fields) return;
  for (const field of fields) {
    const box = field.closest("[data-amount]");
    if (box) flagAmount(box);
  }
  changed(form, fields);
}

function onLink(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  if (link.hasAttribute("data-next")) {
    event.preventDefault();
    goToNext();
  } else openTarget(link.hash);
}

async function discard(form) {
  await forget(form);
  form.reset();
  form.elements.key.value = newKey();
  clearNotices();
  saveState("discarded");
  show(form);
}

function bringBack(form, copy) {
  restore(form, copy);
  clearNotices();
  const at = new Date(copy.at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  notice("info", `Isian di ponsel dipulihkan (terakhir diketik ${at}).`, [
    ["Buang isian itu", () => discard(form), "Buang semua yang dipulihkan dari ponsel ini?"],
  ]);
  saveState(copy.state);
  show(form);
  openDiffering(form);
}

/* The copy counts: what was typed since goes aside, and the copy's own place is given up once it is kept anew. */
async function bringBackUnder(form, copy) {
  unanswered = null;
  const typed = await kept(form);
  if (typed && typed.key !== copy.key && !(await setAside(typed))) return;
  bringBack(form, { ...copy, key: newKey(), state: "kept" });
  if (await keepTyping(form)) await forgetKey(copy.key);
}

/* Only the copy goes: the page keeps what it shows and what was typed into it. */
async function discardCopy(copy) {
  unanswered = null;
  await forgetKey(copy.key);
  clearNotices();
  saveState("discarded");
}

function ask(form, copy, text) {
  unanswered = copy;
  notice("warn", text, [
    compareButton(copy),
    ["Pakai isian ponsel", () => bringBackUnder(form, copy)],
    ["Buang isian ponsel", () => discardCopy(copy), "Buang isian di ponsel ini?"],
  ]);
}

/* What the phone kept comes back by itself, unless someone saved a newer draft or typed on meanwhile. */
async function recall(form) {
  const asked = window.location.hash.match(/^#pakai-ponsel-(.*)$/);
  const copy = asked ? await keptUnder(form, asked[1]) : await kept(form);
  if (!copy) return;
  if (asked) {
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    bringBackUnder(form, copy);
  } else if (sameAsShown(form, copy)) {
    form.elements.key.value = copy.key;
    saveState(copy.state);
  } else if (copy.revision !== form.elements.revision.value) {
    ask(form, copy, "Di ponsel ini ada isian lama, padahal lembar ini sudah disimpan lagi dari tempat lain.");
  } else if (touched) {
    ask(form, copy, "Di ponsel ini ada isian lain dari lembar ini, padahal Anda sudah mulai mengisi lagi.");
  } else {
    bringBack(form, copy);
    if (copy.state === "waiting") waits(form);
    if (copy.state === "check") toCheck(form, copy);
  }
}

function busy(form, on) {
  sending = on;
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-busy", String(on));
}

function showFaults(form, fresh) {
  fresh.elements.key.value = form.elements.key.value;
  form.replaceWith(fresh);
  start(fresh);
  const top = fresh.querySelector("[data-faults]") ?? fresh;
  top.scrollIntoView({ block: "start", behavior: "instant" });
  top.focus({ preventScroll: true });
}

async function leave(form, answer) {
  await forget(form);
  saveState("sent");
  carryMessages(answer.page);
  window.location.assign(answer.location);
}

function waits(form) {
  saveState("waiting");
  const nik = form.querySelector("[name$='-nik']")?.value
    ? " NIK anggota baru tidak disimpan di ponsel: lengkapi nanti di daftar anggota."
    : "";
  notice("warn", `Belum terkirim, tersimpan di ponsel. Terkirim sendiri bila sinyal sudah ada.${nik}`, [
    ["Kirim lagi", () => deliver(form, "close")],
  ]);
}

function toCheck(form, copy) {
  saveState("check");
  notice("bad", `Belum tersimpan di server: ${copy.note || "periksa dulu."} Isian tetap di ponsel.`, [
    compareButton(copy),
  ]);
}

/* Without network the phone checks what it can itself, so that nothing waits that cannot be saved. */
async function offline(form, action) {
  const left = action === "close" ? missing(form) : [];
  if (left.length) {
    await keep(form);
    notice("bad", `Tidak ada sinyal, dan lembar belum lengkap: ${left.join("; ")}. Isian tersimpan di ponsel.`);
    return;
  }
  await keep(form, "waiting", action);
  waits(form);
}

async function conflict(form, answer) {
  await keep(form, "check", "close", firstFault(answer.page));
  toCheck(form, await kept(form));
}

const AFTER = {
  saved: (form, answer) => leave(form, answer),
  faults: (form, answer) => showFaults(form, answer.fresh),
  conflict: (form, answer) => conflict(form, answer),
  offline: (form, answer, action) => offline(form, action),
  login: async (form, answer, action) => {
    await keep(form, "waiting", action);
    const next = encodeURIComponent(window.location.pathname + window.location.search);
    notice("warn", "Waktu masuk sudah habis. Isian tersimpan di ponsel dan terkirim sesudah Anda masuk lagi.", [
      ["Masuk lagi", () => window.location.assign(`${form.dataset.login}?next=${next}`)],
    ]);
  },
  other: () => notice("bad", "Di ponsel ini orang lain sudah masuk. Isian Anda tetap tersimpan sampai Anda masuk lagi."),
  refused: () =>
    notice("bad", "Kiriman ditolak: Anda tidak berhak mengubah kelompok ini lagi. Isian tetap di ponsel.", [
      ["Muat ulang", () => window.location.reload()],
    ]),
  broken: (form, answer, action) =>
    notice("bad", "Server sedang terganggu. Isian tetap tersimpan di ponsel.", [["Kirim lagi", () => deliver(form, action)]]),
};

async function deliver(form, action) {
  if (sending) return;
  busy(form, true);
  await keepTyping(form);
  clearNotices();
  const answer = await sendOne(recordOf(form, "kept", action));
  busy(form, false);
  await AFTER[answer.state](form, answer, action);
}

function onSubmit(event) {
  if (event.defaultPrevented) return;
  event.preventDefault();
  deliver(event.currentTarget, event.submitter?.value ?? "draft");
}

/* Coming Back to a page that the browser kept as it was: the buttons must work, and the figures be today's. */
function onReturn(event) {
  if (!event.persisted) return;
  window.location.reload();
}

/* This very sheet was sent from the queue meanwhile. */
function onSettled(event) {
  const form = document.getElementById("sheet");
  const { record, answer } = event.detail;
  if (!form || record.id !== recordOf(form).id) return;
  if (answer.state === "saved") leave(form, answer);
  else if (answer.state === "faults") showFaults(form, answer.fresh);
  else if (answer.state === "conflict") conflict(form, answer);
}

/* One tab at a time types into a sheet: the second one says so and can take over. */
function holdAlone(form) {
  const name = `buku-ksm-sheet:${recordOf(form).id}`;
  const hold = () => new Promise(() => {});
  const lost = () => {
    form.inert = true;
    notice("warn", "Lembar ini sedang diisi di tab lain.", [["Isi di tab ini", () => takeOver()]]);
  };
  const takeOver = () => {
    navigator.locks.request(name, { steal: true }, hold).catch(lost);
    form.inert = false;
    clearNotices();
    recalled = recall(form);
  };
  navigator.locks?.request(name, { ifAvailable: true }, (lock) => (lock ? hold() : lost())).catch(lost);
}

function start(form) {
  if (!form.elements.key.value) form.elements.key.value = newKey();
  form.addEventListener("input", onInput);
  form.addEventListener("focusout", onLeave);
  form.addEventListener("click", onTap);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("keydown", onKey);
  for (const button of form.querySelectorAll("[data-tap]")) button.disabled = false;
  show(form);
}

/* The box of tonight holds what an earlier sheet counted that is not sent yet: the page was made without it. */
async function carryOver(form) {
  const before = (await earlier(form)).pop();
  const counted = before && parseRupiah(before.fields.find(([name]) => name === "closing-counted_cash")?.[1]).amount;
  if (counted === undefined || counted === null) return;
  form.dataset.openingCash = counted;
  form.dataset.carried = "1";
  const day = dayInWords(before.date);
  form.querySelector("[data-opening]").textContent = formatNumber(counted);
  form.querySelector("[data-carried-note]").textContent =
    `Menurut kas dihitung lembar ${day} yang masih menunggu sinyal; usulan angsuran belum memperhitungkannya.`;
  showNext(refresh(form));
}

const sheet = document.getElementById("sheet");
if (sheet) {
  touched = isTouched(sheet);
  start(sheet);
  recalled = recall(sheet);
  await recalled;
  await carryOver(sheet);
  holdAlone(sheet);
  document.addEventListener("click", onLink);
  openTarget(window.location.hash);
  window.addEventListener("pageshow", onReturn);
  window.addEventListener("sheet-settled", onSettled);
  sheet.dataset.ready = "";
  sendWaiting();
}
