// A control for every kind of parameter and a form for every action, made from the table's rows.
import { element } from "./dom.js";
import { act, set, values, watch } from "./link.js";

const SETTLE = 300; // ms after the hand is off until what the show says counts again
const SLOP = 8; // px a finger moves before it turns a fader; up and down scrolls the page
const TAP = 350; // ms between the taps of a double tap
const UNITS = { deg: "°", x: "×", s: " s", beats: " beats", bpm: " bpm", Hz: " Hz" };

// The name on a control: the address without its group, and of modulation without its number.
export const label = (address) => address.split("/").slice(2).filter((part) => !/^\d+$/.test(part)).join(" ");

// Numbers over a wide range turn in ratios: a zoom of 1/4 is as far from 1 as one of 4.
export function scale({ low, high }) {
  if (low > 0 && high / low > 16) {
    const span = Math.log(high / low);
    return { to: (v) => Math.log(v / low) / span, from: (n) => exact(low * Math.exp(n * span), n, low, high) };
  }
  return { to: (v) => (v - low) / (high - low), from: (n) => exact(low + n * (high - low), n, low, high) };
}

const exact = (value, n, low, high) => (n <= 0 ? low : n >= 1 ? high : Number(value.toPrecision(6)));

export function shown(row, value) {
  if (value == null) return "auto";
  const span = row.high - row.low;
  const digits = row.kind === "int" ? 0 : span > 40 ? 1 : 2;
  return value.toFixed(digits).replace(/^-(0[.]?0*)$/, "$1") + (UNITS[row.unit] ?? "");
}

const reset = (row) => set(row.address, ...(row.default === null ? ["auto"] : [row.default]));

export function fader(row, { name = label(row.address), vertical = false } = {}) {
  const { to, from } = scale(row);
  const clamp = (n) => Math.min(1, Math.max(0, n));
  const text = element("span", { class: "value" });
  const knob = element("div", {
    class: "fader", role: "slider", tabindex: 0, title: row.doc, "data-address": row.address,
    "aria-label": name, "aria-valuemin": row.low, "aria-valuemax": row.high,
  }, element("span", { class: "fill" }), element("span", { class: "tick" }), element("span", { class: "ghost" }), element("span", { class: "name" }, name), text);
  const zero = row.low < 0 && row.high > 0 ? to(0) : 0;
  knob.style.setProperty("--o", zero);
  if (row.default === null) knob.classList.add("auto");
  else knob.style.setProperty("--d", clamp(to(row.default)));

  let norm = 0, drag = null, settling = 0, tapped = 0;
  function draw(value) {
    norm = value == null ? zero : clamp(to(value));
    knob.style.setProperty("--v", norm);
    knob.classList.toggle("changed", value !== row.default);
    text.textContent = shown(row, value);
    knob.setAttribute("aria-valuenow", value ?? row.low);
    knob.setAttribute("aria-valuetext", text.textContent);
  }
  watch(row.address, (value) => { if (!drag && !settling) draw(value); });
  function turn(n) {
    let value = from(clamp(n));
    if (row.kind === "int") value = Math.round(value);
    draw(value);
    set(row.address, value);
  }
  function settle() {
    clearTimeout(settling);
    settling = setTimeout(() => { settling = 0; if (!drag) draw(values.get(row.address)); }, SETTLE);
  }
  const along = (event) => {
    const box = knob.getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  };
  knob.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.tagName === "INPUT") return;
    const touch = event.pointerType === "touch";
    drag = { id: event.pointerId, x: event.clientX, norm, on: !touch, touch };
    if (!touch) {
      knob.setPointerCapture(event.pointerId);
      if (!event.shiftKey) turn(along(event));
      drag.norm = norm;
    }
  });
  knob.addEventListener("pointermove", (event) => {
    if (drag?.id !== event.pointerId) return;
    const moved = event.clientX - drag.x;
    if (!drag.on && Math.abs(moved) > SLOP) {
      drag.on = true;
      drag.x = event.clientX;
      knob.setPointerCapture(event.pointerId);
      return;
    }
    if (!drag.on) return;
    const fine = event.shiftKey ? 0.1 : 1;
    turn(drag.touch || event.shiftKey ? drag.norm + (moved / knob.clientWidth) * fine : along(event));
  });
  function release(event) {
    if (drag?.id !== event.pointerId) return;
    const tap = event.type === "pointerup" && drag.touch && !drag.on;
    drag = null;
    settle();
    if (!tap) return;
    if (event.timeStamp - tapped < TAP) { reset(row); clearTimeout(settling); settling = 0; }
    tapped = event.timeStamp;
  }
  knob.addEventListener("pointerup", release);
  knob.addEventListener("pointercancel", release);
  knob.addEventListener("dblclick", () => { clearTimeout(settling); settling = 0; draw(row.default); reset(row); });
  knob.addEventListener("keydown", (event) => {
    if (event.target !== knob || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = row.kind === "int" ? 1 / (row.high - row.low) : event.shiftKey ? 0.001 : 0.01;
    const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 0.1, PageDown: -0.1 }[event.key];
    if (by !== undefined) turn(norm + by);
    else if (event.key === "Home" || event.key === "End") turn(event.key === "End" ? 1 : 0);
    else if (event.key === "Delete" || event.key === "Backspace") reset(row);
    else if (event.key === "Enter") knob.type();
    else return;
    settle();
    event.preventDefault();
    event.stopPropagation();
  });
  knob.type = () => {
    const field = element("input", { class: "typed", type: "text", inputmode: "decimal", "aria-label": `${name}, a number` });
    field.value = values.get(row.address) ?? "";
    const done = (take) => {
      field.onblur = null;
      if (take && field.value.trim() !== "") set(row.address, Number.isNaN(Number(field.value)) ? field.value : Number(field.value));
      field.remove();
      knob.focus();
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") done(true);
      if (event.key === "Escape") done(false);
    });
    field.onblur = () => done(true);
    knob.append(field);
    field.select();
  };
  knob.reset = () => reset(row);
  knob.moved = (value) => { // by modulation, for the picture only
    knob.classList.toggle("moved", typeof value === "number");
    if (typeof value === "number") knob.style.setProperty("--m", clamp(to(value)));
  };
  return knob;
}

