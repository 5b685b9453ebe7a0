"""gunicorn, for the demo (which overrides address and sizes) and for a server behind a TLS proxy.

No access log: addresses carry identifiers only, but who looked at what belongs to the audit.
"""

import os

bind = os.environ.get("MAISON_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("MAISON_WEB_PROCESSUS", "2"))
threads = int(os.environ.get("MAISON_WEB_FILS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
accesslog = None
errorlog = "-"
loglevel = "warning"
# The proxy on the same machine is the only one believed about the scheme and the client.
forwarded_allow_ips = "127.0.0.1"
# Its socket would be one file of the account's home, shared by every site it runs.
control_socket_disable = True
