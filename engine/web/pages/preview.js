"use strict";

// The picture is one endless MJPEG; the numbers come from /status.json twice a second. Both rest while the page is hidden.
const at = (id) => document.getElementById(id);
const stage = at("stage"), picture = at("picture");
const EVERY = 500, RETRY = 1500; // ms
let answered = true;

function show(state, caption) {
  stage.dataset.state = state;
  at("caption").textContent = caption;
}

function watch() {
  picture.src = document.hidden ? "" : "/stream.mjpg?" + Date.now();
}
picture.addEventListener("load", () => { // Chromium: at each part; Firefox: at the first
  stage.style.setProperty("--aspect", picture.naturalWidth / picture.naturalHeight);
  show("live", "");
});
picture.addEventListener("error", () => setTimeout(watch, RETRY));
document.addEventListener("visibilitychange", watch);

function put(id, text, level = "") {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
  element.className = level;
}

const number = (value, digits) => (typeof value === "number" ? value.toFixed(digits) : "–");

function clock(seconds) {
  if (typeof seconds !== "number") return "–";
  const whole = Math.floor(seconds), two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function row(texts, level) {
  const item = document.createElement("li");
  if (level) {
    item.dataset.state = level;
    const dot = item.appendChild(document.createElement("i"));
    dot.setAttribute("aria-hidden", "true");
  }
  item.appendChild(document.createElement("span")).textContent = texts[0];
  if (texts[1]) item.appendChild(document.createElement("small")).textContent = texts[1];
  return item;
}

function list(id, rows, none) {
  const key = JSON.stringify(rows);
  const element = at(id);
  if (element.dataset.key === key) return; // leave it alone: screen readers announce what changes
  element.dataset.key = key;
  element.replaceChildren(...rows.map((r) => row(r.texts, r.level)));
  if (!rows.length) element.appendChild(Object.assign(row([none]), { className: "none" }));
}

const LEVELS = { open: "good", waiting: "warn", failed: "bad" };

function render(status) {
  const target = status.target_fps;
  const slow = typeof target === "number" && typeof status.fps === "number" && status.fps < target * 0.97;
  put("fps", number(status.fps, 1), slow ? "warn" : "");
  put("late", number(status.late, 0), status.late > 0 ? "warn" : "");
  put("keyframes", number(status.keyframes, 1));
  put("position", number(status.position, 2));
  put("size", Array.isArray(status.size) ? status.size.join(" × ") : status.size || "–");
  put("uptime", clock(status.uptime));
  put("dreamer", status.dreamer || "–");
  at("dreamer").parentElement.dataset.state = status.error ? "bad" : status.ready ? "good" : "warn";
  list("outputs", Object.entries(status.outputs || {}).map(([name, output]) => ({
    level: LEVELS[output.state] || "warn",
    texts: [name, [output.text, output.dropped ? `${output.dropped} dropped` : ""].filter(Boolean).join(" · ")],
  })), "none");
  const messages = [...(status.messages || [])].reverse().map((text) => ({ texts: [String(text)] }));
  if (status.error) messages.unshift({ level: "bad", texts: [status.error] });
  list("messages", messages, "nothing to report");
}

async function ask() {
  try {
    if (!document.hidden) {
      const answer = await fetch("/status.json", { cache: "no-store", signal: AbortSignal.timeout(3000) });
      render(await answer.json());
      if (!answered) watch();
      answered = true;
    }
  } catch {
    answered = false;
    show("lost", "Reverie does not answer");
    put("dreamer", "gone");
    at("dreamer").parentElement.dataset.state = "bad";
  }
  setTimeout(ask, EVERY);
}

const full = () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen());
at("full").addEventListener("click", full);
stage.addEventListener("dblclick", full);
document.addEventListener("keydown", (event) => {
  if (event.key === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) full();
});

window.addEventListener("load", watch); // not in the HTML: an endless image would keep the page loading for ever
ask();