function toggle(row) {
  const button = element("button", { class: "toggle", type: "button", "data-address": row.address, title: row.doc, "aria-pressed": "false" },
    element("i", { "aria-hidden": "true" }), label(row.address));
  button.addEventListener("click", () => set(row.address, button.getAttribute("aria-pressed") === "true" ? 0 : 1));
  button.reset = () => reset(row);
  watch(row.address, (value) => button.setAttribute("aria-pressed", value));
  return button;
}

function choice(row) {
  const buttons = row.choices.map((each) => element("button", { type: "button", onclick: () => set(row.address, each) }, each));
  const group = element("div", { class: "choice", role: "group", "aria-label": label(row.address), "data-address": row.address, title: row.doc },
    element("span", { class: "name" }, label(row.address)), element("div", { class: "options" }, ...buttons));
  watch(row.address, (value) => buttons.forEach((button, i) => button.setAttribute("aria-pressed", row.choices[i] === value)));
  group.reset = () => reset(row);
  return group;
}

// A text field that shows what is set, unless somebody is writing in it.
export function field(row, { tag = "input", ...more } = {}) {
  const input = element(tag, { "aria-label": label(row.address), "data-address": row.address, spellcheck: "false", autocomplete: "off", title: row.doc, ...more });
  const number = row.kind === "int" || row.kind === "float";
  if (number) input.inputMode = "decimal";
  if (row.address.endsWith("/target")) input.setAttribute("list", "numbers");
  let dirty = false;
  const now = () => String(values.get(row.address) ?? "");
  const send = () => { if (dirty) set(row.address, number ? Number(input.value) || 0 : input.value); dirty = false; };
  input.addEventListener("input", () => { dirty = true; });
  input.addEventListener("change", send);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); dirty = true; send(); input.select(); }
    if (event.key === "Escape") { dirty = false; input.value = now(); input.blur(); }
  });
  watch(row.address, () => { if (!dirty) input.value = now(); });
  input.reset = () => { dirty = false; reset(row); };
  return input;
}

function named(row, input) {
  return element("label", { class: "text" }, element("span", { class: "name" }, label(row.address)), input);
}

