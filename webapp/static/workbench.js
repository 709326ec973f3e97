// The workbench by keyboard. In a list j and k move and Enter opens; on the page of a pair a key presses the button or
// link that names it in data-key. Keys act alone, never with Control, Alt or Shift, and never inside a field, which
// Escape leaves; they can be turned off (WCAG 2.1.4). Without this script everything works by mouse and Tab.

const OFF = "zhishu-workbench-keys-off";
const rows = [...document.querySelectorAll("table[data-list] tbody tr")];
const on = () => "keys" in document.documentElement.dataset;
let current = -1;
let sent = false;

function turn(wanted) {
  if (wanted) document.documentElement.dataset.keys = "";
  else delete document.documentElement.dataset.keys;
}

function stored() {
  try { return localStorage.getItem(OFF) !== null; } catch { return false; } // where storage is forbidden
}

function store(off) {
  try { off ? localStorage.setItem(OFF, "") : localStorage.removeItem(OFF); } catch { return; }
}

const field = (target) =>
  target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

function move(step) {
  rows[current]?.classList.remove("current");
  current = Math.min(Math.max(current + step, 0), rows.length - 1);
  rows[current].classList.add("current");
  rows[current].querySelector("th a, a")?.focus({ preventScroll: true });
  rows[current].scrollIntoView({ block: "nearest" });
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  target.focus();
  if (target.matches("input[type=radio]")) target.checked = true;
  else if (!sent) target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !on()) return;
  const inside = field(event.target);
  if (inside) {
    if (event.key === "Escape") inside.blur();
    return;
  }
  const key = event.key.toLowerCase();
  if (rows.length && (key === "j" || key === "k")) move(key === "j" ? 1 : -1);
  else if (event.repeat) return; // a key that is held down decides once
  else if (key === "r" && document.getElementById("reason")) document.getElementById("reason").focus();
  else if (!press(key)) return;
  event.preventDefault();
});

// A form is sent once, however often its key is pressed while the answer is under way.
document.addEventListener("submit", () => { setTimeout(() => { sent = true; }); });
addEventListener("pageshow", () => { sent = false; });

turn(!stored());
for (const help of document.querySelectorAll(".keyboard")) help.hidden = false;
for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = on();
  box.addEventListener("change", () => { turn(box.checked); store(!box.checked); });
}

for (const phrases of document.querySelectorAll(".phrases")) {
  phrases.hidden = false;
  phrases.addEventListener("click", (event) => {
    const phrase = event.target.dataset?.phrase;
    const reason = document.getElementById("reason");
    if (!phrase || !reason) return;
    reason.value = reason.value ? `${reason.value} ${phrase}` : phrase;
    reason.focus();
  });
}

// What a page begins with is not read out by itself: the focus goes to a refusal or dry run, and a live region says again
// what was done.
document.querySelector("[data-focus]")?.focus({ preventScroll: true });
for (const said of document.querySelectorAll("[data-announce]")) {
  setTimeout(() => said.append("\u00a0"), 200); // a change, which screen readers read out with the rest
}
