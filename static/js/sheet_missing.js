/* What a sheet still misses, as far as a phone can know without the server. */

import { amountInput, markOf } from "./sheet_fields.js";
import { parseRupiah } from "./sheet_totals.js";

const some = (form, selector, test) => [...form.querySelectorAll(selector)].some(test);

/** What must be filled before a sheet can be closed, in words; empty when nothing is known to be missing. */
export function missing(form) {
  const counted = parseRupiah(amountInput(form.querySelector("[data-counted] [data-amount]")).value).amount;
  const off = form.querySelector("[data-difference].is-off");
  const written = (name) => form.elements[name]?.value.trim();
  const left = {
    "kehadiran": some(form, "[data-member]", (row) => !markOf(row)),
    "agenda": some(form, "[data-agenda]", (item) => !item.querySelector("input[type=radio]:checked")),
    "pemeriksa buku": some(form, "[data-book] [type=date]", (day) => day.value) && !written("closing-checked_by"),
    "keputusan atau notulen": !written("closing-decisions") && !written("closing-minutes"),
    "angka yang tidak terbaca": some(form, "[data-amount]", (box) => parseRupiah(amountInput(box).value).error),
    "kas dihitung": counted === null,
    "alasan selisih kas": off && !written("closing-difference_reason"),
    "alasan minggu sebelumnya tidak dilaksanakan": !form.dataset.carried && "closing-gaps_reason" in form.elements && !written("closing-gaps_reason"),
  };
  return Object.keys(left).filter((name) => left[name]);
}
