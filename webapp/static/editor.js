// The SPARQL editor: Ctrl+Enter (or Cmd+Enter) runs the query.

const editor = document.querySelector("textarea#query");
editor?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    editor.form.requestSubmit();
  }
});
