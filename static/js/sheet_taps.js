/* The taps that save typing. Each is deliberate: nothing is filled in by itself. */

import { amountInput, markOf } from "./sheet_fields.js";
import { formatNumber } from "./sheet_totals.js";

const PRESENT = new Set(["H", "T"]);
const AWAY = new Set(["I", "S", "A"]);

function fillAll(form) {
  for (const row of form.querySelectorAll("[data-member]")) {
    if (!markOf(row)) row.querySelector("[data-marks] input[value=H]").checked = true;
  }
}

/* Agreed savings of those present become real; what was typed stays, and away rows stay empty. */
function savePresent(form) {
  for (const row of form.querySelectorAll("[data-member]")) {
    const input = row.querySelector("[data-kind=wajib] input");
    if (!PRESENT.has(markOf(row)) || input.value.trim() || !input.dataset.suggested) continue;
    input.value = formatNumber(Number(input.dataset.suggested));
    input.dataset.bulk = "1";
  }
}

/** Someone marked away after the bulk tap did not bring that money: take back what no thumb typed. */
export function takeBackBulk(row) {
  if (!AWAY.has(markOf(row))) return;
  for (const input of row.querySelectorAll("input[data-bulk]")) {
    input.value = "";
    delete input.dataset.bulk;
  }
}

function fill(button) {
  const input = amountInput(button.closest("[data-amount]"));
  delete input.dataset.bulk;
  input.value = input.value.trim() ? "" : formatNumber(Number(input.dataset.suggested));
  button.closest("[data-amount]").querySelector("[data-error]").textContent = "";
  input.classList.remove("is-invalid");
}

function showMore(button) {
  const row = button.closest("fieldset");
  for (const box of row.querySelectorAll("[data-optional]")) box.classList.remove("is-unused");
  button.setAttribute("aria-expanded", "true");
  amountInput(row.querySelector("[data-optional]")).focus();
}

function addExtra(button) {
  const hidden = button.closest("[data-extras]").querySelectorAll("[data-extra].is-unused");
  hidden[0]?.classList.remove("is-unused");
  hidden[0]?.querySelector("input:not([type=hidden]), select")?.focus();
  button.classList.toggle("is-unused", hidden.length <= 1);
}

/** The day all books are declared finished by the one tap: the meeting's own day. */
function booksDay(form) {
  return form.querySelector("[name$=held_on]")?.value || form.dataset.date;
}

export function labelBooks(form) {
  const place = form.querySelector("[data-books-label]");
  const day = booksDay(form);
  const [year, month, date] = day.split("-");
  const same = day === form.dataset.today;
  place.textContent = same ? "Semua selesai hari ini" : `Semua selesai hari pertemuan, ${date}-${month}-${year}`;
}

function finishBooks(form) {
  for (const book of form.querySelectorAll("[data-book]")) {
    const input = book.querySelector("[type=date]");
    if (!input.value && !book.querySelector("[data-not-applicable]")?.checked) input.value = booksDay(form);
  }
}

/* Items already marked, and those proposed as not applicable, stay as they are. */
function doneAgenda(form) {
  for (const item of form.querySelectorAll("[data-agenda]")) {
    if (!item.querySelector("input[type=radio]:checked")) item.querySelector("input[value=DONE]").checked = true;
  }
}

const TAPS = {
  "all-present": (form) => fillAll(form),
  "present-save": (form) => savePresent(form),
  "all-done": (form) => doneAgenda(form),
  "all-books": (form) => finishBooks(form),
  fill: (form, button) => fill(button),
  more: (form, button) => showMore(button),
  "add-extra": (form, button) => addExtra(button),
};

/** Carry out the tap on a [data-tap] button; true when something may have changed. */
export function tap(form, target) {
  const button = target.closest("[data-tap]");
  if (!button) return false;
  TAPS[button.dataset.tap](form, button);
  return true;
}

/* The fields whose filling means that an added block is used; the others come with proposals. */
const TELLING = ["name", "nik", "attendance", "loan", "member", "principal", "purpose", "description", "amount"];

const filled = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "");

/** Hide what is empty and optional; a field that was filled or is at fault stays in sight. */
export function hideUnused(form) {
  for (const box of form.querySelectorAll("[data-optional]")) {
    const used = filled(amountInput(box)) || box.querySelector("[data-error]").textContent.trim();
    box.classList.toggle("is-unused", !used);
  }
  for (const block of form.querySelectorAll("[data-extra]")) {
    const used = TELLING.some((name) => [...block.querySelectorAll(`[name$="-${name}"]`)].some(filled));
    block.classList.toggle("is-unused", !used && !block.querySelector(".field-error:not(:empty), .notice"));
  }
  for (const button of form.querySelectorAll("[data-tap=add-extra]")) {
    const left = button.closest("[data-extras]").querySelector("[data-extra].is-unused");
    button.classList.toggle("is-unused", !left);
  }
}
