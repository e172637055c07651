// The live picture: one endless MJPEG, which rests while the page is hidden.
import { at } from "./dom.js";
import { on } from "./link.js";

const RETRY = 1500; // ms
const stage = at("stage"), picture = at("picture");
let open = false;

function show(state, caption) {
  stage.dataset.state = state;
  at("caption").textContent = caption;
}

function look() {
  picture.src = open && !document.hidden ? "/stream.mjpg?" + Date.now() : "";
}

picture.addEventListener("load", () => { // Chromium: at each part; Firefox: at the first
  stage.style.setProperty("--aspect", picture.naturalWidth / picture.naturalHeight);
  if (open) show("live", "");
});
picture.addEventListener("error", () => { if (open) setTimeout(look, RETRY); });
document.addEventListener("visibilitychange", look);
on("link", (link) => {
  open = link === "open";
  if (link === "lost") show("lost", "Reverie does not answer");
  if (open) show("waiting", "waiting for the first picture");
  look();
});

export const full = () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen());
at("full").addEventListener("click", full);
picture.addEventListener("dblclick", full);
