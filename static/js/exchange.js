// Sending a file or importing it takes seconds: the button rests and a sentence says so, with the seconds that passed.
for (const form of document.querySelectorAll('form[data-behaviour="exchange"]')) {
  const button = form.querySelector("button:not([type])");
  const said = form.querySelector("[data-busy-text]");
  let clock = 0;
  const rest = () => {
    clearInterval(clock);
    button.disabled = false;
    said.textContent = "";
  };
  form.addEventListener("submit", () => {
    const began = Date.now();
    const shown = document.createElement("span");
    shown.setAttribute("aria-hidden", "true"); // read aloud once, not every second
    said.replaceChildren(form.dataset.busy, " ", shown);
    clock = setInterval(() => { shown.textContent = `${Math.round((Date.now() - began) / 1000)} s`; }, 1000);
    setTimeout(() => { button.disabled = true; });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) rest(); });
}
