/* The states of a sheet on a phone, each with a sign and words. */

export const STATES = {
  kept: ["warn", "▲", "Tersimpan di ponsel"],
  waiting: ["accent", "⏳", "Menunggu sinyal"],
  sent: ["ok", "✓", "Terkirim"],
  check: ["bad", "■", "Perlu diperiksa"],
  "not-kept": ["bad", "■", "Ponsel tidak dapat menyimpan; jangan tutup halaman ini"],
  discarded: ["plain", "●", "Isian ponsel dibuang"],
};

/** A small status to be put on a page. */
export function statusOf(name) {
  const [tone, sign, word] = STATES[name];
  const shown = document.createElement("span");
  shown.className = `status status-${tone}`;
  shown.textContent = `${sign} ${word}`;
  return shown;
}

/** "2026-11-30" as "Senin, 30 November 2026". */
export const dayInWords = (date) =>
  new Date(`${date}T00:00`).toLocaleDateString("id-ID", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
