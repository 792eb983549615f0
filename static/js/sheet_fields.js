/* Reading the sheet's fields, and writing what follows from them: totals, progress, difference, flags. */

import { answered } from "./sheet_faults.js";
import { difference, formatNumber, formatRupiah, parseRupiah, rowTotal, totals } from "./sheet_totals.js";

export const amountInput = (box) => box.querySelector("input");

/** The chosen mark of a row: "H", "T", ... or "". */
export function markOf(row) {
  return row.querySelector("[data-marks] input:checked")?.value ?? "";
}

function flowOf(box) {
  const chosen = box.closest("[data-cash-item]")?.querySelector("[name$=direction]:checked, select[name$=direction]");
  return chosen ? chosen.value.toLowerCase() : box.dataset.flow;
}

/** The approved loan chosen in a disbursement block, "" for a new loan or none. */
function approvedLoan(block) {
  return block?.querySelector("select[name$='-loan']")?.value ?? "";
}

/** The amounts inside a part of the page as {kind, flow, amount}; unreadable and empty ones are left out. */
export function entriesIn(part) {
  const entries = [];
  for (const box of part.querySelectorAll("[data-amount]")) {
    if (approvedLoan(box.closest("[data-disbursement]"))) continue;
    const { amount } = parseRupiah(amountInput(box).value);
    if (amount) entries.push({ kind: box.dataset.kind, flow: flowOf(box), amount });
  }
  return entries;
}

/** Approved loans that are handed out as they were decided: their principal leaves the box. */
function approvedEntries(form) {
  const entries = [];
  for (const block of form.querySelectorAll("[data-disbursement]")) {
    const chosen = approvedLoan(block);
    const known = chosen && form.querySelector(`[data-approved] [data-loan="${CSS.escape(chosen)}"]`);
    if (known) entries.push({ kind: "disbursed", flow: "out", amount: Number(known.dataset.principal) });
  }
  return entries;
}

/** Say beside the field what is wrong with an amount, while it is typed. */
export function flagAmount(box) {
  const { error } = parseRupiah(amountInput(box).value);
  amountInput(box).classList.toggle("is-invalid", Boolean(error));
  if (error) amountInput(box).setAttribute("aria-invalid", "true");
  else amountInput(box).removeAttribute("aria-invalid");
  box.querySelector("[data-error]").textContent = error;
}

/** Write a readable amount the usual way once the field is left. */
export function tidyAmount(box) {
  const { amount, error } = parseRupiah(amountInput(box).value);
  if (!error) amountInput(box).value = amount === null ? "" : formatNumber(amount);
}

function showSuggestion(box) {
  const input = amountInput(box);
  const button = box.querySelector("[data-tap=fill]");
  if (!button) return;
  button.hidden = !input.dataset.suggested;
  button.setAttribute("aria-pressed", String(input.value.trim() !== ""));
}

/** The fine that the group agreed for the mark of this row, as a suggestion only. */
function suggestFine(form, row) {
  const input = row.querySelector("[data-suggest-fine]");
  if (!input) return;
  const agreed = { T: form.dataset.fineLate, A: form.dataset.fineAbsent }[markOf(row)];
  const amount = Number(agreed) || 0;
  input.dataset.suggested = amount || "";
  if (amount) input.placeholder = formatNumber(amount);
  else input.removeAttribute("placeholder");
  if (amount) input.closest("[data-amount]").classList.remove("is-unused");
}

function refreshRow(form, row) {
  suggestFine(form, row);
  const sum = rowTotal(entriesIn(row));
  const output = row.querySelector("[data-row-total]");
  if (output) output.textContent = sum ? formatNumber(sum) : "";
}

function refreshJoint(form) {
  for (const due of form.querySelectorAll(".due")) {
    const paid = amountInput(due.querySelector("[data-amount]")).value.trim() !== "";
    const joint = due.querySelector("[data-joint]");
    joint.classList.toggle("is-unused", !paid && !joint.querySelector("input").checked);
  }
}

function write(selector, text, complete) {
  for (const place of document.querySelectorAll(selector)) {
    place.textContent = text;
    if (complete !== undefined) place.classList.toggle("is-complete", complete);
  }
}

