// One file: what became of it, its way through the stages, what was in it. Its address is `#file=SEQ`.
import { el, find, keep, line, number, outside, visible } from "./dom.js";
import { badge, outcomeMarks } from "./files.js";
import { bytes, count, counted, seconds, since } from "./format.js";
import { ask } from "./live.js";
import { head, shareBar } from "./tables.js";

const templatesShown = 8;

const fact = (word, value, kind) => (value === null || value === undefined || value === "" ? null : el("div", { class: kind }, el("dt", {}, word), el("dd", {}, value)));

function facts(file) {
  const result = file.result ? [outside(file.result), file.result_size === null ? null : ` (${bytes(file.result_size)})`, file.result_present === false ? el("strong", { class: "bad" }, " is gone") : null] : null;
  return el("dl", { class: "facts" },
    fact("Number", count(file.seq)), fact("Size", typeof file.size === "number" ? `${bytes(file.size)}` : null), fact("Records", typeof file.records === "number" ? count(file.records) : null),
    fact("Settled", file.committed ? since(file.committed) : null), fact("Modified", file.mtime ? since(file.mtime) : null),
    fact("Attempts alone", file.attempts > 0 ? count(file.attempts) : null), fact("Failed in", file.stage ? outside(file.stage) : null),
    fact("Result", result, "long"), fact("SHA-256", file.result_sha256 ? outside(file.result_sha256, { class: "outside code" }) : null, "long"));
}

/** What became of lines between a stage's input and its output. */
function changes(step) {
  const dropped = Object.entries(step.dropped ?? {}).map(([reason, lines]) => `${count(lines)} dropped (${visible(reason)})`);
  const parts = [step.joined > 0 ? `${count(step.joined)} joined to others` : null, step.made > 0 ? `${count(step.made)} made` : null, ...dropped, step.errors > 0 ? `${count(step.errors)} not understood` : null];
  return parts.filter(Boolean).join(", ");
}

function way(trace) {
  const steps = trace.steps ?? [];
  if (steps.length === 0) return [line("calm", trace.state === "underprocess" ? "It is on its way: the stages tell when it is settled." : "No stage has told of it.")];
  const longest = Math.max(...steps.map((step) => step.seconds ?? 0), 1e-9);
  return [
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Way through the stages" }, el("table", { class: "way" }, el("caption", { class: "unseen" }, "Way through the stages"),
      head(["Stage"], ["Read", "number"], ["Lines in", "number"], ["Lines out", "number"], ["Between"], ["Time", "number"], ["Share of time", "hushed"]),
      el("tbody", {}, ...steps.map((step) => el("tr", {}, el("th", { scope: "row" }, outside(step.stage)), number(bytes(step.bytes_in)), number(count(step.lines_in)), number(count(step.lines_out)),
        el("td", {}, changes(step) || "–"), number(seconds(step.seconds)), el("td", { class: "share-cell" }, shareBar((step.seconds ?? 0) / longest))))))),
    trace.balanced === true ? line("note", "The books balance: every line is accounted for.") : null,
    trace.balanced === false ? line("bad", "The books don't balance: lines are unaccounted for.") : null,
  ];
}

function attempts(list) {
  if (!list?.length) return null;
  const words = (attempt) => `Attempt ${count(attempt.attempt)}: ${attempt.crash === true ? "the pipeline died of it" : attempt.crash === false ? "ended by something else" : "how it ended isn't known"}${attempt.statuses?.length ? `, statuses ${visible(attempt.statuses.join(" "))}` : ""}`;
  return [el("h3", {}, "Attempts alone"), el("ol", { class: "plain-list" }, ...list.map((attempt) => el("li", {}, words(attempt))))];
}

/** What fp-analyze found in it: levels, the most frequent messages, how much stood out. */
function content(summary) {
  const found = Array.isArray(summary) ? summary.find((part) => part?.stage === "fp-analyze") : null;
  if (!found) return null;
  const levels = Object.entries(found.levels ?? {});
  const templates = Array.isArray(found.templates) ? found.templates : [];
  return [
    el("h3", {}, "What is in it"),
    levels.length > 0 ? el("ul", { class: "chips", "aria-label": "Records by level" }, ...levels.map(([level, records]) => el("li", { class: level === "error" || level === "fatal" ? "bad" : level === "warn" ? "warn" : null }, outside(level), " ", el("strong", {}, count(records))))) : null,
    templates.length > 0 ? el("table", {}, el("caption", { class: "unseen" }, "Most frequent messages"), head(["Message"], ["Records", "number"]),
      el("tbody", {}, ...templates.slice(0, templatesShown).map((template) => el("tr", {}, el("th", { scope: "row", class: "message-text" }, outside(template.template)), number(count(template.count)))))) : null,
    templates.length > templatesShown ? line("note", `The ${templatesShown} most frequent of ${counted(templates.length, "message")}.`) : null,
    found.anomalies?.length > 0 ? line("note", `${counted(found.anomalies.length, "anomaly").replace("anomalys", "anomalies")} in the summary.`) : null,
  ];
}

/** Opens what the address names, and closes when it names nothing. */
export function detail() {
  const dialog = find("detail");
  const close = el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×");
  const title = el("h2", { id: "detail-title" });
  const body = el("div", { class: "detail-body" });
  dialog.append(el("div", { class: "bar" }, title, close), body);
  let open = null; // number of the file that is shown
  let settled = false;
  let running = null;

  async function load() {
    running?.abort();
    const mine = (running = new AbortController());
    const [file, trace] = await Promise.allSettled([ask(`/files/${open}`, mine.signal), ask(`/trace/${open}`, mine.signal)]);
    if (mine.signal.aborted) return;
    if (file.status === "rejected") {
      title.replaceChildren(`File ${open}`);
      keep(body, [["refusal", file.reason.message, () => line("calm", outside(file.reason.message))]]);
      return;
    }
    const shown = file.value;
    settled = shown.state !== "underprocess";
    title.replaceChildren(outside(shown.name));
    const state = shown.outcome ?? "in process";
    keep(body, [["all", [file.value, trace.value ?? trace.reason?.message], () => el("div", {},
      line(null, badge(state, outcomeMarks[state] ?? "live"), shown.name_base64 ? el("span", { class: "note" }, " the name isn't UTF-8") : null),
      shown.reason ? line("reason", outside(shown.reason)) : null,
      facts(shown),
      el("h3", {}, "Way through the stages"),
      ...(trace.status === "fulfilled" ? way(trace.value) : [line("calm", outside(trace.reason.message))]),
      attempts(trace.value?.attempts),
      content(shown.summary))]]);
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
