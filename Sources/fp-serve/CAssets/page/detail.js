// One file: what became of it, its way through the stages, what was in it. Its address is `#file=SEQ`.
import { el, find, keep, line, number, outside, visible } from "./dom.js";
import { badge, outcomeMarks } from "./files.js";
import { bytes, count, counted, seconds, since } from "./format.js";
import { ask } from "./live.js";
import { head, shareBar } from "./tables.js";

const templatesShown = 8;

function facts(file) {
  const isNumber = (value) => typeof value === "number";
  const known = [
    ["Number", count(file.seq)],
    ["Size", isNumber(file.size) && bytes(file.size)],
    ["Records", isNumber(file.records) && count(file.records)],
    ["Settled", file.committed && since(file.committed)],
    ["Modified", file.mtime && since(file.mtime)],
    ["Failed in", file.stage && outside(file.stage)],
    ["Result", file.result && [outside(file.result), ` (${bytes(file.result_size)})`, file.result_present === false ? " is gone" : null], "long"],
    ["SHA-256", file.result_sha256 && outside(file.result_sha256, { class: "outside code" }), "long"],
  ];
  return el("dl", { class: "facts" }, known.filter(([, value]) => value).map(([word, value, kind]) =>
    el("div", { class: kind }, el("dt", {}, word), el("dd", {}, value))));
}

/** What became of lines between a stage's input and its output. */
function changes(step) {
  const counts = [
    [step.joined, "joined to others"],
    [step.made, "made"],
    ...Object.entries(step.dropped ?? {}).map(([reason, lines]) => [lines, `dropped (${visible(reason)})`]),
    [step.errors, "not understood"],
  ];
  return counts.filter(([lines]) => lines > 0).map(([lines, words]) => `${count(lines)} ${words}`).join(", ") || "–";
}

function way(trace) {
  const steps = trace.steps ?? [];
  if (steps.length === 0) {
    const isOnItsWay = trace.state === "underprocess";
    return line("calm", isOnItsWay ? "It is on its way; the stages tell when it is settled." : "No stage has told of it.");
  }
  const longest = Math.max(...steps.map((step) => step.seconds ?? 0), 1e-9);
  const row = (step) => el("tr", {}, el("th", { scope: "row" }, outside(step.stage)),
    number(bytes(step.bytes_in)), number(count(step.lines_in)), number(count(step.lines_out)), el("td", {}, changes(step)),
    number(seconds(step.seconds)), el("td", { class: "share-cell" }, shareBar((step.seconds ?? 0) / longest)));
  return [
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Way through the stages" },
      el("table", { class: "way" }, el("caption", { class: "unseen" }, "Way through the stages"),
        head(["Stage"], ["Read", "number"], ["Lines in", "number"], ["Lines out", "number"], ["Between"], ["Time", "number"], ["Share of time", "hushed"]),
        el("tbody", {}, steps.map(row)))),
    trace.balanced === true ? line("note", "The books balance: every line is accounted for.") : null,
    trace.balanced === false ? line("bad", "The books don't balance: lines are unaccounted for.") : null,
  ];
}

function attempts(list) {
  if (!list?.length) return null;
  const ends = { true: "the pipeline died of it", false: "the pipeline ended for another reason" };
  const words = ({ attempt, crash, statuses }) =>
    `Attempt ${count(attempt)}: ${ends[crash] ?? "how it ended isn't known"}${statuses?.length ? `, statuses ${visible(statuses.join(" "))}` : ""}`;
  return [el("h3", {}, "Attempts alone"), el("ul", {}, list.map((attempt) => el("li", {}, words(attempt))))];
}

/** What fp-analyze found in it: levels, the most frequent messages, how much stood out. */
function content(summary) {
  const found = Array.isArray(summary) ? summary.find((part) => part?.stage === "fp-analyze") : null;
  if (!found) return null;
  const levels = Object.entries(found.levels ?? {});
  const templates = Array.isArray(found.templates) ? found.templates : [];
  const marks = new Map([["warn", "warn"], ["error", "bad"], ["fatal", "bad"]]); // a level may be named constructor
  const chip = ([level, records]) => el("li", { class: marks.get(level) }, outside(level), " ", el("strong", {}, count(records)));
  const row = (template) => el("tr", {}, el("th", { scope: "row", class: "message-text" }, outside(template?.template)), number(count(template?.count)));
  return [
    el("h3", {}, "What is in it"),
    levels.length > 0 ? el("ul", { class: "chips", "aria-label": "Records by level" }, levels.map(chip)) : null,
    templates.length > 0 ? el("table", {}, el("caption", { class: "unseen" }, "Most frequent messages"),
      head(["Message"], ["Records", "number"]), el("tbody", {}, templates.slice(0, templatesShown).map(row))) : null,
    templates.length > templatesShown ? line("note", `The ${templatesShown} most frequent of ${counted(templates.length, "message")}.`) : null,
    found.anomalies?.length > 0 ? line("note", `Anomalies in the summary: ${count(found.anomalies.length)}.`) : null,
  ];
}

/** Opens what the address names, and closes when it names nothing. */
export function detail() {
  const dialog = find("detail");
  const close = el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×");
  const title = el("h2", { id: "detail-title" });
  const body = el("div");
  dialog.append(el("div", { class: "bar" }, title, close), body);
  let open = null; // number of the file that is shown
  let settled = false;
  let running = null;

  function show(file, trace) {
    settled = file.state !== "underprocess";
    title.replaceChildren(outside(file.name));
    const state = file.outcome ?? "in process";
    keep(body, [["file", [file, trace.value ?? trace.reason.message], () => el("div", {},
      line(null, badge(state, outcomeMarks[state] ?? "live"), file.name_base64 ? el("span", { class: "note" }, " the name isn't UTF-8") : null),
      file.reason ? line("reason", outside(file.reason)) : null,
      facts(file),
      el("h3", {}, "Way through the stages"),
      trace.value ? way(trace.value) : line("calm", outside(trace.reason.message)),
      attempts(trace.value?.attempts),
      content(file.summary))]]);
  }

  async function load() {
    running?.abort();
    const mine = (running = new AbortController());
    const [file, trace] = await Promise.allSettled([ask(`/files/${open}`, mine.signal), ask(`/trace/${open}`, mine.signal)]);
    if (mine.signal.aborted) return;
    if (file.value) show(file.value, trace);
    else keep(body, [["refusal", file.reason.message, () => line("calm", outside(file.reason.message))]]);
  }

  function follow() {
    const found = /^#file=([1-9][0-9]{0,15})$/.exec(location.hash);
    if (!found) {
      if (dialog.open) dialog.close();
      return;
    }
    if (open !== found[1]) {
      open = found[1];
      settled = false;
      title.replaceChildren(`File ${open}`);
      keep(body, []);
    }
    if (!dialog.open) dialog.showModal();
    load();
  }

  dialog.addEventListener("close", () => {
    running?.abort();
    open = null;
    if (location.hash) history.replaceState(null, "", location.pathname);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  window.addEventListener("hashchange", follow);
  follow();

  return {
    refresh() {
      if (open !== null && !settled) load();
    },
  };
}
