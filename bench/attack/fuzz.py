#!/usr/bin/env python3
"""Fuzzes a running service by its contract: each operation with valid and invalid parameters, headers, bodies and ids.

    python3 fuzz.py --base http://localhost:8080 --token "$TOKEN" --requests 100000 --seed 1

Prints each answer 5xx (503 too), each slower than 10 s and each broken connection with its request, then the statuses by operation.
Exit code 1 when there was any of them.
"""
import argparse, collections, concurrent.futures, datetime, functools, http.client, json, random, string, sys, threading, time
import urllib.parse, uuid

METHODS, SLOW = ("get", "put", "post", "patch", "delete"), 10.0
TEXTS = ["", " ", "\u0000", "\ufeff", "\u202e", "\ud800", "=1+1", "'\"><script>alert(1)</script>", "a\r\nSet-Cookie: x=1", "\\",
         "%00", "../../etc", "ё" * 50, "🙂" * 20, "é", "none", "null", "true", "source:", "source:x", "source:" + "k" * 101, "@74/x",
         "{{7*7}}", "\u001f", "NaN", "1e400", "-0", "9" * 30, "0000-00-00", "2024-02-30", "9999-12-31", "0001-01-01", "2026-13",
         "a" * 3000, "*", 'W/"1"', "AQ", ",", ",,,", "https://[::1", "https://ex.ru:99999/", "2024-01..2026-12", "1950", "2099-12"]
NUMBERS = [0, -1, 1, 2, 500, 2**31 - 1, 2**31, 2**63 - 1, 2**63, -2**63, 1e308, -1e-320, 0.1, 36.0, 10**40]
JUNK = [None, True, False, [], {}, [[]], [None], {"": ""}, {"a": {"b": []}}, *NUMBERS[:8], *TEXTS[:20]]


def plain(value):
    return value if isinstance(value, str) else json.dumps(value)


