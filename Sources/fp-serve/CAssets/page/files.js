// The list of files: what isn't settled first, then what is, the newest first.
import { button, el, find, keep, line, number, outside } from "./dom.js";
import { bytes, count, counted, since } from "./format.js";
import { ask } from "./live.js";
import { head } from "./tables.js";

const pageFiles = 25;
const unsettledShown = 3; // of each state; the sums say how many there are
const typingMilliseconds = 250;

export const outcomeMarks = { processed: "good", failed: "bad", dropped: "calm", duplicate: "calm" };
export const badge = (word, mark) => el("span", { class: `badge ${mark ?? "calm"}` }, word);

/** The name of a file, with a link to what became of it when it has a number. */
function nameOf(file) {
  const name = outside(file.name);
  return [file.seq ? el("a", { href: `#file=${Number(file.seq)}` }, name) : name, file.name_base64 ? el("span", { class: "note" }, " not UTF-8") : null];
}

function settledRow(file) {
  return el("tr", {},
    el("th", { scope: "row" }, nameOf(file), file.reason ? line("reason", outside(file.reason)) : null),
    el("td", {}, badge(file.outcome, outcomeMarks[file.outcome])),
    number(count(file.records), "wide"),
    number(bytes(file.size), "wide"),
    number(since(file.committed)));
}

function unsettledRow(file, word, mark) {
  const note = file.attempts > 0 ? line("note", `tried alone ${counted(file.attempts, "time")}`) : null;
  return el("tr", {}, el("th", { scope: "row" }, nameOf(file), note), el("td", {}, badge(word, mark)), el("td", { colspan: "3" }));
}

function unsettledEntries(answer, key, word, mark) {
  const files = (answer[key] ?? []).slice(0, unsettledShown);
  const all = answer[`${key}_count`] ?? files.length;
  const entries = files.map((file) => [`${key} ${file.seq ?? file.name_base64 ?? file.name}`, file, () => unsettledRow(file, word, mark)]);
  const more = all - files.length;
  if (more > 0) entries.push([`${key} more`, more, () => el("tr", {}, el("td", { colspan: "5", class: "calm" }, `and ${count(more)} more ${word}`))]);
  return entries;
}

/** @param folder gives the path of the shown folder, @param chooseFiles opens the dialog for an upload. */
export function fileList(folder, chooseFiles) {
  const place = find("files");
  const nameField = find("search-name");
  const outcomeField = find("search-outcome");
  const body = el("tbody");
  const table = el("table", { class: "files" }, el("caption", { class: "unseen" }, "Files, the newest first"),
    head(["Name"], ["State"], ["Records", "number wide"], ["Size", "number wide"], ["Settled", "number"]), body);
  const message = el("div", { class: "message", role: "status" });
  const newest = el("button", { type: "button", onclick: () => turn([]) }, "Newest");
  const newer = el("button", { type: "button", onclick: () => turn(pages.slice(0, -1)) }, "Newer");
  const older = el("button", { type: "button", onclick: () => turn([...pages, next]) }, "Older");
  const place2 = el("nav", { class: "pages", "aria-label": "Pages of files" }, newest, newer, older);
  place.append(table, message, place2);

  let pages = []; // the `after` of each page that leads to this one; empty on the first
  let next = null;
  let running = null; // the request that is under way
  let typing = null;

  function turn(to) {
    pages = to;
    load();
  }

  function show(answer) {
    const isFirst = pages.length === 0;
    next = answer.next ?? null;
    const settled = answer.files ?? [];
    const entries = [
      ...(isFirst ? unsettledEntries(answer, "underprocess", "in process", "live") : []),
      ...(isFirst ? unsettledEntries(answer, "unprocessed", "waiting", "calm") : []),
      ...settled.map((file) => [file.seq, file, () => settledRow(file)]),
    ];
    keep(body, entries);
    table.hidden = entries.length === 0;
    place2.hidden = isFirst && next === null;
    newest.disabled = newer.disabled = isFirst;
    older.disabled = next === null;
    if (entries.length > 0) keep(message, []);
    else if (nameField.value || outcomeField.value || !isFirst) keep(message, [["nothing", 0, () => line("calm", "No file matches.")]]);
    else {
      keep(message, [["empty", folder(), () => el("div", { class: "empty" }, line("big", "No files yet"),
        line(null, "Drop log files here, or ", button("choose files", chooseFiles), "."),
        folder() ? line("calm", "Or copy them into ", outside(`${folder()}/unprocessed`)) : null)]]);
    }
  }

  async function load() {
    running?.abort();
    const mine = (running = new AbortController());
    const query = new URLSearchParams({ limit: pageFiles });
    if (pages.length > 0) query.set("after", pages.at(-1));
    if (outcomeField.value) query.set("outcome", outcomeField.value);
    if (nameField.value) query.set("name", nameField.value);
    try {
      show(await ask(`/files?${query}`, mine.signal));
    } catch (refusal) {
      // That the server is gone is told at the top; what was shown stays.
      if (mine.signal.aborted || refusal.status === 0) return;
      keep(body, []);
      table.hidden = place2.hidden = true;
      keep(message, [["refusal", refusal.message, () => line("calm", outside(refusal.message))]]);
    }
  }

  nameField.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => turn([]), typingMilliseconds);
  });
  outcomeField.addEventListener("change", () => turn([]));
  find("search").addEventListener("submit", (event) => {
    event.preventDefault();
    turn([]);
  });

  return {
    /** Something changed; an older page stays as it is. */
    refresh() {
      if (pages.length === 0) load();
    },
    narrow(outcome) {
      outcomeField.value = outcome;
      turn([]);
      place.scrollIntoView({ block: "nearest" });
      outcomeField.focus();
    },
  };
}