// Texts with weights: a row for each, and one to add another.
export function blend(row, { big = false } = {}) {
  const list = element("div", { class: "rows" });
  const box = element("div", { class: big ? "blend big" : "blend", role: "group", "aria-label": label(row.address), "data-address": row.address, title: row.doc }, list);
  const rows = () => [...list.children].map((each) => [each.querySelector(".words").value.trim(), Number(each.querySelector(".weight").value) || 0]).filter(([words]) => words);
  let dirty = false;
  function send() {
    dirty = false;
    const said = rows();
    if (row.merges) {
      const gone = (values.get(row.address) ?? []).filter(([name]) => !said.some(([words]) => words === name)).map(([name]) => [name, 0]);
      said.push(...gone);
    }
    if (!said.length) return draw(values.get(row.address) ?? []);
    set(row.address, ...(said.length === 1 && said[0][1] === 1 && !row.merges ? [said[0][0]] : said.flat()));
  }
  function line([words, weight], alone) {
    const text = element(big ? "textarea" : "input", { class: "words", rows: 2, "aria-label": big ? "prompt" : `${label(row.address)} text`, spellcheck: "false", autocomplete: "off", enterkeyhint: "go" });
    text.value = words;
    const weighs = element("input", { class: "weight", type: "number", step: "0.1", value: Math.round(weight * 100) / 100, "aria-label": "weight" });
    const drop = element("button", { class: "drop", type: "button", "aria-label": "take this text out", title: "take this text out", onclick: () => { made.remove(); send(); } }, "×");
    text.addEventListener("input", () => { dirty = true; });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); text.select(); }
      if (event.key === "Escape") { dirty = false; draw(values.get(row.address) ?? []); text.blur(); }
    });
    weighs.addEventListener("change", send);
    const made = element("div", { class: alone && !row.merges ? "row alone" : "row" }, text, weighs, drop);
    return made;
  }
  function draw(value) {
    const lines = value.length ? value : row.merges ? [] : [["", 1]];
    const kept = list.querySelectorAll(".row");
    if (kept.length === lines.length && lines.length) { // leave the fields, and whoever is in them, where they are
      lines.forEach(([words, weight], i) => {
        kept[i].querySelector(".words").value = words;
        kept[i].querySelector(".weight").value = Math.round(weight * 100) / 100;
      });
    } else list.replaceChildren(...lines.map((each) => line(each, lines.length === 1)));
  }
  watch(row.address, (value) => { if (!dirty) draw(value ?? []); });
  box.more = () => {
    list.querySelectorAll(".row").forEach((each) => each.classList.remove("alone"));
    list.append(line(["", 1], false));
    list.lastChild.querySelector(".words").focus();
    dirty = true;
  };
  box.send = send;
  box.reset = () => { dirty = false; reset(row); };
  return box;
}

const HUGE = 10000; // whole numbers over a wider range are written, not turned

export function control(row) {
  if (row.kind === "bool") return toggle(row);
  if (row.kind === "choice") return choice(row);
  if (row.kind === "text") return named(row, field(row));
  if (row.kind === "mix") {
    const box = blend(row);
    const more = element("button", { type: "button", class: "more", "aria-label": `add to ${label(row.address)}`, onclick: () => box.more() }, "+");
    return element("div", { class: "text" }, element("span", { class: "name" }, label(row.address), more), box);
  }
  if (row.high - row.low > HUGE) return named(row, field(row));
  return fader(row);
}

// A button for an action, with a field for each thing that it takes.
export function command(row, name = label(row.address) || row.address.slice(1)) {
  const wants = row.arguments ? row.arguments.split(" ") : [];
  const button = element("button", { type: "submit", "data-action": row.address, title: row.doc, class: "command" }, name);
  const fields = wants.map((want) => {
    const optional = want.startsWith("["), kind = want.replace(/[[\]]/g, "");
    const hint = { s: "text", i: "number", f: "number", "s|i": "name or number" }[kind] ?? kind;
    return element("input", { "aria-label": `${name}: ${hint}`, placeholder: optional ? `${hint}, if any` : hint, required: !optional,
      autocomplete: "off", inputmode: kind === "f" || kind === "i" ? "decimal" : "text", list: /^.midi/.test(row.address) ? "addresses" : null });
  });
  return element("form", { class: "action", onsubmit: (event) => {
    event.preventDefault();
    const given = fields.map((each) => each.value.trim());
    while (given.length && given.at(-1) === "") given.pop();
    act(row.address, ...given.map((each, i) => (/^\[?s\]?$/.test(wants[i]) || Number.isNaN(Number(each)) || each === "" ? each : Number(each))));
  } }, button, ...fields);
}
