// Assigning: where one track alone is chosen, its own time is proposed as the day. Without this file the time stands beside
// each track, and the day is for the manager to choose.

const form = document.querySelector('[data-behaviour="assign"]');

function proposeDays(day) {
  let isChosen = false; // a day that was typed stays
  day.addEventListener("input", () => { isChosen = true; });
  form.addEventListener("change", (event) => {
    if (isChosen || event.target.name !== "item") return;
    const items = form.querySelectorAll('input[name="item"]:checked');
    day.value = (items.length === 1 && items[0].dataset.due) || day.dataset.usual;
  });
}

if (form && form.elements.due_on.dataset.usual) proposeDays(form.elements.due_on);
