// The one WebSocket: what the show says comes in here, what the performer does goes out here.
// Values are kept, so that whoever listens late hears the present one at once.
const PACE = 16, SILENCE = 3000, RETRY = [200, 400, 800, 1500, 3000]; // ms

export const values = new Map();
export const status = {};
const listeners = new Map(); // of an address
const hearers = new Map(); // of a kind of news: table, status, presets, messages, answers, link
let socket = null, outbox = new Map(), flushing = 0, flushedAt = 0, failures = 0, heardAt = 0;

function add(map, key, listener) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(listener);
}

// Call with the value of an address, now where it is known and whenever it changes.
export function watch(address, listener) {
  add(listeners, address, listener);
  if (values.has(address)) listener(values.get(address));
}

// Call with every piece of one kind of news.
export const on = (kind, listener) => add(hearers, kind, listener);

const tell = (kind, news) => hearers.get(kind)?.forEach((listener) => listener(news));

// Set a value: many in one frame are one, the newest.
export function set(address, ...args) {
  outbox.delete(address);
  outbox.set(address, [address, ...args]);
  flushing ||= setTimeout(flush, Math.max(0, flushedAt + PACE - performance.now()));
}

// Do something: every time counts.
export function act(address, ...args) {
  outbox.set(Symbol(), [address, ...args]);
  flush();
}

function flush() {
  clearTimeout(flushing);
  flushing = 0;
  flushedAt = performance.now();
  if (socket?.readyState === WebSocket.OPEN && outbox.size) socket.send(JSON.stringify([...outbox.values()]));
  outbox = new Map(); // what nobody hears is not said later
}

function heard(event) {
  heardAt = performance.now();
  const news = JSON.parse(event.data);
  if (news.table) tell("table", news.table);
  for (const [address, value] of Object.entries(news.values ?? {})) {
    values.set(address, value);
    listeners.get(address)?.forEach((listener) => listener(value));
  }
  if (news.status) tell("status", Object.assign(status, news.status));
  for (const kind of ["presets", "messages", "answers"]) if (news[kind]) tell(kind, news[kind]);
}

// Whether the show lets us in, asks for the pin, or does not answer.
async function session() {
  const answer = await fetch("/session", { cache: "no-store", signal: AbortSignal.timeout(3000) });
  return (await answer.json()).open;
}

export async function connect() {
  let open;
  try {
    open = await session();
  } catch {
    return lost();
  }
  if (!open) return tell("link", "closed");
  const url = new URL("/live", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  socket = new WebSocket(url);
  socket.onopen = () => {
    failures = 0;
    heardAt = performance.now();
    tell("link", "open");
  };
  socket.onmessage = heard;
  socket.onclose = lost;
}

function lost() {
  socket = null;
  for (const name of Object.keys(status)) delete status[name]; // whatever it is now, it is no longer as it was told
  tell("status", status);
  tell("link", "lost");
  setTimeout(connect, RETRY[Math.min(failures++, RETRY.length - 1)]);
}

// A connection can die without a word, when a laptop sleeps or a phone walks off.
setInterval(() => {
  if (socket?.readyState === WebSocket.OPEN && performance.now() - heardAt > SILENCE) {
    const dead = socket;
    dead.onclose = dead.onmessage = null;
    dead.close();
    lost();
  }
}, 500);
