"""A scratch folder with a pipeline and an fp-serve on it."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Without a supervisor, which would start it again when it is killed.
PIPELINE = """
    fp-watch --claim "$1" | fp-route "$2" | fp-parse | fp-route "$2" | fp-analyze | fp-stats --tee |
        fp-watch commit "$1" --results "$3"
"""


class Folder:
    """A watched folder with its pipeline and its server."""

    def __init__(self, programs, upload_bytes_max):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="fp-browser-"))
        self.watched = self.scratch / "watch_dir"
        self.environment = dict(
            os.environ,
            PATH=f"{programs}:{os.environ['PATH']}",
            XDG_STATE_HOME=str(self.scratch / "state"),
        )
        self.pipeline = self.server = None
        self.port = 0
        self.upload_bytes_max = upload_bytes_max
        self.run("fp-watch", "init", str(self.watched))

    def run(self, *words):
        subprocess.run(words, env=self.environment, cwd=self.scratch, check=True, stdout=subprocess.DEVNULL)

    def start_pipeline(self):
        with open(self.scratch / "pipeline.err", "ab") as err:
            self.pipeline = subprocess.Popen(
                [
                    "bash",
                    "-c",
                    PIPELINE,
                    "pipeline",
                    self.watched,
                    ROOT / "pipelines/rules.json",
                    self.scratch / "results",
                ],
                env=self.environment,
                cwd=self.scratch,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=err,
                start_new_session=True,
            )

    def start_server(self):
        """On the port of the time before, if there was one."""
        self.server, self.port, _ = self.serve(self.port, "--data", self.scratch / "index.db")

    def serve(self, port, *options):
        """Gives the server, its port, and what it said before it was ready."""
        server = subprocess.Popen(
            ["fp-serve", "--port", str(port), "--watch-dir", self.watched, *options]
            + ["--upload-bytes-max", str(self.upload_bytes_max)],
            env=self.environment,
            cwd=self.scratch,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = ""
        for line in server.stderr:
            found = re.search(r"listening on http://127\.0\.0\.1:([0-9]+)", line)
            if found:
                return server, int(found[1]), said
            said += line
        raise SystemExit(f"fp-serve did not start: {said}")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def json(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def snapshot(self, rows):
        """As fp-stats would send one."""
        line = {"@fp": "stats", "time": "2026-06-15T12:00:00Z", "rows": rows}
        self.server.stdin.write(json.dumps(line, separators=(",", ":")) + "\n")
        self.server.stdin.flush()

    def drop(self, name, content):
        """Whole or not at all: written under a hidden name first."""
        place = os.path.join(os.fsencode(self.watched), b"unprocessed")
        hidden = os.path.join(place, b".part")
        with open(hidden, "wb") as file:
            file.write(content)
        os.rename(hidden, os.path.join(place, name))

    def kill(self, group):
        if group and group.poll() is None:
            os.killpg(group.pid, signal.SIGKILL) if os.getpgid(group.pid) == group.pid else group.kill()
            group.wait()

    def end(self):
        self.kill(self.pipeline)
        self.kill(self.server)
        shutil.rmtree(self.scratch, ignore_errors=True)
