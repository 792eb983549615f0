/* Before logging out: what waits is named, and sent or kept deliberately; no page of a group stays on the phone. */

import { forgetPages } from "./phone_pages.js";
import { sealAll } from "./phone_seal.js";
import { sendWaiting, session } from "./phone_send.js";
import { dayInWords, STATES } from "./phone_states.js";
import { forgetOwner, ofUser, whoIsHere } from "./phone_store.js";

function tellWorker(message) {
  navigator.serviceWorker?.controller?.postMessage(message);
}

async function leave(form, keepSealed) {
  if (keepSealed) {
    const here = await session();
    if (!here?.seal) {
      window.alert("Tanpa sinyal Anda belum dapat keluar. Coba lagi bila sinyal ada.");
      return;
    }
    await sealAll(whoIsHere().id, here.seal);
  }
  await forgetPages();
  tellWorker({ type: "logout" });
  forgetOwner();
  form.submit();
}

function button(dialog, label, look, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${look}`;
  made.textContent = label;
  made.addEventListener("click", () => {
    dialog.close();
    dialog.remove();
    act();
  });
  return made;
}

function ask(form, waiting) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = document.createElement("h2");
  title.textContent = "Belum semuanya terkirim";
  const list = document.createElement("ul");
  for (const record of waiting) {
    const item = document.createElement("li");
    item.textContent = `${record.ksmName}, ${dayInWords(record.date)}: ${STATES[record.state][2].toLowerCase()}`;
    list.append(item);
  }
  const actions = document.createElement("div");
  actions.className = "actions";
  actions.append(
    button(dialog, "Kirim dulu", "btn-primary", async () => {
      await sendWaiting();
      start(form);
    }),
    button(dialog, "Kunci di ponsel ini, lalu keluar", "btn-outline-primary", () => leave(form, true)),
    button(dialog, "Batal", "btn-quiet", () => {}),
  );
  const note = document.createElement("p");
  note.textContent = "Isian yang dikunci hanya terbuka lagi, dan baru terkirim, sesudah Anda sendiri masuk di ponsel ini.";
  dialog.append(title, list, note, actions);
  document.body.append(dialog);
  dialog.showModal();
}

async function start(form) {
  const waiting = await ofUser(whoIsHere().id);
  if (waiting.length) ask(form, waiting);
  else await leave(form, false);
}

/** Logging out looks at the phone first. */
export function guardLogout() {
  for (const form of document.querySelectorAll("form[data-logout]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      start(form).catch(() => form.submit());
    });
  }
}
