/* What the sheet tells its user outside the fields: notices with buttons, and where the typing is kept. */

import { session } from "./phone_send.js";
import { statusOf } from "./phone_states.js";

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
  document.querySelector("[data-save-state]").replaceChildren(statusOf(name));
}

/** An action that shows the phone's version of a sheet beside the server's, on a page of its own. */
export function compareButton(record) {
  return ["Bandingkan", () => compare(record)];
}

export async function compare(record) {
  const url = new URL(record.address, window.location.href);
  const form = document.createElement("form");
  form.method = "post";
  form.action = url.pathname.replace(/catat\/$/, "banding/") + url.search;
  const token = (await session())?.token;
  if (!token) {
    notice("warn", "Untuk membandingkan perlu sinyal dan masuk lebih dulu.");
    return;
  }
  for (const [name, value] of [["csrfmiddlewaretoken", token], ["key", record.key], ...record.fields]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
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
