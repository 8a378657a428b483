// Files that failed, and why.
import { button, el, find, keep, line, outside, say } from "./dom.js";
import { count, counted, since } from "./format.js";
import { ask } from "./live.js";

const shown = 6;

/** Loads the newest errors. Gives what is wrong with folder, ledger and pipeline now. */
export async function loadErrors(showFailed) {
  const place = find("errors");
  let answer;
  try {
    answer = await ask(`/errors?limit=${shown}`);
  } catch (refusal) {
    if (refusal.status !== 0) keep(place, [["refusal", refusal.message, () => line("calm", outside(refusal.message))]]);
    return [];
  }
  const { errors = [], by_stage: byStage = [], total = 0, faults = [] } = answer;
  say(find("errors-total"), total > 0 ? counted(total, "file") : "");
  const entries = [];
  if (total === 0 && errors.length === 0) entries.push(["none", 0, () => line("calm", "No file has failed.")]);
  if (byStage.length > 0) {
    const chip = (stage) => el("li", {}, outside(stage.stage ?? "no stage"), " ", el("strong", {}, count(stage.files)));
    entries.push(["stages", byStage, () => el("ul", { class: "chips", "aria-label": "Failed files by stage" }, byStage.map(chip))]);
  }
  if (errors.length > 0) {
    entries.push(["list", errors, () => el("ul", { class: "errors" }, ...errors.map((error) => el("li", {},
      line("first", el("a", { href: `#file=${Number(error.seq)}` }, outside(error.name)), since(error.committed)),
      line("reason", outside(error.reason ?? "no reason was given")),
      error.attempts > 0 ? line("note", `tried alone ${counted(error.attempts, "time")}`) : null)))]);
  }
  if (total > errors.length) entries.push(["more", total, () => button(`All ${count(total)} failed files`, showFailed)]);
  keep(place, entries);
  return faults;
}
