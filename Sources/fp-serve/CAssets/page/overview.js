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
  ended: ["warn", "Ended", "The pipeline has ended. Nothing is processed until it runs again."],
  dead: ["bad", "Pipeline dead", "The pipeline is dead. Nothing is processed until it runs again."],
  unknown: ["warn", "No pipeline", "No pipeline has run on this folder yet. Start one: make run-watch, or pipelines/fp-supervise."],
};

const sinceWords = { running: "Pipeline started ", idle: "Pipeline started ", ended: "It ended ", dead: "The trouble began " };

const stateOf = (stats) => states[stats?.pipeline?.state] ?? states.unknown;

/** One word and half a sentence for the head of the page, and its title. */
export function status(stats, link) {
  let [mark, word] = stats?.watch_dir === undefined ? ["calm", stats ? "No folder" : "Connecting"] : stateOf(stats);
  let more = "";
  const rate = stats?.rate;
  if (stats?.watch_dir !== undefined && stats.fault) [mark, word] = ["bad", "Folder not readable"];
  if (link.by === null && link.refusal) [mark, word] = ["bad", { 0: "Server gone", 401: "Not signed in" }[link.refusal.status] ?? "Server error"];
  else if (rate && stats.pipeline?.state === "running") more = `${perSecond(rate.files_per_second * 60)} files/min, ${bytes(rate.bytes_per_second)}/s`;
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

/** All that is wrong now, each once. Empty: nothing is shown. Read aloud is only the head of each: seconds that pass are no news. */
export function trouble(stats, link, faults) {
  const found = link.refusal ? [refused(link.refusal, stats)] : stats ? wrong(stats, faults) : [];
  const place = find("trouble");
  place.hidden = found.length === 0;
  say(find("alarm"), found.map(([head]) => head).join(" "));
  keep(place, found.map(([head, text], index) => [index, [head, text], () => line(null, el("strong", {}, head), " ", outside(text))]));
}

function refused(refusal, stats) {
  if (refusal.status === 401) {
    return ["The server wants its token.", "Open this page by the link with the token that fp-serve printed when it made it; the token is in the file serve-token."];
  }
  if (refusal.status !== 0) return ["The server can't answer.", refusal.message];
  const shown = stats ? `What is shown is of ${clockSeconds(Date.parse(stats.time))}. ` : "";
  return ["The server doesn't answer.", `${shown}The page goes on by itself when it is back.`];
}

function wrong(stats, faults) {
  const found = [];
  const { state, detail } = stats.pipeline ?? {};
  const waiting = (stats.unprocessed ?? 0) + (stats.underprocess ?? 0);
  if (stats.fault) found.push(["The folder can't be shown.", stats.fault]);
  if (state === "dead" || (waiting > 0 && (state === "ended" || state === "unknown"))) {
    found.push([stateOf(stats)[2], `${detail ? detail + "; " : ""}${counted(waiting, "file")} ${waiting === 1 ? "waits" : "wait"}.`]);
  }
  // The errors were loaded at another moment: the same fault may count other seconds.
  const timeless = (text) => text.replace(/\d+/g, "#");
  const told = timeless(`${stats.fault} ${detail}`);
  return [...found, ...faults.filter((fault) => !told.includes(timeless(fault))).map((fault) => ["Trouble:", fault])];
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
    const stuck = state === "dead" ? el("span", { class: "badge bad" }, "stuck") : null;
    entries.push(["name", [file.seq, file.name, state], () => line("current", el("a", { href: `#file=${Number(file.seq)}` }, outside(file.name)), stuck)]);
    if (share !== null) {
      entries.push(["bar", [file.seq, share], () => el("progress", { max: "1", value: String(share), "aria-label": "Progress of the file" })]);
    }
    const far = file.size > 0 ? `${bytes(file.bytes ?? 0)} of ${bytes(file.size)} (${percent(share)})` : null;
    const parts = [far, file.records ? counted(file.records, "record") : null, file.stage ? `in ${visible(file.stage)}` : null].filter(Boolean);
    entries.push(["far", parts, () => line("calm parts", ...parts.map((part) => el("span", {}, part)))]);
  } else {
    entries.push(["state", state ?? "", () => line(mark === "good" ? "calm" : mark, sentence)]);
  }
  if (from) entries.push(["since", [state, from], () => line("calm", sinceWords[state] ?? "Since ", since(from))]);
  if (stats.rate && stats.watch_dir !== undefined) {
    const { files_per_second: files, records_per_second: records, bytes_per_second: read } = stats.rate;
    entries.push(["rate", stats.rate, () => el("dl", { class: "facts" }, ...[
      ["Files a minute", perSecond(files * 60)],
      ["Records a second", perSecond(records)],
      ["Bytes a second", bytes(read)],
    ].map(([word, value]) => el("div", {}, el("dt", {}, word), el("dd", {}, value))))]);
    entries.push(["note", 0, () => line("note", "Rates are of the last five minutes.")]);
  }
  const unread = stats.ledger_unread_bytes;
  if (unread > 0) entries.push(["unread", unread, () => line("note", `${bytes(unread)} of the ledger are not counted yet.`)]);
  keep(find("now"), entries);
}
