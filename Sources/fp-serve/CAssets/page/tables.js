// Time per stage, and the latest snapshot of fp-stats.
import { draw, el, find, keep, line, number, outside } from "./dom.js";
import { count, counted, perSecond, seconds, since } from "./format.js";

const rowsMax = 50; // of a snapshot; who groups by something finer reads /stats
const columnsMax = 12;

/** A bar of `share` of the width. */
export function shareBar(share) {
  const width = `${Math.max(0.5, Math.min(1, share) * 100)}%`;
  return draw("svg", { class: "share", "aria-hidden": "true" }, draw("rect", { width, height: "100%", rx: 2 }));
}

/** The head of a table, of words each with a kind of column. */
export const head = (...words) =>
  el("thead", {}, el("tr", {}, words.map(([word, kind]) => el("th", { scope: "col", class: kind }, el("span", {}, word)))));

export function stages(list) {
  const place = find("stages");
  if (!list?.length) {
    keep(place, [["none", 0, () => line("calm", "Nothing was measured yet.")]]);
    return;
  }
  const longest = Math.max(...list.map((stage) => stage.seconds ?? 0), 1e-9);
  keep(place, [["table", list, () => el("table", {}, el("caption", { class: "unseen" }, "Time per stage, of all settled files"),
    head(["Stage"], ["Time", "number"], ["Lines in", "number wide"], ["Lines/s", "number"]),
    el("tbody", {}, ...list.map((stage) => el("tr", {},
      el("th", { scope: "row" }, outside(stage.stage), shareBar((stage.seconds ?? 0) / longest),
        stage.errors > 0 ? el("span", { class: "note" }, `${counted(stage.errors, "line")} not understood`) : null),
      number(seconds(stage.seconds)),
      number(count(stage.lines_in), "wide"),
      number(stage.seconds > 0 ? perSecond(stage.lines_in / stage.seconds) : "–")))))]]);
}

export function snapshot(shown) {
  const rows = Array.isArray(shown?.rows) ? shown.rows.filter((row) => row && typeof row === "object") : null;
  find("snapshot").hidden = !rows;
  if (!rows) return;
  keep(find("snapshot-rows"), [["all", shown.arrived, () => el("div", {},
    line("calm", "Arrived ", since(shown.arrived), `, ${counted(rows.length, "row")}`),
    snapshotTable(rows.slice(0, rowsMax)),
    rows.length > rowsMax ? line("note", `The first ${rowsMax} of ${count(rows.length)} rows; all are in /stats.`) : null)]]);
}

function snapshotTable(rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))].slice(0, columnsMax);
  const isAbsent = (value) => value === null || value === undefined;
  const kind = (column) => (rows.every((row) => isAbsent(row[column]) || typeof row[column] === "number") ? "number" : null);
  const text = (value) => (isAbsent(value) ? "–" : typeof value === "string" ? value : Number.isInteger(value) ? count(value) : JSON.stringify(value));
  const kinds = columns.map(kind);
  const row = (values) => el("tr", {}, columns.map((column, index) => el("td", { class: kinds[index] }, outside(text(values[column])))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of the snapshot" },
    el("table", {}, el("caption", { class: "unseen" }, "Latest snapshot of fp-stats"),
      head(...columns.map((column, index) => [outside(column), kinds[index]])),
      el("tbody", {}, rows.map(row))));
}
