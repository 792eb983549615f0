/* The taps that save typing. Each is deliberate, and a second one takes it back: nothing is filled in by itself. */

import { amountInput, markOf } from "./sheet_fields.js";
import { formatNumber } from "./sheet_totals.js";

const PRESENT = new Set(["H", "T"]);
const AWAY = new Set(["I", "S", "A"]);

/* What each quick tap filled, by its button: [{field, before, after}]. */
const filledBy = new WeakMap();

const valueOf = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value);

function write(field, value) {
  if (["radio", "checkbox"].includes(field.type)) field.checked = value;
  else field.value = value;
}

function fillIn(log, field, value) {
  log.push({ field, before: valueOf(field), after: value });
  write(field, value);
}

function markPresent(form, log) {
  for (const row of form.querySelectorAll("[data-member]")) {
    if (!markOf(row)) fillIn(log, row.querySelector("[data-marks] input[value=H]"), true);
  }
}

/* What those present usually pay becomes real; what was typed stays, and away rows stay empty. */
function payPresent(form, log, kind) {
  for (const row of form.querySelectorAll("[data-member]")) {
    if (!PRESENT.has(markOf(row))) continue;
    for (const box of row.querySelectorAll(`[data-kind=${kind}]`)) {
      const input = amountInput(box);
      if (input.value.trim() || !Number(input.dataset.suggested) || box.closest("[data-arrears]")) continue;
      fillIn(log, input, formatNumber(Number(input.dataset.suggested)));
      input.dataset.bulk = "1";
    }
  }
}

function takeFrom(input) {
  if (!input.dataset.bulk) return;
  input.dataset.back = input.value;
  input.value = "";
  delete input.dataset.bulk;
}

function giveBack(input) {
  if (!input.dataset.back || input.value.trim()) return;
  input.value = input.dataset.back;
  input.dataset.bulk = "1";
  delete input.dataset.back;
}

/** Someone marked away after the bulk tap brought no money: what no thumb typed goes, and comes back with the mark. */
export function followMark(row) {
  const mark = markOf(row);
  for (const input of row.querySelectorAll("[data-amount] input")) {
    if (AWAY.has(mark)) takeFrom(input);
    else if (PRESENT.has(mark)) giveBack(input);
  }
}

/** What a thumb typed itself is no bulk tap's any more. */
export function ownedByThumb(input) {
  delete input.dataset.bulk;
  delete input.dataset.back;
}

function fill(button) {
  const input = amountInput(button.closest("[data-amount]"));
  ownedByThumb(input);
  input.value = input.value.trim() ? "" : formatNumber(Number(input.dataset.suggested));
  return [input];
}

function propose(button) {
  const field = button.closest("[data-proposed-for]").querySelector("input");
  field.value = button.dataset.proposal;
  return [field];
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

const unfinished = (form) =>
  [...form.querySelectorAll("[data-book]")].filter(
    (book) => !book.querySelector("[type=date]").value && !book.querySelector("[data-not-applicable]")?.checked,
  );

const unanswered = (form) =>
  [...form.querySelectorAll("[data-agenda]")].filter((item) => !item.querySelector("input[type=radio]:checked"));

const filledCount = (form) => Number(Boolean(form.elements["closing-decisions"].value.trim() || form.elements["closing-minutes"].value.trim()));

/** What the quick taps of agenda and books would fill: how many, and of which day. */
export function labelQuick(form) {
  const [year, month, date] = booksDay(form).split("-");
  const when = booksDay(form) === form.dataset.today ? "hari ini" : `${date}-${month}-${year}`;
  form.querySelector("[data-books-label]").textContent = `${unfinished(form).length} selesai ${when}`;
  form.querySelector("[data-count=agenda]").textContent = unanswered(form).length;
  const left = { "all-done": unanswered(form).length, "all-books": unfinished(form).length, "no-decision": 1 - filledCount(form) };
  for (const [name, count] of Object.entries(left)) {
    const button = form.querySelector(`[data-tap=${name}]`);
    button.classList.toggle("is-unused", count === 0 && button.getAttribute("aria-pressed") !== "true");
  }
}

function fillEmpty(form, log, name, value) {
  const field = form.elements[name];
  if (field && value && !field.value.trim()) fillIn(log, field, value);
}

/* A proposal beside a field of the sheet, "" where there is none. */
const proposal = (form, name) =>
  form.querySelector(`[data-proposed-for="${name}"] [data-proposal]`)?.dataset.proposal ?? "";

function fillProposed(form, log, ...names) {
  for (const name of names) fillEmpty(form, log, name, proposal(form, name));
}

const QUICK = {
  "all-present": (form, log) => markPresent(form, log),
  "present-save": (form, log) => payPresent(form, log, "wajib"),
  "present-repay": (form, log) => payPresent(form, log, "loan"),
  "all-routine": (form, log) => {
    markPresent(form, log);
    payPresent(form, log, "wajib");
    payPresent(form, log, "loan");
  },
  /* Items already marked, and those proposed as not applicable, stay as they are. */
  "all-done": (form, log) => {
    for (const item of unanswered(form)) fillIn(log, item.querySelector("input[value=DONE]"), true);
  },
  "all-books": (form, log) => {
    for (const book of unfinished(form)) fillIn(log, book.querySelector("[type=date]"), booksDay(form));
    fillProposed(form, log, "closing-checked_by");
  },
  "no-decision": (form, log, button) => {
    fillEmpty(form, log, "closing-decisions", button.dataset.text);
    fillProposed(form, log, "head-chair", "head-minute_taker", "closing-next_date");
  },
};

/** Fill, or take back what the same button filled and nobody changed since. The fields that changed. */
function quick(form, button) {
  const log = filledBy.get(button);
  filledBy.delete(button);
  button.setAttribute("aria-pressed", "false");
  if (log) return undo(log);
  const filled = [];
  QUICK[button.dataset.tap](form, filled, button);
  if (filled.length) {
    filledBy.set(button, filled);
    button.setAttribute("aria-pressed", "true");
  }
  return filled.map((one) => one.field);
}

function undo(log) {
  const still = log.filter((one) => valueOf(one.field) === one.after);
  for (const { field, before } of still) {
    write(field, before);
    ownedByThumb(field);
  }
  return still.map((one) => one.field);
}

const TAPS = {
  fill: (form, button) => fill(button),
  propose: (form, button) => propose(button),
  more: (form, button) => showMore(button),
  "add-extra": (form, button) => addExtra(button),
};

/** Carry out the tap on a [data-tap] button: the fields it changed, null where no such button was tapped. */
export function tap(form, target) {
  const button = target.closest("[data-tap]");
  if (!button) return null;
  const act = TAPS[button.dataset.tap] ?? quick;
  return act(form, button) ?? [];
}
