"""The cart of the demo application: Python's standard library alone.

It continues the caller's trace by the header traceparent, sends its spans as OTLP/HTTP in JSON, and writes a chatty log: JSON
lines that carry the trace's id, and a stack trace for each item that is not there.
"""

import json
import os
import queue
import re
import secrets
import sys
import threading
import time
import traceback
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENDPOINT = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces"
TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
RETRIED = (429, 502, 503, 504)
# One item in 25 of a hundred is unknown; the log says so and goes on.
UNKNOWN = 25

spans = queue.Queue(maxsize=10000)


def log(level, message, trace, span, **more):
    print(json.dumps({"level": level, "message": message, "trace_id": trace, "span_id": span, **more}), flush=True)


def record(trace, span, parent, name, begun, status, path):
    one = {
        "traceId": trace, "spanId": span, "name": name, "kind": 2,
        "startTimeUnixNano": str(begun), "endTimeUnixNano": str(time.time_ns()),
        "attributes": [
            {"key": "http.request.method", "value": {"stringValue": "GET"}},
            {"key": "url.path", "value": {"stringValue": path}},
            {"key": "http.response.status_code", "value": {"intValue": status}},
        ],
    }
    if parent:
        one["parentSpanId"] = parent
    try:
        spans.put_nowait(one)
    except queue.Full:
        print("level=error dropping a span: the queue is full", flush=True)


def send(batch):
    """Sends spans until they are taken or refused for good."""
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"scope": {"name": "cart.py"}, "spans": batch}]}]}).encode()
    while True:
        wait = 1
        request = urllib.request.Request(ENDPOINT, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10):
                return
        except urllib.error.HTTPError as error:
            if error.code not in RETRIED:
                print(f"level=error spans were refused: {error}", flush=True)
                return
            wait = int(error.headers.get("Retry-After") or wait)
        except OSError:
            pass
        time.sleep(wait)


def export():
    while True:
        batch = [spans.get()]
        time.sleep(1)
        while len(batch) < 500 and not spans.empty():
            batch.append(spans.get())
        send(batch)


class Cart(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/healthz":
            self.answer(200, "ok")
            return
        begun, span = time.time_ns(), secrets.token_hex(8)
        caller = TRACEPARENT.match(self.headers.get("traceparent", ""))
        trace, parent = caller.groups() if caller else (secrets.token_hex(16), "")
        item = self.path.rsplit("/", 1)[-1]
        for step in ("session", "stock", "price", "discount", "total"):
            log("debug", f"looking at {step}", trace, span, item=item)
        try:
            lookup(item)
        except KeyError:
            log("error", "no such item", trace, span, item=item)
            traceback.print_exc(file=sys.stdout)
            sys.stdout.flush()
        log("info", "added", trace, span, item=item)
        self.answer(200, "added")
        record(trace, span, parent, "GET /items/{item}", begun, 200, self.path)

    def answer(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The lines of the standard library's own log are left out."""


def lookup(item):
    if item.isdigit() and int(item) % 100 == UNKNOWN:
        raise KeyError(item)


threading.Thread(target=export, daemon=True).start()
ThreadingHTTPServer(("", 8080), Cart).serve_forever()
