/* Amounts and sums of the meeting sheet, without touching the page. Reads amounts exactly as ksm/money.py does. */

export const LARGEST_AMOUNT = 10_000_000_000;

const WHOLE = /^(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,00|,-)?$/;
const NOTHING = new Set(["", "-", "–", "—"]);

/** Whole rupiah out of what was typed: {amount, error}. Nothing typed is amount null; what cannot be read has a sentence. */
export function parseRupiah(text) {
  // Marks that nobody sees come from phones; ksm/text.py takes them off too.
  const compact = (text ?? "").replace(/[\s\p{Default_Ignorable_Code_Point}]+/gu, "").replace(/[‐‑−]/g, "-");
  if (NOTHING.has(compact)) return { amount: null, error: "" };
  const negative = compact.startsWith("-");
  const digits = compact.replace(/^-/, "").replace(/^rp\.?/i, "");
  if (!WHOLE.test(digits)) {
    return { amount: null, error: "Tulis jumlah dalam rupiah utuh, misalnya 10000 atau 10.000, tanpa sen." };
  }
  const amount = Number(digits.replace(/,(?:00|-)$/, "").replaceAll(".", ""));
  if (negative && amount > 0) return { amount: null, error: "Tulis jumlah tanpa tanda kurang." };
  if (amount > LARGEST_AMOUNT) return { amount: null, error: `Paling banyak ${formatNumber(LARGEST_AMOUNT)}.` };
  return { amount, error: "" };
}

/** 1250000 as "1.250.000". */
export function formatNumber(amount) {
  return String(Math.trunc(amount)).replace(/\B(?=(?:\d{3})+$)/g, ".");
}

/** 1250000 as "Rp1.250.000", negative as "-Rp1.250.000". */
export function formatRupiah(amount) {
  return `${amount < 0 ? "-" : ""}Rp${formatNumber(Math.abs(amount))}`;
}

const SAVINGS = ["pokok", "wajib", "sukarela"];

/**
 * Sums by kind, and the cash that should be in the box. Entries are {kind, flow, amount}; flow "in" and "out" move
 * cash, "none" (counted money) does not.
 */
export function totals(entries, openingCash) {
  const byKind = {};
  let cash = openingCash;
  for (const { kind, flow, amount } of entries) {
    if (flow === "none") continue;
    const name = kind === "other" ? `other_${flow}` : kind;
    byKind[name] = (byKind[name] ?? 0) + amount;
    cash += flow === "in" ? amount : -amount;
  }
  byKind.savings = SAVINGS.reduce((sum, kind) => sum + (byKind[kind] ?? 0), 0);
  return { byKind, cash };
}

/** What a row brought in, less what it took out. */
export function rowTotal(entries) {
  return totals(entries, 0).cash;
}

/** The counted money against the expected: {amount, even, text}. */
export function difference(counted, expected) {
  const amount = counted - expected;
  if (amount === 0) return { amount, even: true, text: "Cocok dengan buku" };
  const word = amount < 0 ? "Kurang" : "Lebih";
  return { amount, even: false, text: `${word} ${formatRupiah(Math.abs(amount))}` };
}
