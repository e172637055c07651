// The prompt, with what was asked for before, and the two decks with the crossfader between them.
import { at, element } from "./dom.js";
import { blend, fader, field } from "./controls.js";
import { act, set, values, watch } from "./link.js";

const KEY = "reverie prompts", KEPT = 40, OFFERED = 12;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

export function prompt(parameters, actions) {
  const row = parameters.get("/dream/prompt");
  const box = blend(row, { big: true });
  const past = element("div", { class: "past", role: "group", "aria-label": "Prompts before" });
  const seed = actions.get("/dream/seed/next");
  at("prompt").replaceChildren(
    box,
    element("div", { class: "line" },
      element("button", { type: "button", class: "go", title: "Go there (Enter)", onclick: () => box.send() }, "Dream it"),
      element("button", { type: "button", title: "Blend in another text", onclick: () => box.more() }, "+ blend"),
      seed && element("button", { type: "button", "data-action": seed.address, title: seed.doc, onclick: () => act(seed.address) }, "New seed")),
    past);

  let history = remembered(), place = -1;
  const words = (value) => value.map(([text]) => text).join(" + ");
  function draw() {
    past.replaceChildren(...history.slice(0, OFFERED).map((value) =>
      element("button", { type: "button", title: words(value), onclick: () => set(row.address, ...(value.length === 1 && value[0][1] === 1 ? [value[0][0]] : value.flat())) }, words(value))));
  }
  watch(row.address, (value) => {
    history = [value, ...history.filter((each) => words(each) !== words(value))].slice(0, KEPT);
    place = -1;
    try { localStorage.setItem(KEY, JSON.stringify(history)); } catch { /* a private window keeps nothing */ }
    draw();
  });
  box.addEventListener("keydown", (event) => { // through the prompts before, from the first and last line of the field
    const text = event.target;
    if (!text.classList.contains("words") || event.shiftKey) return;
    const up = event.key === "ArrowUp" && text.selectionStart === text.selectionEnd && !text.value.slice(0, text.selectionStart).includes("\n");
    const down = event.key === "ArrowDown" && !text.value.slice(text.selectionEnd).includes("\n");
    if (!up && !down) return;
    const next = place + (up ? 1 : -1);
    if (next < -1 || next >= history.length) return;
    place = next;
    text.value = place < 0 ? words(values.get(row.address)) : words(history[place]);
    text.dispatchEvent(new Event("input"));
    event.preventDefault();
  });
}

export function decks(parameters) {
  const [a, b, mix] = ["/deck/a", "/deck/b", "/deck/mix"].map((address) => parameters.get(address));
  const deck = (row, name, side) => element("div", { class: `deck ${name}` },
    element("button", { type: "button", class: "letter", "aria-label": `All of deck ${name.toUpperCase()}`, title: "fade all the way here", onclick: () => set(mix.address, side) }, name.toUpperCase()),
    field(row, { "aria-label": `deck ${name.toUpperCase()}`, placeholder: row.doc }));
  const cross = fader(mix, { name: "crossfader" });
  cross.classList.add("cross");
  at("decks").replaceChildren(deck(a, "a", 0), deck(b, "b", 1), cross);
}
