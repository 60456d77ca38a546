// Beside a field that is there to be copied: a button that copies it. Without JavaScript the field is selected by hand.
// A field that is folded is unfolded where the browser cannot copy it by itself.
for (const place of document.querySelectorAll('[data-behaviour="copy"]')) {
  const field = place.querySelector("input, textarea");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line", textContent: place.dataset.copy });
  const said = Object.assign(document.createElement("span"), { className: "small ms-3" });
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    if (!navigator.clipboard) field.closest("details")?.setAttribute("open", "");
    field.select();
    await navigator.clipboard?.writeText(field.value);
    said.textContent = navigator.clipboard ? place.dataset.copied : place.dataset.selected;
  });
  place.append(button, said);
}
