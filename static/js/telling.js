/* The share sheet of the phone, and copying. Without it the text can be selected, and the links still work. */
const text = document.querySelector("[data-told]").value;
const share = document.querySelector("[data-share]");
const copy = document.querySelector("[data-copy]");

if (navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => navigator.share({ text }).catch(() => {}));
}
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    document.querySelector("[data-copied]").textContent = "Sudah disalin.";
  });
}
