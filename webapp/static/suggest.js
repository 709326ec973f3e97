// Suggestions under every search box: an ARIA combobox with a list of groups. Without scripts the box is a plain form.
// Nothing is sent while an input method is composing (ui: typing Pinyin must not search for half a syllable).

const WAIT = 150;

class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("div");
    this.list.className = "suggestions";
    this.list.id = `suggestions-${Math.random().toString(36).slice(2)}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.getAttribute("aria-label") || input.labels?.[0]?.textContent || "");
    this.list.hidden = true;
    input.after(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    this.chosen = -1;
    this.asked = 0;
    input.addEventListener("input", (event) => { if (!event.isComposing) this.soon(); });
    input.addEventListener("compositionend", () => this.soon());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const text = this.input.value.trim();
    const number = ++this.asked;
    if (!text) return this.close();
    const response = await fetch(`${this.input.dataset.suggest}?q=${encodeURIComponent(text)}`);
    if (!response.ok || number !== this.asked) return;
    this.show((await response.json()).groups);
  }

  show(groups) {
    this.list.replaceChildren(...groups.map((group) => this.group(group)));
    this.choose(-1);
    this.list.hidden = !groups.length;
    this.input.setAttribute("aria-expanded", String(groups.length > 0));
  }

  group({ label, entities }) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    const heading = document.createElement("p");
    heading.textContent = label;
    heading.setAttribute("role", "presentation");
    group.append(heading, ...entities.map((entity) => this.option(entity)));
    return group;
  }

  option(entity) {
    const option = document.createElement("a");
    option.setAttribute("role", "option");
    option.id = `${this.list.id}-${encodeURIComponent(entity.iri)}`;
    option.href = entity.href;
    option.tabIndex = -1;
    option.textContent = entity.label;
    if (entity.form !== entity.label) {
      const form = document.createElement("span");
      form.textContent = entity.form;
      option.append(form);
    }
    return option;
  }

  key(event) {
    if (event.isComposing || this.list.hidden) return;
    const options = this.options;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.choose((this.chosen + 1) % options.length);
    else if (event.key === "ArrowUp") this.choose((this.chosen <= 0 ? options.length : this.chosen) - 1);
    else if (event.key === "Enter" && this.chosen >= 0) location.assign(options[this.chosen].href);
    else return;
    event.preventDefault();
  }

  choose(place) {
    this.chosen = place;
    this.options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = this.options[place];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.asked += 1;
    this.choose(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Suggestions(input);
