"""The people's side of a controller gone bad: tells of an order what is not so.

Usage: lying_controller.py DATA HONEST-PORT [LEAF]
       lying_controller.py DATA HONEST-PORT --swap ORDER
       lying_controller.py DATA HONEST-PORT --say TEXT

Stands before the honest people's port with the stolen certificate and passes everything on, except that every target of an
order is told as succeeded, with the log's leaf LEAF as its receipt. Without LEAF it passes everything on as it is. With --swap it answers every question about an order with what the
honest port says of ORDER. With --say it tells those who follow an order that its devices wrote TEXT.
"""
import base64
import http.client
import http.server
import json
import re
import ssl
import sys

data, honest = sys.argv[1], int(sys.argv[2])
swap = sys.argv[4] if sys.argv[3:4] == ["--swap"] else None
said = sys.argv[4] if sys.argv[3:4] == ["--say"] else None
leaf = int(sys.argv[3]) if len(sys.argv) == 4 else None


def lie(text):
    document = json.loads(text)
    document["summary"]["state"] = "done"
    for target in document["summary"]["targets"]:
        target.update(state="succeeded", receipt=leaf, exit=0)
        target.pop("code", None)
    return json.dumps(document).encode()


def say(text):
    first = json.loads(text.split(b"\n")[0])
    data = base64.b64encode(said.encode()).decode()
    lines = [
        {"event": "output", "device": target["device"], "stream": "stdout", "offset": 0, "data": data}
        for target in first["summary"]["targets"]
    ]
    return "".join(json.dumps(line) + "\n" for line in lines).encode() + text


class Liar(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def relay(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        trust = ssl.create_default_context(cafile=f"{data}/keys/people-ca.crt")
        trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
        upstream = http.client.HTTPSConnection("127.0.0.1", honest, context=trust)
        path = re.sub("/operations/[^/]+", f"/operations/{swap}", self.path) if swap else self.path
        upstream.request(self.command, path, body, dict(self.headers))
        answer = upstream.getresponse()
        text = answer.read()
        if leaf is not None and "/operations/" in self.path and answer.status == 200:
            text = lie(text)
        if said is not None and path.endswith("/watch") and answer.status == 200:
            text = say(text)
        self.send_response(answer.status)
        self.send_header("content-type", answer.getheader("content-type", "application/json"))
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = relay

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
# Certificate and authority in one file, as the honest server sends them.
chain = f"{data}/keys/people-chain.crt"
with open(chain, "w") as file:
    for name in ("people-server", "people-ca"):
        file.write(open(f"{data}/keys/{name}.crt").read())
context.load_cert_chain(chain, f"{data}/keys/people-server.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
print("ready", server.server_address[1], flush=True)
server.serve_forever()
