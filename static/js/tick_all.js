/* Many boxes to tick: above them two buttons tick all or none. Without scripts each is ticked by itself. */
for (const group of document.querySelectorAll("[data-tick-all]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const actions = document.createElement("div");
  actions.className = "actions";
  for (const [words, ticked] of [["Pilih semua", true], ["Kosongkan", false]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = words;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = ticked;
    });
    actions.append(button);
  }
  group.prepend(actions);
}
