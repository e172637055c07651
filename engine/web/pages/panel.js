// The panel, built from the table: a parameter or an action that is added there appears here by itself.
import { at, element } from "./dom.js";
import { act, connect, on, watch } from "./link.js";
import { command, control, fader } from "./controls.js";
import { decks, prompt } from "./prompt.js";
import { presets } from "./presets.js";
import { figures } from "./meters.js";
import { begin } from "./learn.js";
import { keys } from "./keys.js";
import { cues } from "./cues.js";
import { tempo } from "./tempo.js";
import "./door.js";
import "./picture.js";

const NARROW = matchMedia("(max-width: 60rem)");
const ELSEWHERE = ["/dream/prompt", "/dream/seed/next", "/deck/a", "/deck/b", "/deck/mix", "/master/fade", "/master/freeze", "/master/blackout"];
const TITLES = { mod: "Modulation", midi: "MIDI", preset: "Presets", cue: "Cues" };
const VALUES = ["look", "dream", "mod"], SIDE = ["preset", "cue", "tempo", "midi"]; // in this order; others follow

const family = (address) => address.split("/")[1];
const title = (name) => TITLES[name] ?? name[0].toUpperCase() + name.slice(1);
let built = "";

function build(table) {
  const key = JSON.stringify(table);
  if (built && built !== key) return location.reload(); // another version of the show
  if (built) return undefined;
  built = key;
  const parameters = new Map(table.parameters.map((row) => [row.address, row]));
  const actions = new Map(table.actions.map((row) => [row.address, row]));
  at("numbers").append(...table.parameters.filter((row) => row.kind === "float" || row.kind === "int").map((row) => element("option", { value: row.address })));
  at("addresses").append(...[...parameters.keys(), ...actions.keys()].map((address) => element("option", { value: address })));
  prompt(parameters, actions);
  decks(parameters);
  master(parameters);
  const grid = presets(actions);
  const own = { preset: () => [grid.box], cue: () => [cues(actions)], tempo: () => [tempo(parameters, actions)], mod: () => [mods(parameters, actions)], audio: () => [] };
  const rows = (name) => [...parameters.values()].filter((row) => family(row.address) === name && !ELSEWHERE.includes(row.address));
  const verbs = (name) => [...actions.values()].filter((row) => family(row.address) === name && !ELSEWHERE.includes(row.address));
  const plain = (name) => [sorted(rows(name)), ...verbs(name).map((row) => command(row))];
  const known = new Set([...VALUES, ...SIDE, "deck", "audio"]);
  const families = new Set([...parameters.keys()].map(family));
  const others = [...families].filter((name) => !known.has(name) && rows(name).length && name !== "master");
  for (const name of [...VALUES, ...others]) if (families.has(name)) page("values", name, ...(own[name] ?? (() => plain(name)))());
  const acting = new Set([...actions.keys()].map(family));
  for (const name of SIDE) if (acting.has(name)) page("side", name, ...(own[name] ?? (() => plain(name)))());
  page("side", "show", ...show(parameters, actions));
  if (at("midi")) at("midi").prepend(element("p", { class: "hint" }, "Press Learn, then a control on this page, then move a knob, fader or button on the controller."), element("ul", { id: "bindings", "aria-label": "MIDI" }), element("ul", { id: "bound", "aria-label": "Bound to MIDI" }));
  begin(actions);
  keys(parameters, actions, grid);
  at("record").hidden = !actions.has("/record/start");
  at("still").hidden = !actions.has("/still/save");
  at("still").addEventListener("click", () => act("/still/save"));
  at("record").addEventListener("click", () => act(at("record").getAttribute("aria-pressed") === "true" ? "/record/stop" : "/record/start"));
  arrange();
  return undefined;
}

// Faders first, then what has words on it: so that columns stay even.
function sorted(rows) {
  const faders = rows.filter((row) => row.kind === "float" || row.kind === "int"), rest = rows.filter((row) => !faders.includes(row));
  return element("div", { class: "controls" }, ...[...faders, ...rest].map(control));
}

function master(parameters) {
  const fade = fader(parameters.get("/master/fade"), { name: "master" });
  at("master").append(fade, ...["/master/freeze", "/master/blackout"].map((address) => control(parameters.get(address))));
}