function refreshTotals(form) {
  const opening = Number(form.dataset.openingCash);
  const { byKind, cash } = totals([...entriesIn(form), ...approvedEntries(form)], opening);
  for (const place of document.querySelectorAll("[data-total]")) {
    const sum = byKind[place.dataset.total] ?? 0;
    place.textContent = formatNumber(sum);
    place.closest("[data-when-used]")?.classList.toggle("is-unused", sum === 0);
  }
  write("[data-cash-expected]", formatRupiah(cash));
  refreshDifference(form, cash);
}

function refreshDifference(form, expected) {
  const { amount } = parseRupiah(amountInput(form.querySelector("[data-counted] [data-amount]")).value);
  const place = form.querySelector("[data-difference]");
  const found = amount === null ? null : difference(amount, expected);
  const text = found ? `${found.even ? "✓" : "▲"} ${found.text}` : "";
  if (found?.even) answered(form, [form.elements["closing-difference_reason"]]);
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("is-even", Boolean(found?.even));
  place.classList.toggle("is-off", found ? !found.even : false);
  const reason = form.querySelector("[data-difference-reason]");
  const typed = reason.querySelector("input, textarea").value.trim() !== "";
  reason.classList.toggle("is-unused", !typed && (!found || found.even));
}

function showProgress(progress) {
  for (const [name, [done, all]] of Object.entries(progress)) {
    write(`[data-progress=${name}]`, `${done} dari ${all}`, done === all);
    write(`[data-progress-short=${name}]`, `${done}/${all}`, done === all);
  }
  return progress;
}

function refreshProgress(form) {
  const rows = [...form.querySelectorAll("[data-member]")];
  const items = [...form.querySelectorAll("[data-agenda]")];
  const books = [...form.querySelectorAll("[data-book]")];
  const finished = (book) =>
    book.querySelector("[type=date]").value || book.querySelector("[data-not-applicable]")?.checked;
  const written = ["decisions", "minutes"].some((name) => form.elements[`closing-${name}`].value.trim());
  return showProgress({
    members: [rows.filter(markOf).length, rows.length],
    agenda: [items.filter((item) => item.querySelector("input[type=radio]:checked")).length, items.length],
    books: [books.filter(finished).length, books.length],
    minutes: [Number(written), 1],
  });
}

/* An approved loan has its terms already: only a new one asks for them. */
function refreshLoanTerms(form) {
  for (const block of form.querySelectorAll("[data-disbursement]")) {
    for (const field of block.querySelectorAll("[data-loan-fields] > .field:not(:first-child)")) {
      field.classList.toggle("is-unused", approvedLoan(block) !== "");
    }
  }
}

/* Who was paid is asked only of what is bought on a line of the RAB. */
function refreshPurchases(form) {
  for (const block of form.querySelectorAll("[data-cash-item]")) {
    const paid = block.querySelector("input[name$='-paid_to']");
    if (!paid) continue;
    const bought = block.querySelector("select[name$='-account']").value.startsWith("RAB-");
    paid.closest(".field").classList.toggle("is-unused", !bought && !paid.value.trim());
  }
}

function refreshHeader(form) {
  const value = (name) => form.querySelector(`[name$="-${name}"]`)?.value ?? "";
  const day = value("held_on").split("-").reverse().join("-");
  form.querySelector("[data-header-note]").textContent = [day, value("start_time")?.replace(":", "."), value("place")].filter(Boolean).join(" · ");
}

function refreshReasons(form) {
  for (const item of form.querySelectorAll("[data-agenda]")) {
    const chosen = item.querySelector("input[type=radio]:checked")?.value;
    const input = item.querySelector("[data-reason] input");
    if (chosen === "NA" && !input.value && input.dataset.proposed) input.value = input.dataset.proposed;
    item.querySelector("[data-reason]").classList.toggle("is-unused", chosen !== "NA");
  }
}

/** Bring everything that is shown in line with what is typed; how far each part is, as [done, all] by its name. */
export function refresh(form) {
  for (const row of form.querySelectorAll("[data-member], [data-new-member]")) refreshRow(form, row);
  for (const box of form.querySelectorAll("[data-amount]")) showSuggestion(box);
  refreshJoint(form);
  refreshReasons(form);
  refreshLoanTerms(form);
  refreshPurchases(form);
  refreshHeader(form);
  refreshTotals(form);
  return refreshProgress(form);
}
