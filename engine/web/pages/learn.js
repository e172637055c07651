// MIDI learn, what is bound to each control, and its menu: type a value, back to its default, learn, forget.
import { at, element } from "./dom.js";
import { act, on, status } from "./link.js";

const button = at("learn"), menu = at("menu");
let learns = false;

export function learning(start) {
  learns = start;
  document.body.classList.toggle("learning", start);
  button.setAttribute("aria-pressed", start);
  if (!start) document.querySelectorAll(".learns").forEach((each) => each.classList.remove("learns"));
}

function learn(control) {
  document.querySelectorAll(".learns").forEach((each) => each.classList.remove("learns"));
  control.classList.add("learns");
  act("/midi/learn", address(control));
}

let shown = "";
function mark() {
  const bound = status.bound ?? {}, now = JSON.stringify(bound);
  if (now === shown) return;
  shown = now;
  document.querySelectorAll("[data-midi]").forEach((each) => each.removeAttribute("data-midi"));
  for (const [to, controls] of Object.entries(bound)) {
    const names = controls.map((each) => each.split(" of ")[0]).join(", ");
    document.querySelectorAll(`[data-address="${to}"], [data-action="${to}"]:not(.preset)`).forEach((each) => { each.dataset.midi = names; });
  }
  at("bound")?.replaceChildren(...Object.entries(bound).map(([to, controls]) => element("li", {}, element("span", {}, to), element("small", {}, controls.join(", ")),
    element("button", { type: "button", class: "drop", "aria-label": `MIDI forget ${to}`, title: "let go of it", onclick: () => act("/midi/forget", to) }, "×"))));
}

const address = (control) => control.dataset.address ?? control.dataset.action;
const under = (event) => event.target.closest("[data-address], [data-action]");

export function begin(actions) {
  button.hidden = !actions.has("/midi/learn");
  button.addEventListener("click", () => learning(!learns));
  for (const kind of ["pointerdown", "click"]) {
    document.addEventListener(kind, (event) => {
      const control = learns && under(event);
      if (!control || control.closest("#midi")) return;
      event.preventDefault();
      event.stopPropagation();
      if (kind === "click") learn(control);
    }, { capture: true });
  }
  document.addEventListener("contextmenu", (event) => {
    const control = under(event);
    if (!control || event.target.closest("input, textarea")) return;
    event.preventDefault();
    const item = (text, call) => element("button", { type: "button", role: "menuitem", onclick: () => { close(); call(); } }, text);
    menu.replaceChildren(
      element("p", {}, address(control)),
      ...(control.type instanceof Function ? [item("Type a value", () => control.type())] : []),
      ...(control.reset ? [item("Back to its default", () => control.reset())] : []),
      ...(actions.has("/midi/learn") ? [item("MIDI learn", () => { learning(true); learn(control); }), item(["MIDI forget", control.dataset.midi].filter(Boolean).join(" "), () => act("/midi/forget", address(control)))] : []),
    );
    menu.hidden = false;
    menu.style.left = `${Math.min(event.clientX, innerWidth - menu.offsetWidth - 8)}px`;
    menu.style.top = `${Math.min(event.clientY, innerHeight - menu.offsetHeight - 8)}px`;
    menu.querySelector("button")?.focus();
  });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) close(); });
  on("link", close);
  on("status", mark);
}

export function close() {
  menu.hidden = true;
}
