/* Says which file was chosen, in place of the browser's own words. */

for (const input of document.querySelectorAll("[data-file-pick] input[type=file]")) {
  const said = input.closest("[data-file-pick]").querySelector("output");
  const nothing = said.textContent;
  const tell = () => { said.textContent = input.files[0]?.name ?? nothing; };
  input.addEventListener("change", tell);
  tell();
}
