/* What the sheet tells its user outside the fields: notices with buttons, and where the typing is kept. */

const STATES = {
  kept: ["warn", "Draf, tersimpan di ponsel"],
  "not-kept": ["bad", "Ponsel tidak dapat menyimpan; jangan tutup halaman ini"],
  discarded: ["plain", "Isian ponsel dibuang"],
  sent: ["ok", "Terkirim"],
};
const SIGNS = { info: "ℹ", warn: "▲", bad: "■", ok: "✓", plain: "●" };

const place = () => document.querySelector("[data-notices]");

export function clearNotices() {
  place().replaceChildren();
}

function button([label, act, question]) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-outline-primary";
  made.textContent = label;
  made.addEventListener("click", () => {
    if (!question || window.confirm(question)) act();
  });
  return made;
}

/** One notice above the sheet; actions are [label, function, question to ask first]. */
export function notice(tone, text, actions = []) {
  const box = document.createElement("div");
  box.className = `notice notice-${tone}`;
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = SIGNS[tone];
  const words = document.createElement("div");
  words.append(text);
  const row = document.createElement("div");
  row.className = "actions";
  row.append(...actions.map(button));
  words.append(row);
  box.append(sign, words);
  place().replaceChildren(box);
  box.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** The small status under the heading. */
export function saveState(name) {
  const [tone, word] = STATES[name];
  const shown = document.createElement("span");
  shown.className = `status status-${tone}`;
  shown.textContent = `${SIGNS[tone]} ${word}`;
  document.querySelector("[data-save-state]").replaceChildren(shown);
}

/** The messages of the page that answered, told again by the next page: the server says each only once. */
export function carryMessages(page) {
  const found = [...page.querySelectorAll(".messages .notice")].map((box) => [box.className, box.textContent.trim()]);
  try {
    window.sessionStorage.setItem("ksm-messages", JSON.stringify(found));
  } catch {
    /* without storage the page itself shows that the sheet is closed */
  }
}
