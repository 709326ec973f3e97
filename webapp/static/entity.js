// The page of an entity. "Copy link" appears where the browser can write to the clipboard, and says so when it is done;
// a drawing that is wider than the screen begins at its middle, where the ego is.

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 2000);
  });
}

for (const figure of document.querySelectorAll("figure.rings")) {
  figure.scrollLeft = (figure.scrollWidth - figure.clientWidth) / 2;
}
