// Shows the « Imprimer » button, which needs a script, and prints.
for (const button of document.querySelectorAll('[data-behaviour="print"]')) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
