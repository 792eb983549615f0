/* What a user leaves on a phone at logout is sealed: nobody reads it until the same user is logged in again. */

import { ofUser, all, put, remove } from "./phone_store.js";

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

const keyFrom = (hex) => window.crypto.subtle.importKey("raw", bytesOf(hex), "AES-GCM", false, ["encrypt", "decrypt"]);

/** Seal every record of a user; only the owner's name and the day stay readable. */
export async function sealAll(user, hex) {
  const key = await keyFrom(hex);
  for (const record of await ofUser(user)) {
    const iv = window.crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(record));
    const sealed = await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    const { user: owner, userName, date, at, state } = record;
    await put({ id: `sealed:${record.key}`, user: owner, userName, date, at, state, sealed, iv });
    await remove(record.id);
  }
}

/** Open what this user had sealed. */
export async function unsealAll(user, hex) {
  const found = (await all()).filter((record) => record.sealed && record.user === user);
  if (!found.length) return;
  const key = await keyFrom(hex);
  for (const { id, iv, sealed } of found) {
    const plain = await window.crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
    await put(JSON.parse(new TextDecoder().decode(plain)));
    await remove(id);
  }
}