function mods(parameters, actions) {
  const numbers = [...new Set([...parameters.keys()].filter((address) => family(address) === "mod").map((address) => address.split("/")[2]))];
  const audio = [...parameters.values()].filter((row) => family(row.address) === "audio");
  const blocks = numbers.map((number, i) => {
    const mine = (address) => address.startsWith(`/mod/${number}/`);
    const target = element("small", {});
    const block = element("details", { class: "mod", open: i === 0 }, element("summary", {}, `Modulation ${number} `, target),
      sorted([...parameters.values()].filter((row) => mine(row.address))), ...[...actions.values()].filter((row) => mine(row.address)).map((row) => command(row)));
    watch(`/mod/${number}/target`, (value) => { target.textContent = value || "off"; });
    return block;
  });
  return element("div", {}, ...blocks, audio.length ? element("details", { class: "mod" }, element("summary", {}, "Sound"), sorted(audio)) : null);
}

function show(parameters, actions) {
  const section = (name, ...inside) => element("section", { class: "part", "aria-label": name }, element("h2", {}, name), ...inside);
  const rest = [...parameters.values()].filter((row) => family(row.address) === "master" && !ELSEWHERE.includes(row.address));
  const line = element("input", { "aria-label": "Any message", placeholder: "/look/zoom 1.5", list: "addresses", autocomplete: "off", spellcheck: "false" });
  const say = element("form", { class: "action", onsubmit: (event) => {
    event.preventDefault();
    const [address, ...words] = line.value.trim().match(/"[^"]*"|\S+/g) ?? [];
    if (address) act(address, ...words.map((word) => (word.startsWith('"') ? word.slice(1, -1) : Number.isNaN(Number(word)) ? word : Number(word))));
    line.value = "";
  } }, element("button", { type: "submit" }, "Send"), line);
  return [
    section("Outputs", element("ul", { id: "outputs" })),
    section("Inputs", element("ul", { id: "inputs" })),
    section("Dreamers", element("ul", { id: "dreamers" })),
    section("Messages", element("ol", { id: "messages", "aria-live": "polite" })),
    section("The show", figures(), sorted(rest)),
    element("details", { class: "part" }, element("summary", {}, "Every command"), say, ...[...actions.values()].map((row) => command(row, row.address))),
  ];
}

// pages ------------------------------------------------------------------------------------------------------

const pages = []; // {column, name, panel, tabs}

function page(column, name, ...inside) {
  const panel = element("div", { class: "page", id: name, role: "tabpanel", "aria-label": title(name) }, ...inside);
  at(column).append(panel);
  const tab = () => element("button", { type: "button", role: "tab", "aria-controls": name, onclick: () => choose(name) }, title(name));
  const tabs = [tab(), tab()];
  at(column).querySelector("nav").append(tabs[0]);
  at("pages").append(tabs[1]);
  pages.push({ column, name, panel, tabs });
}

const chosen = {};
function choose(name) {
  const found = pages.find((each) => each.name === name);
  if (found) chosen[found.column] = name;
  chosen.narrow = name;
  arrange();
  scrollTo({ top: 0 });
}

// Side by side where there is room, one page at a time on a phone.
function arrange() {
  const narrow = NARROW.matches;
  chosen.narrow ??= "play";
  document.body.classList.toggle("narrow", narrow);
  at("play").classList.toggle("small", narrow && chosen.narrow !== "play");
  for (const { column, name, panel, tabs } of pages) {
    chosen[column] ??= name;
    panel.hidden = narrow ? chosen.narrow !== name : chosen[column] !== name;
    tabs.forEach((tab) => tab.setAttribute("aria-selected", !panel.hidden));
  }
  for (const column of ["values", "side"]) at(column).hidden = narrow && !pages.some((each) => each.column === column && !each.panel.hidden);
  at("pages").firstElementChild?.setAttribute("aria-selected", chosen.narrow === "play");
}

at("pages").append(element("button", { type: "button", role: "tab", "aria-controls": "play", onclick: () => choose("play") }, "Play"));
NARROW.addEventListener("change", arrange);

on("table", build);
on("link", (link) => {
  document.body.dataset.link = link;
  if (link === "lost") {
    at("dreamer").textContent = "gone";
    at("dreamer").parentElement.dataset.state = "bad";
  }
});
connect();
