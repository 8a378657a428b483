// What the server says, as it says it: by server-sent events, and by asking when there are none.

const askSeconds = 3; // between two questions without events
const checkSeconds = 30; // between two with them: a connection can be dead and silent
const eventsAgainSeconds = 20; // after events failed while questions are answered
const againSeconds = 0.5; // after events broke off
const giveUpSeconds = 10; // for one answer

/** What went wrong with a request: `status` is 0 when no answer came. */
class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** The words of a problem (RFC 9457), or the status when it has none. */
export function problem(status, text) {
  let detail = null;
  try {
    detail = JSON.parse(text)?.detail;
  } catch {
    // Not JSON: somebody else answered in the server's place.
  }
  return new Refusal(status, typeof detail === "string" ? detail : `the server answered with status ${status}`);
}

export async function ask(path, signal) {
  const late = AbortSignal.timeout(giveUpSeconds * 1000);
  let answer, text;
  try {
    answer = await fetch(path, { signal: signal ? AbortSignal.any([signal, late]) : late, headers: { accept: "application/json" } });
    text = await answer.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refusal(0, "the server doesn't answer");
  }
  if (!answer.ok) throw problem(answer.status, text);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(answer.status, "the server's answer is no JSON");
  }
}

/**
 * Calls `onStats` with each `/stats`, and `onLink` with how it comes: `{by: "events"}`, `{by: "asking"}`, or `{by: null, refusal}`.
 * A hidden page lets go of its connection: a browser has six for one server.
 */
export function follow(onStats, onLink) {
  let source = null;
  let timer = null;
  let triedEvents = -Infinity;

  const hear = (stats, by) => {
    onLink({ by });
    onStats(stats);
  };
  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(poll, seconds * 1000);
  };

  function open() {
    triedEvents = performance.now();
    source = new EventSource("/events");
    const mine = source;
    source.addEventListener("stats", (event) => {
      if (source !== mine) return;
      let stats;
      try {
        stats = JSON.parse(event.data);
      } catch {
        return;
      }
      hear(stats, "events");
      triedEvents = -Infinity; // They work: when they break off they are tried again at once.
      later(checkSeconds);
    });
    source.addEventListener("error", () => {
      if (source !== mine) return;
      shut();
      later(againSeconds);
    });
  }

  function shut() {
    source?.close();
    source = null;
  }

  async function poll() {
    clearTimeout(timer);
    try {
      hear(await ask("/stats"), source ? "events" : "asking");
    } catch (refusal) {
      shut();
      onLink({ by: null, refusal });
      triedEvents = -Infinity;
      if (!document.hidden) later(askSeconds);
      return;
    }
    if (document.hidden) return;
    if (!source && performance.now() - triedEvents > eventsAgainSeconds * 1000) open();
    later(source ? checkSeconds : askSeconds);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      clearTimeout(timer);
      shut();
      triedEvents = -Infinity;
    } else poll();
  });
  window.addEventListener("online", poll);
  poll();
}