class Maker:
    """Makes values by the schemas of the contract."""
    def __init__(self, contract, rng, pool):
        self.contract, self.rng, self.pool = contract, rng, pool

    def resolve(self, node):
        while "$ref" in node:
            node = functools.reduce(dict.__getitem__, node["$ref"][2:].split("/"), self.contract)
        return node

    def value(self, schema, name="", depth=0, wild=0.03):
        """A value that keeps the schema; with the probability `wild` one that does not, at each place by itself."""
        schema = self.resolve(schema)
        if self.rng.random() < wild:
            return self.rng.choice(JUNK)
        if parts := schema.get("allOf") or schema.get("anyOf") or schema.get("oneOf"):
            return self.value(self.rng.choice(parts), name, depth, wild)
        kinds = schema.get("type", "object" if "properties" in schema else "string")
        kind = self.rng.choice(kinds) if isinstance(kinds, list) else kinds
        example = [schema["example"]] if "example" in schema else schema.get("examples", [])
        if example and self.rng.random() < (0.8 if kind == "object" else 0.6):
            return self.altered(self.rng.choice(example), wild) if kind == "object" else self.rng.choice(example)
        if kind == "object":
            known, needed = schema.get("properties", {}), schema.get("required", [])
            return {m: self.value(known[m], m, depth + 1, wild) for m in known if m in needed or self.rng.random() < 0.5 / (depth + 1)}
        if kind == "array":
            size = self.rng.choice([0, 1, 1, 2, 3, schema.get("maxItems", 10) + 1 if self.rng.random() < 0.02 else 1])
            return [self.value(schema.get("items", {}), name, depth + 1, wild) for _ in range(min(size, 1100))]
        if kind in ("integer", "number"):
            low, high = schema.get("minimum", -5), schema.get("maximum", 5000)
            return self.rng.choice([low, high, self.rng.choice(NUMBERS), self.rng.randint(int(low), max(int(low), min(int(high), 10**6)))])
        return {"boolean": self.rng.random() < 0.5, "null": None}[kind] if kind in ("boolean", "null") else self.text(schema, name)

    def altered(self, example, wild):
        """The example with members left out or replaced."""
        if isinstance(example, dict):
            return {k: self.altered(v, wild) for k, v in example.items() if self.rng.random() > 0.03}
        if isinstance(example, list):
            return [self.altered(v, wild) for v in example]
        if isinstance(example, str) and len(example) == 36 and example.count("-") == 4:
            return self.identifier()
        return self.rng.choice(JUNK) if self.rng.random() < wild else example

    def text(self, schema, name):
        rng, values = self.rng, schema.get("enum") or schema.get("x-extensible-enum")
        if values and rng.random() < 0.9 or rng.random() < 0.12:
            return rng.choice(values or TEXTS)
        form, pattern = schema.get("format", ""), schema.get("pattern", "")
        if pattern.startswith("^https?"):
            return rng.choice(["https://example.ru/a", *TEXTS[-5:-3]])  # the two are no addresses, though they keep the pattern
        if form == "uuid" or "0-9A-Fa-f]{8}" in pattern:
            return self.identifier()
        if form == "date" or pattern.startswith("^[0-9]{4}-"):
            return (datetime.date(2023, 1, 1) + datetime.timedelta(rng.randint(-900, 1500))).isoformat()
        if form == "date-time":
            return f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T10:00:00Z"
        if pattern == "^[0-9]{2}$" or "region" in name.lower():
            return rng.choice(["74", "74", "74", "27", "77", "00"])
        if rng.random() < 0.5 and self.pool["texts"]:
            return rng.choice(self.pool["texts"])
        return "".join(rng.choices(string.ascii_letters + "абвё -.,", k=rng.randint(1, min(schema.get("maxLength", 20), 40))))

    def identifier(self, collection=None):
        known = self.pool["ids"].get(collection) or self.rng.choice([*self.pool["ids"].values(), []])
        return self.rng.choice(known) if known and self.rng.random() < 0.9 else str(uuid.UUID(int=self.rng.getrandbits(128)))

    def request(self, path, method, operation):
        """Method, address, headers and body of a request to the operation."""
        rng, query, collection = self.rng, [], path.split("/")[2]
        headers, body, made = {"Accept-Language": rng.choice(["ru", "en", "*", ";q=x"])}, None, None
        kinds = self.resolve(operation.get("requestBody", {})).get("content", {})
        if kinds:
            kind = rng.choice(list(kinds))
            headers["Content-Type"] = kind if rng.random() < 0.98 else rng.choice(["text/html", "", "application/json; charset=utf-7"])
            made = self.value(kinds[kind].get("schema", {}), wild=rng.choice([0, 0, 0.02, 0.1]))
            body = urllib.parse.urlencode(made, errors="replace") if "form" in kind and isinstance(made, dict) else json.dumps(made)
            if rng.random() < 0.02:
                body = rng.choice([body[: len(body) // 2], "[" * 5000, "", body * 2, "\ufeff" + body, body.replace(":", ",", 1)])
            body = body.encode("utf-8", "replace")
        parameters = [self.resolve(p) for p in operation.get("parameters", [])]
        for parameter in parameters:
            where, name, schema = parameter["in"], parameter["name"], {**parameter.get("schema", {})}
            schema.update({"example": parameter["example"]} if "example" in parameter else {})
            if where == "path":
                value = self.identifier(collection) if name == "id" and rng.random() < 0.9 else self.value(schema, name, wild=0.02)
                if isinstance(made, dict) and name in made and rng.random() < 0.9:
                    value = made[name]  # an upsert's key is in its document, too
                path = path.replace("{" + name + "}", urllib.parse.quote(plain(value), safe="", errors="replace"))
            elif parameter.get("required") or rng.random() < (0.8 if name == "If-Match" else 1.2 / len(parameters)):
                value = plain(self.value(schema, name, wild=0.1))
                if where == "query":
                    query.append((name, "1" if name == "wait" else value))
                else:
                    text = rng.choice(["*", "*", '"1"', value]) if name == "If-Match" else value
                    headers[name] = "".join(c for c in text if " " <= c < "\x7f")
        path += "?" + urllib.parse.urlencode(query, errors="replace") if query else ""
        return method.upper(), path, headers, body



class Run:
    def __init__(self, options):
        self.options, self.lock = options, threading.Lock()
        address = urllib.parse.urlsplit(options.base)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self.connect = lambda: kind(address.hostname, address.port, timeout=60)
        self.pool = {"ids": {}, "texts": []}
        self.statuses, self.faults = collections.defaultdict(collections.Counter), 0

    def send(self, connection, method, path, headers, body):
        """Status, media type and text of the answer; a connection that broke while idle is opened anew once."""
        for attempt in (1, 2):
            try:
                connection.request(method, path, body, {**headers, "Authorization": "Bearer " + self.options.token})
                answer = connection.getresponse()
                text = answer.read(4_000_000)
                if not answer.isclosed():
                    connection.close()  # an endless answer
                return answer.status, answer.getheader("Content-Type", ""), text
            except (OSError, http.client.HTTPException, ValueError) as fault:
                connection.close()
                if attempt == 2 or isinstance(fault, TimeoutError):
                    return "broken", "", repr(fault).encode()

    def harvest(self, node, collection, name=""):
        """Keeps ids and short texts of answers, so that later requests name records that exist."""
        if isinstance(node, (dict, list)):
            for key, value in node.items() if isinstance(node, dict) else ((name, item) for item in node[:5]):
                self.harvest(value, collection, key)
        elif isinstance(node, str) and len(node) <= 100 and name not in ("snils", "type", "traceId"):
            is_id = name == "id" and len(node) == 36
            kept = self.pool["ids"].setdefault(collection, []) if is_id else self.pool["texts"]
            kept.append(node) if len(kept) < 3000 else kept.__setitem__(random.randrange(3000), node)

    def worker(self, number, operations, contract):
        rng = random.Random(f"{self.options.seed}-{number}")
        maker, connection = Maker(contract, rng, self.pool), self.connect()
        for _ in range(self.options.requests // self.options.connections):
            path, method, operation = rng.choice(operations)
            request, began = maker.request(path, method, operation), time.monotonic()
            status, kind, text = self.send(connection, *request)
            took = time.monotonic() - began
            with self.lock:
                if status in (200, 201) and kind.startswith("application/json"):
                    self.harvest(json.loads(text), path.split("/")[2])
                self.statuses[operation["operationId"]][status] += 1
                if status == "broken" or status >= 500 or took > SLOW:
                    self.faults += 1
                    print(status, f"{took:.1f}s", operation["operationId"], *request, text[:600].decode("utf-8", "replace"), flush=True)
            time.sleep(1 if status == 429 else self.options.pause)

    def run(self):
        status, _, text = self.send(self.connect(), "GET", self.options.contract, {}, None)
        contract = json.loads(text) if status == 200 else sys.exit(f"No contract at {self.options.contract}: {status}")
        operations = [(path, m, item[m]) for path, item in contract["paths"].items() for m in METHODS if m in item]
        operations = [o for o in operations if o[2]["operationId"] not in self.options.skip.split(",")]
        operations += [o for o in operations if o[1] != "delete"] * 4  # what is deleted can't be fuzzed any more
        with concurrent.futures.ThreadPoolExecutor(self.options.connections) as pool:
            list(pool.map(lambda i: self.worker(i, operations, contract), range(self.options.connections)))
        for name, counts in sorted(self.statuses.items()):
            print(name, *(f"{status}×{n}" for status, n in sorted(counts.items(), key=str)))
        total = sum(self.statuses.values(), collections.Counter())
        print(sum(total.values()), "requests of", len(self.statuses), "operations,", self.faults, "faults:", dict(total))
        return 1 if self.faults else 0


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for argument in ("--base", "--token"):
        arguments.add_argument(argument, required=True)
    for argument, default in (("--requests", 10_000), ("--seed", 1), ("--connections", 4), ("--pause", 0.0)):
        arguments.add_argument(argument, type=type(default), default=default)
    arguments.add_argument("--contract", default="/swagger/v1/swagger.json")
    arguments.add_argument("--skip", default="", help="operationIds to leave out, separated by commas")
    sys.exit(Run(arguments.parse_args()).run())
