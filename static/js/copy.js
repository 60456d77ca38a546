// Beside a field that is there to be copied: a button that copies it. Without JavaScript the field is selected by hand.
for (const place of document.querySelectorAll('[data-behaviour="copy"]')) {
  const field = place.querySelector("input");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line", textContent: place.dataset.copy });
  const said = Object.assign(document.createElement("span"), { className: "small ms-3" });
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard?.writeText(field.value);
    said.textContent = navigator.clipboard ? place.dataset.copied : place.dataset.selected;
  });
  place.append(button, said);
}
