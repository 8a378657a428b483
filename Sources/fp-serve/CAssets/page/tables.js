// Time per stage, and the latest snapshot of fp-stats.
import { draw, el, find, keep, line, outside, say } from "./dom.js";
import { count, counted, perSecond, seconds, since } from "./format.js";

const rowsMax = 50; // of a snapshot; who groups by something finer reads /stats
const columnsMax = 12;

/** A bar of `share` of the width. */
export const shareBar = (share) => draw("svg", { class: "share", "aria-hidden": "true" }, draw("rect", { width: `${Math.max(0.5, Math.min(1, share) * 100)}%`, height: "100%", rx: 2 }));

export const head = (...words) => el("thead", {}, el("tr", {}, ...words.map(([word, kind]) => el("th", { scope: "col", class: kind }, el("span", {}, word)))));

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
      el("td", { class: "number" }, seconds(stage.seconds)),
      el("td", { class: "number wide" }, count(stage.lines_in)),
      el("td", { class: "number" }, stage.seconds > 0 ? perSecond(stage.lines_in / stage.seconds) : "–")))))]]);
}

const isNumber = (value) => typeof value === "number";
const cell = (value) => (isNumber(value) ? (Number.isInteger(value) ? count(value) : String(value)) : value === null || value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value));

export function snapshot(shown) {
  const place = find("snapshot");
  const rows = Array.isArray(shown?.rows) ? shown.rows.filter((row) => row && typeof row === "object") : null;
  place.hidden = !rows;
  if (!rows) return;
  const columns = [...new Set(rows.slice(0, rowsMax).flatMap(Object.keys))].slice(0, columnsMax);
  const numeric = new Set(columns.filter((column) => rows.every((row) => row[column] === null || row[column] === undefined || isNumber(row[column]))));
  const kind = (column) => (numeric.has(column) ? "number" : null);
  keep(find("snapshot-rows"), [
    ["time", shown.arrived, () => line("calm", "Arrived ", since(shown.arrived), `, ${counted(rows.length, "row")}`)],
    ["table", rows, () => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of the snapshot" }, el("table", {}, el("caption", { class: "unseen" }, "Latest snapshot of fp-stats"),
      el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", { scope: "col", class: kind(column) }, outside(column))))),
      el("tbody", {}, ...rows.slice(0, rowsMax).map((row) => el("tr", {}, ...columns.map((column) => el("td", { class: kind(column) }, outside(cell(row[column])))))))))],
    ...(rows.length > rowsMax ? [["more", rows.length, () => line("note", `The first ${rowsMax} of ${count(rows.length)} rows; all are in /stats.`)]] : []),
  ]);
}
