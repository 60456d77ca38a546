// A button that copies what stands in another element, as text. Without JavaScript the text is selected by hand.
for (const button of document.querySelectorAll('[data-behaviour="copy-text"]')) {
  const words = button.innerHTML;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.from);
    try {
      await navigator.clipboard.writeText(from.innerText.trim());
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.innerHTML = words; }, 2000);
    } catch {
      getSelection().selectAllChildren(from); // no clipboard: it is ready to be copied with the keys
    }
  });
}
