/* The meeting sheet: everything is an ordinary form; this makes it fast and keeps it safe on the phone. */

import { answered } from "./sheet_faults.js";
import { amountInput, flagAmount, refresh, tidyAmount } from "./sheet_fields.js";
import { goToNext, hideUnused, openDiffering, openTarget, showNext } from "./sheet_folds.js";
import { onKey } from "./sheet_keys.js";
import { carryMessages, clearNotices, notice, saveState } from "./sheet_notices.js";
import { send } from "./sheet_send.js";
import { forget, keep, kept, newKey, restore, sameAsShown } from "./sheet_store.js";
import { sumPieces } from "./sheet_pieces.js";
import { followMark, labelQuick, ownedByThumb, tap } from "./sheet_taps.js";

let sending = false;

function changed(form, fields) {
  answered(form, fields);
  labelQuick(form);
  showNext(refresh(form));
  saveState(keep(form) ? "kept" : "not-kept");
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

function discard(form) {
  forget(form);
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
  saveState("kept");
  show(form);
  openDiffering(form);
}

/* What the phone kept comes back by itself, unless someone saved a newer draft from elsewhere meanwhile. */
function recall(form) {
  const copy = kept(form);
  if (!copy) return;
  if (sameAsShown(form, copy)) {
    form.elements.key.value = copy.key;
    saveState("kept");
  } else if (copy.revision === form.elements.revision.value) {
    bringBack(form, copy);
  } else {
    notice("warn", "Di ponsel ini ada isian lama, padahal lembar ini sudah disimpan lagi dari tempat lain.", [
      ["Pakai isian ponsel", () => bringBack(form, { ...copy, key: newKey() })],
      ["Buang isian ponsel", () => discard(form), "Buang isian di ponsel ini?"],
    ]);
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

function leave(form, answer) {
  forget(form);
  saveState("sent");
  carryMessages(answer.page);
  window.location.assign(answer.location);
}

const AFTER = {
  saved: (form, answer) => leave(form, answer),
  faults: (form, answer) => showFaults(form, answer.fresh),
  offline: (form, answer, again) =>
    notice("warn", "Belum terkirim, tersimpan di ponsel. Coba lagi bila sinyal sudah ada.", [["Kirim lagi", again]]),
  login: (form, answer) =>
    notice("warn", "Waktu masuk sudah habis. Isian tersimpan di ponsel: masuk lagi, lalu buka lembar ini.", [
      ["Masuk lagi", () => window.location.assign(answer.address)],
    ]),
  refused: () =>
    notice("bad", "Kiriman ditolak: halaman sudah kedaluwarsa atau Anda tidak berhak mengubah. Isian tetap di ponsel.", [
      ["Muat ulang", () => window.location.reload()],
    ]),
  broken: (form, answer, again) =>
    notice("bad", "Server sedang terganggu. Isian tetap tersimpan di ponsel.", [["Kirim lagi", again]]),
};

async function deliver(form, action) {
  if (sending) return;
  keep(form);
  clearNotices();
  busy(form, true);
  const answer = await send(form, action);
  busy(form, false);
  AFTER[answer.state](form, answer, () => deliver(form, action));
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

function start(form) {
  if (!form.elements.key.value) form.elements.key.value = newKey();
  form.addEventListener("input", onInput);
  form.addEventListener("focusout", onLeave);
  form.addEventListener("click", onTap);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("keydown", onKey);
  show(form);
}

const sheet = document.getElementById("sheet");
if (sheet) {
  start(sheet);
  recall(sheet);
  document.addEventListener("click", onLink);
  openTarget(window.location.hash);
  window.addEventListener("pageshow", onReturn);
}
