// Numbers, sizes and times as people read them.
import { el, say } from "./dom.js";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const none = "–";

/** Three digits: 1.23, 12.3, 123. */
function short(value) {
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

export const count = (value) => (isNumber(value) ? whole.format(value) : none);

/** `1 file`, `1,234 files`. */
export const counted = (value, word) => `${count(value)} ${value === 1 ? word : word + "s"}`;

function scaled(value, units) {
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return [unit === 0 ? whole.format(value) : short(value), units[unit]];
}

export const bytes = (value) => (isNumber(value) ? scaled(value, ["B", "kB", "MB", "GB", "TB", "PB"]).join(" ") : none);

/** For where there is little room: 1,234,567 and then 12.3 M. */
export const compact = (value) => (value < 1e7 ? count(value) : scaled(value, ["", "k", "M", "G", "T"]).join(" "));

export const perSecond = (value) => (value >= 100 ? whole.format(value) : short(value));

export function seconds(value) {
  if (!isNumber(value)) return none;
  if (value < 0.0000005) return "0 s";
  if (value < 0.0009995) return `${short(value * 1e6)} µs`;
  if (value < 0.9995) return `${short(value * 1e3)} ms`;
  if (value < 60) return `${short(value)} s`;
  const all = Math.round(value);
  if (all < 3600) return `${Math.floor(all / 60)} min ${all % 60} s`;
  return `${whole.format(Math.floor(all / 3600))} h ${Math.floor((all % 3600) / 60)} min`;
}

/** Never rounded up: what isn't all is not 100 %. */
export function percent(share) {
  if (!isNumber(share)) return none;
  return `${(Math.floor(share * 1000 + 1e-6) / 10).toLocaleString("en-US", { minimumFractionDigits: share < 1 ? 1 : 0 })} %`;
}

const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const clockSecondsFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

export const clock = (milliseconds) => clockFormat.format(milliseconds);
export const clockSeconds = (milliseconds) => clockSecondsFormat.format(milliseconds);

/** The server's clock; the browser's may be another one. */
let aheadMilliseconds = 0;
export const now = () => Date.now() + aheadMilliseconds;
export function setClock(instant) {
  const time = Date.parse(instant);
  if (Number.isFinite(time)) aheadMilliseconds = time - Date.now();
}

function ago(time) {
  const passed = Math.max(0, (now() - time) / 1000);
  if (passed < 5) return "just now";
  if (passed < 60) return `${Math.floor(passed / 10) * 10 || 5} s ago`;
  if (passed < 3600) return `${Math.floor(passed / 60)} min ago`;
  if (passed < 86400) return `${Math.floor(passed / 3600)} h ago`;
  return dayFormat.format(time);
}

/** How long ago `instant` was; the exact time is its title. */
export function since(instant) {
  const time = Date.parse(instant);
  if (!Number.isFinite(time)) return none;
  const exact = new Date(time).toISOString();
  return el("time", { datetime: exact, title: `${dayFormat.format(time)} ${clockSeconds(time)} (${exact})` }, ago(time));
}

/** Lets all shown times grow older. */
export function age() {
  for (const time of document.querySelectorAll("time")) say(time, ago(Date.parse(time.dateTime)));
}
