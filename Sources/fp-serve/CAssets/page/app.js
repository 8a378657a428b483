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
const listsSeconds = 1.5; // between two loads of the lists

document.querySelector("header").hidden = document.querySelector("main").hidden = false;

let stats = null;
let link = { by: null };
let faults = [];
let lastSettled = null; // what the lists were loaded for
let loading = false;
let changed = false; // since the lists began to load

const chart = throughput(find("chart"));
const upload = uploads(loadLists);
const files = fileList(() => stats?.watch_dir, upload.choose);
const file = detail();

for (const choice of document.querySelectorAll("input[name=measure]")) choice.addEventListener("change", () => chart.measureBy(choice.value));

/** At once, and again after a pause when something changed meanwhile. */
async function loadLists() {
  changed = true;
  if (loading) return;
  loading = true;
  while (changed) {
    changed = false;
    files.refresh();
    file.refresh();
    upload.look();
    faults = await loadErrors(() => files.narrow("failed"));
    told();
    await new Promise((resume) => setTimeout(resume, listsSeconds * 1000));
  }
  loading = false;
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
  const { unprocessed, underprocess, processed, failed, dropped, duplicate, fault, pipeline } = stats;
  const settled = JSON.stringify([unprocessed, underprocess, processed, failed, dropped, duplicate, fault, pipeline?.state, pipeline?.file?.seq]);
  if (settled !== lastSettled) {
    lastSettled = settled;
    loadLists();
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
