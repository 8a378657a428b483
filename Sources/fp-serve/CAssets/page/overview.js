// Whether it runs, what is wrong, and what happens now.
import { el, find, keep, line, outside, say, visible } from "./dom.js";
import { bytes, clockSeconds, compact, count, counted, now, percent, perSecond, since } from "./format.js";

const outcomes = ["processed", "failed", "dropped", "duplicate"];
const tiles = [
  ["unprocessed", "Waiting", "files in unprocessed/"],
  ["underprocess", "In process", "files in underprocess/"],
  ["processed", "Processed", "files with a result"],
  ["failed", "Failed", "files given up"],
  ["dropped", "Dropped", "files dropped by a rule"],
  ["duplicate", "Duplicate", "files that were there before"],
];

/** The sums. Those of outcomes are buttons that narrow the list to them. */
export function totals(stats, showOutcome) {
  const shown = [
    ...tiles.map(([key, word, meaning]) => [key, compact(stats[key]), word, `${count(stats[key])} ${meaning}`]),
    ["success_rate", percent(stats.success_rate), "Success", "processed, of processed and failed"],
    ["records", compact(stats.records), "Records", `${count(stats.records)} records in results`],
    ["bytes", bytes(stats.bytes), "Read", `${count(stats.bytes)} bytes of input`],
  ];
  keep(find("totals"), shown.filter(([key]) => stats[key] !== undefined).map(([key, text, word, meaning]) => [key, stats[key], () => {
    const parts = [el("span", { class: "value", "data-stat": key, "data-value": String(stats[key]) }, text), el("span", { class: "word" }, word)];
    return el("li", { class: key === "failed" && stats.failed > 0 ? "tile bad" : "tile", title: meaning },
      outcomes.includes(key) ? el("button", { type: "button", onclick: () => showOutcome(key) }, parts) : parts);
  }]));
}

const states = {
  running: ["good", "Running", "A file is being processed."],
  idle: ["good", "Idle", "The pipeline waits for files."],
  ended: ["warn", "Ended", "The pipeline has ended. Nothing is processed until it is started again."],
  dead: ["bad", "Pipeline dead", "The pipeline gives no sign of life. Nothing is processed until it is started again."],
  unknown: ["warn", "No pipeline", "No pipeline has run on this folder yet. Start one: make run-watch, or pipelines/fp-supervise."],
};

const stateOf = (stats) => states[stats?.pipeline?.state] ?? states.unknown;

/** One word and half a sentence for the head of the page, and its title. */
export function status(stats, link) {
  let [mark, word] = stats?.watch_dir === undefined ? ["calm", stats ? "No folder" : "Connecting"] : stateOf(stats);
  let more = "";
  if (stats?.watch_dir !== undefined && stats.fault) [mark, word] = ["bad", "Folder not readable"];
  if (link.by === null && link.refusal) [mark, word] = link.refusal.status === 401 ? ["bad", "Not signed in"] : ["bad", "Server gone"];
  else if (stats?.rate && stats.pipeline?.state === "running") more = `${perSecond(stats.rate.files_per_second * 60)} files/min, ${bytes(stats.rate.bytes_per_second)}/s`;
  else if (stats?.last_committed) more = "last file ";
  find("mark").className = mark;
  say(find("status-word"), word);
  const moreElement = find("status-more");
  if (more === "last file ") {
    const time = moreElement.querySelector("time");
    if (!time || Date.parse(time.dateTime) !== Date.parse(stats.last_committed)) moreElement.replaceChildren(more, since(stats.last_committed));
  } else say(moreElement, more);
  document.title = `${word} · fp`;
}

