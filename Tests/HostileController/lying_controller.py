"""The people's side of a controller gone bad: says that an order has succeeded, and names a receipt of its own making.

Usage: lying_controller.py DATA HONEST-PORT [LEAF]

Stands before the honest people's port with the stolen certificate and passes everything on, except that every target of an
order is told as succeeded, with the log's leaf LEAF as its receipt. Without LEAF it passes everything on as it is.
"""
import http.client
import http.server
import json
import ssl
import sys

data, honest = sys.argv[1], int(sys.argv[2])
leaf = int(sys.argv[3]) if len(sys.argv) > 3 else None


def lie(text):
    document = json.loads(text)
    document["summary"]["state"] = "done"
    for target in document["summary"]["targets"]:
        target.update(state="succeeded", receipt=leaf, exit=0)
        target.pop("code", None)
    return json.dumps(document).encode()


class Liar(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def relay(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        trust = ssl.create_default_context(cafile=f"{data}/keys/people-ca.crt")
        trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
        upstream = http.client.HTTPSConnection("127.0.0.1", honest, context=trust)
        upstream.request(self.command, self.path, body, dict(self.headers))
        answer = upstream.getresponse()
        text = answer.read()
        if leaf is not None and "/operations/" in self.path and answer.status == 200:
            text = lie(text)
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
