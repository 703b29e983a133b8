"""A load generator for signed requests: run as `python -m benchmarks.load PORT CLIENTS REQUESTS COMMAND TEXT`.

Requests are signed before the clock starts and written to bare sockets, so that the generator costs little beside the
server that it measures.
"""

import asyncio
import json
import sys
import time

from benchmarks.signing import sign_command

PATH = "/slack/events"


def make_request(command: str, text: str) -> bytes:
    """One signed request as it goes over the wire."""
    body, headers = sign_command(command, text)
    lines = [f"POST {PATH} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def generate(port: int, clients: int, requests: list[bytes]) -> dict[str, object]:
    """Send all requests over `clients` kept-alive connections; gives latencies (s), failures, requests per second."""
    latencies: list[float] = []
    failures = 0
    waiting = iter(requests)

    async def client() -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            started = time.perf_counter()
            writer.write(request)
            failures += await _read_status(reader) != 200
            latencies.append(time.perf_counter() - started)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    elapsed = time.perf_counter() - started
    return {"latencies": latencies, "failures": failures, "per_second": len(latencies) / elapsed}


async def _read_status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
    return int(head.split(b" ", 2)[1])


def main() -> None:
    """Generate load as the arguments say and print the outcome as JSON."""
    port, clients, count, command, text = sys.argv[1:6]
    requests = [make_request(command, text) for _ in range(int(count))]
    sys.stdout.write(json.dumps(asyncio.run(generate(int(port), int(clients), requests))))


if __name__ == "__main__":
    main()