/** All that is wrong now, each once. Empty: nothing is shown. */
export function trouble(stats, link, faults) {
  const found = [];
  const { refusal } = link;
  if (refusal?.status === 401) found.push(["The server wants its token.", "Open this page by the link with the token that fp-serve printed when it made it; the token is in the file serve-token."]);
  else if (refusal?.status === 0) found.push(["The server doesn't answer.", stats ? `What is shown is of ${clockSeconds(Date.parse(stats.time))}. The page goes on by itself when the server is back.` : "The page goes on by itself when it does."]);
  else if (refusal) found.push(["The server can't answer.", visible(refusal.message)]);
  else if (stats) {
    const told = new Set();
    const tell = (head, text) => {
      if (text && told.has(text)) return;
      told.add(text);
      found.push([head, text]);
    };
    if (stats.fault) tell("The folder can't be shown.", visible(stats.fault));
    const pipeline = stats.pipeline;
    const waiting = (stats.unprocessed ?? 0) + (stats.underprocess ?? 0);
    if (stats.watch_dir !== undefined && (pipeline?.state === "dead" || (waiting > 0 && ["ended", "unknown"].includes(pipeline?.state)))) {
      const detail = pipeline.detail ? visible(pipeline.detail) : null;
      if (detail) told.add(detail);
      tell(stateOf(stats)[2], `${detail ? detail + "; " : ""}${counted(waiting, "file")} ${waiting === 1 ? "waits" : "wait"}.`);
    }
    for (const fault of faults) {
      const text = visible(fault);
      if (![...told].some((each) => each && each.includes(text))) tell("Trouble:", text);
    }
  }
  const place = find("trouble");
  place.hidden = found.length === 0;
  keep(place, found.map(([head, text], index) => [index, [head, text], () => line(null, el("strong", {}, head), " ", outside(text ?? ""))]));
}

/** The file that is being processed, as far as it is. */
export function running(stats) {
  const entries = [];
  const [mark, , sentence] = stateOf(stats);
  const { state, file, since: from } = stats.pipeline ?? {};
  if (stats.watch_dir === undefined) {
    entries.push(["none", 0, () => line("calm", "No folder is shown. Start fp-serve with --watch-dir DIR to see one.")]);
  } else if (file && state !== "ended") {
    const share = file.size > 0 ? Math.min(1, (file.bytes ?? 0) / file.size) : null;
    const isStuck = state === "dead";
    entries.push(["name", [file.seq, file.name, isStuck], () => line("current", el("a", { href: `#file=${Number(file.seq)}` }, outside(file.name)), isStuck ? el("span", { class: "badge bad" }, "stuck") : null)]);
    entries.push(["bar", [file.seq, share], () => el("progress", { max: "1", value: share === null ? null : String(share), "aria-label": "Progress of the file" })]);
    const far = file.size > 0 ? `${bytes(file.bytes ?? 0)} of ${bytes(file.size)} (${percent(share)})` : null;
    const parts = [far, file.records ? counted(file.records, "record") : null, file.stage ? `in ${visible(file.stage)}` : null].filter(Boolean);
    entries.push(["far", parts, () => line("calm parts", ...parts.map((part) => el("span", {}, part)))]);
  } else {
    entries.push(["state", state ?? "", () => line(mark === "good" ? "calm" : mark, sentence)]);
  }
  if (from) entries.push(["since", from, () => line("calm", state === "dead" ? "Last sign of life " : state === "running" ? "Began " : "Last change ", since(from))]);
  if (stats.rate && stats.watch_dir !== undefined) {
    const { files_per_second: files, records_per_second: records, bytes_per_second: read } = stats.rate;
    entries.push(["rate", stats.rate, () => el("dl", { class: "facts" }, ...[
      ["Files a minute", perSecond(files * 60)],
      ["Records a second", perSecond(records)],
      ["Bytes a second", bytes(read)],
    ].map(([word, value]) => el("div", {}, el("dt", {}, word), el("dd", {}, value))))]);
    entries.push(["note", 0, () => line("note", "Rates are of the last five minutes.")]);
  }
  if (stats.ledger_unread_bytes > 0) entries.push(["unread", stats.ledger_unread_bytes, () => line("note", `${bytes(stats.ledger_unread_bytes)} of the ledger are not counted yet.`)]);
  keep(find("now"), entries);
}
