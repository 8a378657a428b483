// Files on their way to the server, one after the other, until each is settled.
import { button, el, find, keep, line, outside, say, visible } from "./dom.js";
import { badge, outcomeMarks } from "./files.js";
import { bytes, count, counted, now, percent } from "./format.js";
import { ask, problem } from "./live.js";

const shownMax = 6; // finished ones
const refusedMax = 20;
const lookedForMax = 3; // names that are asked for at once

/** @param changed is called when something was uploaded or settled. */
export function uploads(changed) {
  const place = find("uploads");
  const input = find("upload-input");
  let queue = []; // files that wait
  let current = null; // {id, name, size, sent, request}
  let finished = []; // {id, name, begun, seq, outcome}: the newest first
  let refused = []; // {id, name, why}: the newest first
  let refusedCount = 0;
  let lastId = 0;
  let looking = false;

  function refuse(name, why) {
    say(find("said"), `${visible(name)}: not uploaded: ${visible(why)}`);
    refused = [{ id: ++lastId, name, why }, ...refused].slice(0, refusedMax);
    refusedCount += 1;
  }

  function show() {
    const entries = [];
    const entry = (key, state, ...children) => entries.push([key, state, () => el("li", {}, ...children)]);
    if (current) {
      const { id, name, size, sent, request } = current;
      const far = sent < size ? `${bytes(sent)} of ${bytes(size)}, ${percent(sent / size)}` : "being stored";
      entry(id, sent, line("first", outside(name), el("span", { class: "calm" }, far), button("Cancel", () => request.abort())),
        el("progress", { max: "1", value: String(size > 0 ? sent / size : 1), "aria-label": "Progress of the upload" }));
    }
    if (queue.length > 0) entry("queue", queue.length, `${counted(queue.length, "more file")} to upload `, button("Cancel these", cancelQueue));
    for (const { id, name, why } of refused) entry(id, "refused", line("first", outside(name), badge("not uploaded", "bad")), line("reason", outside(why)));
    if (refusedCount > refused.length) entry("more", refusedCount, `and ${count(refusedCount - refused.length)} more that were not uploaded`);
    for (const { id, name, seq, outcome } of finished.slice(0, shownMax)) {
      const link = seq ? el("a", { href: `#file=${Number(seq)}` }, outside(name)) : outside(name);
      entry(id, outcome, line("first", link, outcome ? badge(outcome, outcomeMarks[outcome]) : badge("uploaded, waits", "live")));
    }
    place.hidden = entries.length === 0;
    const top = () => el("li", { class: "head" }, el("strong", {}, "Uploads"), current ? null : button("Clear", clear));
    keep(list, entries.length > 0 ? [["head", current !== null, top], ...entries] : []);
  }

  function cancelQueue() {
    queue = [];
    show();
  }

  function clear() {
    finished = [];
    refused = [];
    refusedCount = 0;
    show();
    find("upload-button").focus();
  }

  function start() {
    const file = queue.shift();
    if (!file) {
      current = null;
      show();
      return;
    }
    const request = new XMLHttpRequest();
    const begun = now();
    current = { id: ++lastId, name: file.name, size: file.size, sent: 0, request };
    request.upload.addEventListener("progress", (event) => {
      // The form around the file counts too, and is no part of the file.
      current.sent = event.lengthComputable ? Math.round((event.loaded / event.total) * file.size) : event.loaded;
      show();
    });
    request.addEventListener("load", () => {
      if (request.status === 201) {
        let stored = [];
        try {
          stored = JSON.parse(request.responseText).files;
        } catch {
          stored = [{ name: file.name }];
        }
        finished.unshift(...stored.map(({ name }) => ({ id: ++lastId, name, begun, seq: null, outcome: null })));
        finished.splice(200);
        changed();
      } else refuse(file.name, problem(request.status, request.responseText).message);
    });
    request.addEventListener("error", () => refuse(file.name, "the connection broke off: the server is gone, the file is over its limit, or it can't be read"));
    request.addEventListener("abort", () => refuse(file.name, "cancelled"));
    request.addEventListener("loadend", start);
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", "/upload");
    request.setRequestHeader("accept", "application/json");
    request.send(form);
    show();
  }

  function add(files) {
    queue.push(...files);
    if (!current) start();
    show();
  }

  /** Sees what became of what was uploaded. */
  async function look() {
    const wanted = finished.filter((file) => !file.outcome).slice(-lookedForMax);
    if (looking || wanted.length === 0) return;
    looking = true;
    for (const file of wanted) {
      try {
        const { files } = await ask(`/files?limit=20&name=${encodeURIComponent(file.name)}`);
        // One that was settled before is another file of that name.
        const found = files.find((each) => each.name === file.name && Date.parse(each.committed) > file.begun - 1000);
        if (!found) continue;
        Object.assign(file, { seq: found.seq, outcome: found.outcome });
        say(find("said"), `${visible(file.name)}: ${found.outcome}`);
      } catch {
        break; // It is looked for again when something changes.
      }
    }
    looking = false;
    show();
  }

  /** Those of a drop that are files; a folder is told of. */
  function dropped(transfer) {
    const files = [];
    for (const item of transfer.items) {
      if (item.kind !== "file") continue;
      const file = item.getAsFile();
      if (item.webkitGetAsEntry?.()?.isDirectory) refuse(file?.name ?? "folder", "a folder; drop the files in it");
      else if (file) files.push(file);
    }
    return files;
  }

  const list = el("ul", { "aria-label": "Uploads" });
  place.append(list);
  find("upload-button").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });

  const drop = find("drop");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0; // enter and leave come for each element on the way
  window.addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth += 1;
    drop.hidden = false;
  });
  window.addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  window.addEventListener("dragleave", (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    drop.hidden = depth === 0;
  });
  window.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    drop.hidden = true;
    add(dropped(event.dataTransfer));
  });

  return { look, choose: () => input.click() };
}
