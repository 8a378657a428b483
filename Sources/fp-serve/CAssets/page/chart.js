// The last hour, minute by minute.
import { draw, el, say } from "./dom.js";
import { bytes, clock, compact, counted, now, perSecond } from "./format.js";

const minutesShown = 60;
const height = 160;
const foot = 20; // pixels under the bars, for the times

/** The least of 2, 4, 6, 8, 10, 20, 30, 40, 50 … that isn't below `value`: it and its half are both good to read. */
function ceiling(value) {
  let unit = 1;
  while (value > unit * 10) unit *= 10;
  return (unit === 1 ? [2, 4, 6, 8, 10] : [2, 3, 4, 5, 6, 8, 10]).find((step) => step * unit >= value) * unit;
}

const words = (minute) => `${counted(minute.files, "file")}, ${counted(minute.records, "record")}, ${bytes(minute.bytes)}`;

/** A chart in `root`. It is one stop of the keyboard: arrows go from minute to minute. */
export function throughput(root) {
  let minutes = [];
  let measure = "files";
  let chosen = null; // index of the minute that is read, or null

  const step = 100 / minutesShown; // percent of the width
  const bars = Array.from({ length: minutesShown }, (_, index) =>
    draw("rect", { class: "bar", x: `${index * step + 0.2}%`, width: `${step - 0.4}%`, rx: 1 }));
  const band = draw("rect", { class: "band", y: 0, height, width: `${step}%`, visibility: "hidden" });
  const lines = [0.5, height / 2, height - 0.5].map((y) => draw("line", { x1: 0, x2: "100%", y1: y, y2: y }));
  const labels = [0, 15, 30, 45].map((index) => draw("text", { x: `${index * step}%`, y: height + 15 }));
  labels.push(draw("text", { x: "100%", y: height + 15, "text-anchor": "end" }));
  const drawing = draw("svg", { height: height + foot, "aria-hidden": "true" }, ...lines, band, ...bars, ...labels);
  const axis = ["", "", ""].map(() => el("span"));
  const readout = el("p", { class: "readout" });
  const slider = { role: "slider", tabindex: "0", "aria-label": "Minute", "aria-valuemin": "0", "aria-valuemax": String(minutesShown - 1) };
  const frame = el("div", { class: "frame", ...slider }, drawing);
  const empty = el("p", { class: "overlay", hidden: true }, "Nothing was settled in the last hour.");
  root.append(readout, el("div", { class: "chart" }, el("div", { class: "axis", "aria-hidden": "true" }, ...axis), frame, empty));

  function read() {
    const minute = minutes[chosen ?? minutesShown - 1];
    if (!minute) return;
    const sum = (key) => minutes.reduce((total, each) => total + each[key], 0);
    const total = sum(measure);
    const shown = measure === "bytes" ? bytes(total) : counted(total, measure.slice(0, -1));
    const rate = measure === "bytes" ? `${bytes(total / minutesShown)} a minute` : `${perSecond(total / minutesShown)} a minute`;
    const time = `${clock(minute.time)}–${clock(minute.time + 60000)}`;
    say(readout, chosen === null ? `${shown}, ${rate} on average` : `${time}: ${words(minute)}`);
    frame.setAttribute("aria-valuenow", String(chosen ?? minutesShown - 1));
    frame.setAttribute("aria-valuetext", `${time}: ${words(minute)}`);
    band.setAttribute("visibility", chosen === null ? "hidden" : "visible");
    band.setAttribute("x", `${(chosen ?? 0) * step}%`);
  }

  function show() {
    const top = ceiling(Math.max(...minutes.map((minute) => minute[measure]), 0));
    minutes.forEach((minute, index) => {
      const share = minute[measure] / top;
      const pixels = minute[measure] > 0 ? Math.max(2, share * height) : 0;
      bars[index].setAttribute("height", pixels);
      bars[index].setAttribute("y", height - pixels);
    });
    [top, top / 2, 0].forEach((value, index) => say(axis[index], measure === "bytes" ? bytes(value) : compact(value)));
    [0, 15, 30, 45].forEach((minute, index) => say(labels[index], clock(minutes[minute].time)));
    say(labels[4], "now");
    empty.hidden = minutes.some((minute) => minute.files > 0);
    read();
  }

  const choose = (index) => {
    chosen = index === null ? null : Math.min(minutesShown - 1, Math.max(0, index));
    read();
  };
  frame.addEventListener("pointermove", (event) => {
    const box = frame.getBoundingClientRect();
    choose(Math.floor(((event.clientX - box.left) / box.width) * minutesShown));
  });
  frame.addEventListener("pointerleave", () => choose(null));
  frame.addEventListener("blur", () => choose(null));
  frame.addEventListener("keydown", (event) => {
    const at = chosen ?? minutesShown - 1;
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -minutesShown, End: minutesShown };
    if (event.key === "Escape") choose(null);
    else if (event.key in steps) {
      event.preventDefault();
      choose(at + steps[event.key]);
    }
  });

  return {
    measureBy(name) {
      measure = name;
      show();
    },
    /** @param settled the `minutes` of `/stats`: those in which anything was settled. */
    update(settled) {
      const byTime = new Map((settled ?? []).map((minute) => [Date.parse(minute.time), minute]));
      const last = Math.floor(now() / 60000) * 60000;
      minutes = Array.from({ length: minutesShown }, (_, index) => {
        const time = last - (minutesShown - 1 - index) * 60000;
        const { files = 0, records = 0, bytes = 0 } = byTime.get(time) ?? {};
        return { time, files, records, bytes };
      });
      show();
    },
  };
}
