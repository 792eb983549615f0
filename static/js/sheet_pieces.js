/* The box counted by note and coin: how many of each make the counted cash. */

import { amountInput } from "./sheet_fields.js";
import { formatNumber } from "./sheet_totals.js";

const countOf = (piece) => piece.querySelector("input").value.replace(/\s/g, "");

/** Write the sum of each kind; with `typed` also the counted cash, where anything was counted so. */
export function sumPieces(form, typed) {
  let total = 0;
  let readable = true;
  let used = false;
  for (const piece of form.querySelectorAll(".piece")) {
    const count = countOf(piece);
    const sum = /^\d{1,6}$/.test(count) ? Number(count) * Number(piece.dataset.value) : 0;
    readable &&= count === "" || /^\d{1,6}$/.test(count);
    used ||= count !== "";
    piece.querySelector("[data-piece-sum]").textContent = sum ? formatNumber(sum) : "";
    total += sum;
  }
  if (typed && readable) amountInput(form.querySelector("[data-counted] [data-amount]")).value = used ? formatNumber(total) : "";
}
