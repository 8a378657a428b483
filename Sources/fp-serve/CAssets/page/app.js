// The dashboard: hands what the server says to the parts of the page.
import { throughput } from "./chart.js";
import { detail } from "./detail.js";
import { find, keep, outside } from "./dom.js";
import { loadErrors } from "./errors.js";
import { fileList } from "./files.js";
import { age, setClock } from "./format.js";
import { follow } from "./live.js";
import { running, status, totals, trouble } from "./overview.js";
import { snapshot, stages } from "./tables.js";
import { uploads } from "./upload.js";

const agingSeconds = 5;
const listsSeconds = 1.5; // at least between two loads of the lists

document.querySelector("header").hidden = document.querySelector("main").hidden = false;

let stats = null;
let link = { by: null };
let faults = [];
let lastSettled = null; // what the lists were loaded for
let listsTimer = null;

const chart = throughput(find("chart"));
const upload = uploads(() => loadListsSoon());
const files = fileList(() => stats?.watch_dir, upload.choose);
const file = detail();

for (const choice of document.querySelectorAll("input[name=measure]")) choice.addEventListener("change", () => chart.measureBy(choice.value));

function loadListsSoon() {
  listsTimer ??= setTimeout(loadLists, lastSettled === null ? 0 : listsSeconds * 1000);
}

async function loadLists() {
  files.refresh();
  file.refresh();
  upload.look();
  faults = await loadErrors(() => files.narrow("failed"));
  trouble(stats, link, faults);
  listsTimer = null;
}

/** Shows what comes, and loads the lists when files have moved. */
function take(next) {
  stats = next;
  setClock(stats.time);
  totals(stats, files.narrow);
  running(stats);
  chart.update(stats.minutes);
  stages(stats.stages);
  snapshot(stats.snapshot);
  keep(find("folder"), stats.watch_dir === undefined ? [] : [["folder", stats.watch_dir, () => outside(stats.watch_dir)]]);
  document.body.classList.toggle("no-folder", stats.watch_dir === undefined);
  told();
  if (stats.watch_dir === undefined) return;
  const settled = JSON.stringify([stats.unprocessed, stats.underprocess, stats.processed, stats.failed, stats.dropped, stats.duplicate, stats.fault, stats.pipeline?.state, stats.pipeline?.file?.seq]);
  if (settled !== lastSettled) {
    loadListsSoon();
    lastSettled = settled;
  }
}

function told() {
  status(stats, link);
  trouble(stats, link, faults);
  document.body.classList.toggle("stale", link.by === null && stats !== null);
}

follow(take, (next) => {
  const wasGone = link.by === null;
  link = next;
  // After a silence anything may have happened, also on another server.
  if (wasGone && link.by !== null) lastSettled = null;
  told();
});

setInterval(() => {
  age();
  if (stats && link.by !== null) chart.update(stats.minutes);
}, agingSeconds * 1000);
