/* What stands open and what is folded, and the next part that is still open. */

import { amountInput, markOf } from "./sheet_fields.js";
import { formatNumber } from "./sheet_totals.js";

/* The fields whose filling means that an added block is used; the others come with proposals. */
const TELLING = ["name", "nik", "attendance", "loan", "member", "principal", "purpose", "description", "amount"];

const filled = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "");
const faulty = (part) => part.querySelector(".field-error:not(:empty), .notice") !== null;

function usedBlock(block) {
  return TELLING.some((name) => [...block.querySelectorAll(`[name$="-${name}"]`)].some(filled)) || faulty(block);
}

/** Hide what is empty and optional; the first added block waits in its fold, and what is filled stays in sight. */
export function hideUnused(form) {
  for (const box of form.querySelectorAll("[data-optional]")) {
    const used = filled(amountInput(box)) || box.querySelector("[data-error]").textContent.trim();
    box.classList.toggle("is-unused", !used);
  }
  for (const extras of form.querySelectorAll("[data-extras]")) {
    const blocks = [...extras.querySelectorAll("[data-extra]")];
    blocks.forEach((block, place) => block.classList.toggle("is-unused", place > 0 && !usedBlock(block)));
    const left = extras.querySelector("[data-extra].is-unused");
    extras.querySelector("[data-tap=add-extra]").classList.toggle("is-unused", !left);
  }
}

function paysUsual(box) {
  const input = amountInput(box);
  const typed = input.value.trim();
  if (!typed) return true;
  return !box.hasAttribute("data-optional") && typed === formatNumber(Number(input.dataset.suggested));
}

/** Somebody who is not simply present, or paid something else than is usual. */
function differs(row) {
  const mark = markOf(row);
  return (mark && mark !== "H") || ![...row.querySelectorAll("[data-amount]")].every(paysUsual) || faulty(row);
}

/** Open what holds something out of the ordinary, after a copy of the phone was put into the form. */
export function openDiffering(form) {
  for (const row of form.querySelectorAll("[data-member]")) if (differs(row)) row.open = true;
  for (const fold of form.querySelectorAll("[data-fold]")) {
    const blocks = [...fold.querySelectorAll("[data-extra]")];
    const fields = [...fold.querySelectorAll(".bank input, .piece input, textarea")];
    if (blocks.some(usedBlock) || fields.some(filled)) fold.open = true;
  }
}

/** Where an address of this page leads into a fold, the fold opens. */
export function openTarget(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  return target;
}

const PARTS = [
  ["members", "anggota", "Anggota"],
  ["agenda", "agenda", "Agenda"],
  ["books", "buku", "Buku"],
  ["minutes", "notulen", "Notulen"],
];

/** The first part that still misses something: {id, label}; the cash comes last. */
function nextPart(progress) {
  const open = PARTS.find(([name]) => progress[name][0] < progress[name][1]);
  if (!open) return { id: "kas", label: "Lanjut: Kas" };
  const [name, id, word] = open;
  return { id, label: `Lanjut: ${word} ${progress[name].join("/")}` };
}

export function showNext(progress) {
  const link = document.querySelector("[data-next]");
  const part = nextPart(progress);
  if (link.getAttribute("href") !== `#${part.id}`) link.setAttribute("href", `#${part.id}`);
  const label = link.querySelector("[data-next-label]");
  if (label.textContent !== part.label) label.textContent = part.label;
}

function entryOf(section) {
  const unmarked = [...section.querySelectorAll("[data-member]")].filter((row) => !markOf(row));
  const some = unmarked.length < section.querySelectorAll("[data-member]").length;
  if (some && unmarked.length) return unmarked[0].querySelector("summary");
  return section.querySelector("[data-tap]:not(.is-unused)[aria-pressed=false], [data-counted] input, summary");
}

/** Go to the part that the foot names, with its first button or field at hand. */
export function goToNext() {
  const section = document.querySelector(document.querySelector("[data-next]").getAttribute("href"));
  section.scrollIntoView({ block: "start", behavior: "instant" });
  (entryOf(section) ?? section).focus({ preventScroll: section.id !== "anggota" });
}
