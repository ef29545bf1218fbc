"""Check a published residents' vote at home: python3 verify.py FOLDER (or the .zip itself).

Needs Python 3.9 and nothing else. Every line says PASS, FAIL, NOT CHECKABLE (this package keeps
back what the check needs; the auditor's package has it) or NOT ASKED. Exit code 0: nothing failed.
"""

import argparse, base64, collections, hashlib, html, json, pathlib, re, sys, unicodedata, zipfile
from fractions import Fraction

FILES = {"ballots.ndjson", "election.pb", "events.ndjson", "heads.json", "verify.py"}
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, P - 2, P) % P
GREEDY = {"caps": [], "council": [], "exclusive": [], "mandated": [], "misfit_percent": 80}
SHARES = {"comparison": False, "completion": "add1u", "exhaustive_stop": False,
          "floor_share": False, "increment": 0, "utility": "cost"}  # fmt: skip
RULES = {"equal-shares": ("equalshares/add1u", SHARES),  # what terms may name, with all options
         "greedy": ("greedy-threshold", {**GREEDY, "misfit": "skip"}),
         "greedy-no-skip": ("greedy-no-skip", {**GREEDY, "misfit": "stop"})}  # fmt: skip


class Open(Exception):
    """Neither good nor bad: what the check needs is not here. (result, why)"""


def need(holds, why):
    if not holds:
        raise ValueError(why)


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def canonical(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    need(unicodedata.normalize("NFC", text) == text, "text is not in the form NFC")
    return text


def read_canonical(data):
    """JSON that must be spelled in the one canonical way, without fractions."""
    value = json.loads(data.decode(), parse_float=int, parse_constant=int)
    need(canonical(value).encode() == data, "not in canonical spelling")
    return value


def parent(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(leaves):
    """RFC 6962 over hashed leaves; keeps only the roots of full subtrees."""
    stack = []
    for leaf in [*leaves, None]:
        stack += [(1, leaf)] if leaf else []
        while len(stack) > 1 and (leaf is None or stack[-1][0] == stack[-2][0]):
            (size, right), (other, left) = stack.pop(), stack.pop()
            stack.append((size + other, parent(left, right)))
    return stack[0][1].hex() if stack else sha(b"")


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * CURVE % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    result = (0, 1, 1, 0)
    for bit in bin(number)[2:]:
        result = add(result, result)
        result = add(result, point) if bit == "1" else result
    return result


def decoded(data):
    """A point of the curve (RFC 8032, 5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(CURVE * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * pow(2, (P - 1) // 4, P) % P if (x * x - square) % P else x
    need(y < P and (x * x - square) % P == 0 and not (x == 0 and sign), "no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def is_signed(public, message, signature):
    """Ed25519 (RFC 8032, 5.1.7)."""
    base = decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    key, commitment = decoded(public), decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    left, right = times(scalar, base), add(commitment, times(challenge % ORDER, key))
    same = all((left[n] * right[2] - right[n] * left[2]) % P == 0 for n in (0, 1))
    return same and scalar < ORDER


def tie_key(rule, costs, votes):
    """The order among equals; the last step leaves no two together."""
    steps = {"cost": costs.get, "votes": lambda code: -votes[code], "id": str.encode,
             "lot": lambda code: sha(f"{rule['ties']['seed']}:{code}")}  # fmt: skip
    return lambda code: tuple(steps[step](code) for step in rule["ties"]["order"])


def greedy(rule, budget, costs, votes):
    """Most votes first; what does not fit is skipped, or ends the list."""
    left, funded, key = budget, [], tie_key(rule, costs, votes)
    costs = {code: cost for code, cost in costs.items() if votes[code] >= rule["min_score"]}
    for code in sorted(costs, key=lambda code: (-votes[code], key(code))):
        if costs[code] <= left:
            left -= costs[code]
            funded.append(code)
        elif rule["misfit"] == "stop":
            break
    return funded


def price(cost, purses):
    """What each of (money, people) pays at most; None where they cannot pay together."""
    held = collections.Counter()
    for purse, people in purses:
        held[purse] += people
    people = sum(held.values())
    for purse in sorted(held):
        if purse * people >= cost:
            return Fraction(cost, people)
        cost, people = cost - purse * held[purse], people - held[purse]
    return None


def shares(rule, costs, votes, groups, unit, money):
    """One run of the Method of Equal Shares from money/unit a voter: projects and their cost."""
    key, least = tie_key(rule, costs, votes), max(1, rule["min_score"])
    purses, weights, bought = [money] * len(groups), [*groups.values()], []
    rest = {code: [n for n, choices in enumerate(groups) if code in choices]
            for code in costs if votes[code] >= least}  # fmt: skip
    bound = dict.fromkeys(rest, 0)  # no price ever falls: an earlier one is a lower bound
    while rest:
        asked = []
        for code in sorted(rest, key=bound.get):
            if asked and bound[code] > min(asked)[0]:
                break
            paid = price(costs[code] * unit, [(purses[n], weights[n]) for n in rest[code]])
            bound[code] = paid and paid / unit / costs[code]
            asked += [(bound[code], key(code), code, paid)] if paid else []
        rest = {code: backers for code, backers in rest.items() if bound[code] is not None}
        for _level, _key, code, paid in sorted(asked)[:1]:
            bought.append(code)
            unit, purses = unit * paid.denominator, [purse * paid.denominator for purse in purses]
            for n in rest.pop(code):
                purses[n] = max(0, purses[n] - paid.numerator)
    return bought, sum(costs[code] for code in bought)


def equal_shares(manifest, rule, budget, costs, votes, groups):
    """The run at the step that the manifest names, and that the next step would go too far."""
    process, unit, yuan = manifest["process"], sum(groups.values()) or 1, 100
    start, least = budget + process["step"] * yuan * unit, max(1, rule["min_score"])
    bought, cost = shares(rule, costs, votes, groups, unit, start)
    rest = [code for code in costs if votes[code] >= least and code not in bought]
    beyond = shares(rule, costs, votes, groups, unit, start + yuan * unit)[1] if rest else None
    need(beyond == process.get("next_cost"), "the next step costs something else")
    need(cost <= budget and (not rest or beyond > budget), "not the last step that is paid for")
    more = {code: costs[code] for code in rest}  # what still fits, by votes
    return bought + greedy({**rule, "misfit": "skip"}, budget - cost, more, votes)


class Package:
    """The files of a package, and what the checks find out on the way."""

    def __init__(self, path, asked):
        self.asked, self.manifest, self.events, self.lists, self.leaves = asked, {}, [], [], []
        self.groups, self.withheld = collections.Counter(), 0
        root = zipfile.Path(path) if zipfile.is_zipfile(path) else pathlib.Path(path)
        own = [file for file in root.iterdir() if file.is_file() and file.name[0] != "."]
        self.files = {file.name: file.read_bytes() for file in own}
        self.page = html.unescape(pathlib.Path(asked.page).read_text("utf-8")) if asked.page else ""

    def lines(self, name):
        need(self.files[name][-1:] in (b"", b"\n"), f"{name} ends in the middle of a line")
        return (found[1] for found in re.finditer(rb"(.*)\n", self.files[name]))

    def event(self, name):
        (facts,) = [event["facts"] for event in self.events if event["type"] == name]
        return facts

    def read_lists(self):
        """The list as it stood at the opening, and as each amendment since then left it."""
        self.listed = {item["code"]: item["cost_fen"] for item in self.manifest["items"]}
        costs = self.listed
        for event in self.events:
            if event["type"] == "poll.amended":
                costs = {**costs, event["facts"]["code"]: event["facts"]["cost_fen"]}
                costs = {code: cost for code, cost in costs.items() if cost}
            self.lists = [costs] if event["type"] == "poll.opened" else [*self.lists, costs]
        self.costs = {code: cost for code, cost in costs.items() if cost}

    def manifest_is_complete(self):
        """Manifest and files are complete, each in its one spelling"""
        self.manifest = read_canonical(self.files["manifest.json"])
        need(self.manifest["format"] == "mws-poll-1", "another format")
        need(set(self.files) - {"manifest.json", "signature"} == FILES, "files missing or too many")
        for name in FILES:
            need(sha(self.files[name]) == self.manifest["files"][name], f"{name} was changed")
        self.events = [read_canonical(line) for line in self.lines("events.ndjson")]
        self.read_lists()

    def signature_is_genuine(self):
        """The manifest is signed with the published key (Ed25519)"""
        signed = read_canonical(self.files["signature"])
        public, signature = signed["public_key"], signed["signature"]
        need(signed["algorithm"] == "ed25519" and len(signed) == 3, "another kind of signature")
        need(re.fullmatch("[0-9a-f]{64}:[0-9a-f]{128}", f"{public}:{signature}"), "not hexadecimal")
        need(self.asked.key in (None, public), "another key than the one given")
        parts = bytes.fromhex(public), self.files["manifest.json"], bytes.fromhex(signature)
        need(is_signed(*parts), "not genuine")
        return public if self.asked.key else f"{public}; compare it with the site's key"

    def rules_are_the_frozen_ones(self):
        """The rule text is the one fixed when the round opened"""
        digest, frozen = sha(canonical(self.manifest["rules"])), self.event("poll.frozen")
        need(digest == self.manifest["rules_sha256"] == frozen["rules_sha256"], "another text")
        need(not self.page or digest in self.page, "the page given names another digest")

    def items_are_the_frozen_ones(self):
        """Projects, costs, money and rule are those fixed before the first ballot"""
        manifest, frozen, rule = self.manifest, self.event("poll.frozen"), self.manifest["rule"]
        terms, names = manifest["terms"], ("budget_fen", "items", "round")
        digest = sha(canonical({**{name: manifest[name] for name in names}, "rule": terms}))
        need(digest == manifest["items_sha256"] == frozen["items_sha256"], "another list")
        told = [event["facts"] for event in self.events if event["type"] == "poll.amended"]
        need(manifest["amendments"] == told, "amendments without their events")
        told = manifest["ballot_format"], manifest["choices_max"]
        need(told == (terms["ballot"], terms["choices_max"]), "other ballots than those frozen")
        name, more = RULES[terms["rule"]]
        ties = {"order": terms["ties"], "seed": rule["parameters"]["ties"]["seed"]}
        more = {**more, "min_score": terms["minimum_support"], "score_vector": [], "ties": ties}
        need(rule == {"name": name, "parameters": more}, "another rule than the one frozen")

    def ballots_are_legal(self):
        """Every ballot is of this vote, in its one spelling, and within the limits"""
        ending = '","round":%s,"t":"ballot","v":1}' % canonical(self.manifest["round"])
        start = r'\{"choices":(\[[^\]]*\]),"nonce":"[0-9a-f]{32}'
        ballot, seen, groups = re.compile(start + re.escape(ending)), {}, {}
        for line in self.lines("ballots.ndjson"):
            found = ballot.fullmatch(line.decode())
            if found:
                text = found.group(1)
                seen[text] = seen.get(text) or self.legal(json.loads(text), text)
                self.groups[seen[text]] += 1
                self.leaves.append(hashlib.sha256(b"\x00" + line).digest())
                continue
            value = read_canonical(line)
            if value["t"] == "leaf":
                need(re.fullmatch("[0-9a-f]{64}", value["leaf"]) and len(value) == 2, "no leaf")
                self.leaves.append(bytes.fromhex(value["leaf"]))
                continue
            choices = self.legal(value["choices"], canonical(value["choices"]))
            need(value["t"] == "group" and choices not in groups, "an unknown line")
            need(value["count"] >= self.manifest["withheld_below"], "a group too small to show")
            groups[choices] = value["count"]
        full, opened = self.manifest["mode"] == "full", sum(self.groups.values())
        need(opened == (len(self.leaves) if full else 0), "ballots missing, or too many")
        self.groups.update(groups)
        self.withheld = len(self.leaves) - opened - sum(groups.values())
        need(self.withheld >= 0, "more ballots grouped than counted")
        if not full:
            raise Open("NOT CHECKABLE", f"{self.withheld} withheld, the others are legal")

    def legal(self, choices, text):
        """The choices of one ballot, if it may be cast like this."""
        need(canonical(choices) == text and choices == sorted(set(choices)), "choices out of order")
        need(1 <= len(choices) <= self.manifest["choices_max"], "too many choices, or none")
        lists = [costs for costs in self.lists if costs.keys() >= set(choices)]
        need(lists, "choices that were never on the list together")
        most, free = self.manifest["budget_fen"], self.manifest["ballot_format"] == "approval"
        need(free or any(sum(map(costs.get, choices)) <= most for costs in lists), "too dear")
        return tuple(map(sys.intern, choices))

    def leaves_ascend(self):
        """The leaves ascend strictly: none is there twice, no order of casting is left"""
        need(all(low < high for low, high in zip(self.leaves, self.leaves[1:])), "out of order")

    def numbers_agree(self):
        """Ballots = those who voted, and no more than the roll, and no more than residents"""
        manifest, frozen, count = self.manifest, self.event("poll.frozen"), len(self.leaves)
        voted, papers, roll = manifest["voted"], manifest["papers"], manifest["roll"]
        marks = voted["online"] + voted["assisted"] + papers["valid"]
        need(count == manifest["ballots"] == marks, "another number than the roll says")
        need(papers["valid"] + sum(papers["invalid"].values()) <= voted["paper"], "papers too many")
        need(sum(voted.values()) <= roll["size"] <= roll["residents"], "more votes than residents")
        need(roll["root_sha256"] == frozen["roll_root_sha256"], "another roll")
        return f"{count} ballots, {roll['size']} on the roll"

    def root_is_the_published_one(self):
        """The tree of all ballots has the root that was published at the seal (RFC 6962)"""
        root, seal = merkle_root(self.leaves), read_canonical(self.files["heads.json"])["seal"]
        need((root, len(self.leaves)) == (seal["root_sha256"], seal["size"]), "another head")
        sealed = self.event("poll.sealed")["root_sha256"]
        need(root == self.manifest["root_sha256"] == sealed, "another root")
        need(self.asked.root in (None, root), "another root than the one given")
        return root

    def events_are_chained(self):
        """The chain of events is unbroken, from the creation to the last signature"""
        head, names = "0" * 64, [event["type"] for event in self.events]
        for event, line in zip(self.events, self.lines("events.ndjson")):
            need(event["prev"] == head, f"broken at event {event['seq']}")
            head = sha(line)
        need(head == self.manifest["events_head"], "another last event")
        steps = re.findall("poll[.](frozen|amended|opened|closed|sealed)", " ".join(names))
        order = "frozen( amended)* opened( amended)*( closed)? sealed"
        need(re.fullmatch(order, " ".join(steps)), "steps are missing, or in another order")
        need(names[0] == "poll.created" and "poll." + self.manifest["state"] in names, "no end")

    def tally_adds_up(self):
        """The votes of every project"""
        votes = dict.fromkeys(self.listed, 0)
        for choices, count in self.groups.items():
            for code in choices:
                votes[code] += count
        told, more = self.manifest["tally"], self.withheld
        need(all(votes[code] <= told[code] <= votes[code] + more for code in votes), "other sums")
        if self.manifest["mode"] != "full":
            raise Open("NOT CHECKABLE", "it lies within what the ballots withheld leave open")

    def selection_follows(self):
        """The projects chosen, by the rule and the seed promised before the vote"""
        manifest, rule, costs = self.manifest, self.manifest["rule"], self.costs
        seed = rule["parameters"]["ties"]["seed"]
        need(sha(seed) == self.event("poll.frozen")["tie_seed_sha256"], "not the seed promised")
        parts = manifest["budget_fen"], costs, manifest["tally"]
        if rule["name"].startswith("greedy"):
            chosen = greedy(rule["parameters"], *parts)
        elif rule["name"].startswith("equalshares") and manifest["mode"] == "full":
            chosen = equal_shares(manifest, rule["parameters"], *parts, self.groups)
        else:
            raise Open("NOT CHECKABLE", "this rule needs every ballot, or another verifier")
        need(chosen == manifest["selected"], f"the rule chooses {', '.join(chosen)}")
        spent = sum(costs[code] for code in chosen)
        money = spent, max(0, manifest["budget_fen"] - spent)
        need(money == (manifest["spent_fen"], manifest["left_fen"]), "another sum")

    def page_says_the_same(self):
        """The published page names the projects chosen, the root and the money left"""
        if not self.page:
            raise Open("NOT ASKED", "save the page and name it with --page")
        told, left = self.manifest, f'data-left-fen="{self.manifest["left_fen"]}"'
        wanted = [item["title"] for item in told["items"] if item["code"] in told["selected"]]
        need(all(text in self.page for text in [*wanted, left, told["root_sha256"]]), "other words")

    def receipt_is_counted(self):
        """My receipt is among the ballots counted"""
        if not self.asked.receipt:
            raise Open("NOT ASKED", "give your code with --receipt")
        plain = self.asked.receipt.upper().translate(str.maketrans("018", "OIB", "- "))
        start = base64.b32decode(plain[:16])
        found = [place for place, leaf in enumerate(self.leaves, 1) if leaf[:10] == start]
        need(found, "no ballot counted has this receipt")
        return f"ballot {found[0]} of {len(self.leaves)}"

    def proof_leads_to_the_root(self):
        """The inclusion proof of one receipt leads to the root"""
        if not self.asked.proof:
            raise Open("NOT ASKED", "save the proof of your receipt and name it with --proof")
        proof = json.loads(pathlib.Path(self.asked.proof).read_text("utf-8"))
        node = bytes.fromhex(proof["leaf"])
        for side, other in [(side, bytes.fromhex(other)) for side, other in proof["path"]]:
            node = parent(other, node) if side == "left" else parent(node, other)
        need(node.hex() == self.manifest["root_sha256"], "it leads to another root")

    checks = (manifest_is_complete, signature_is_genuine, rules_are_the_frozen_ones,
              items_are_the_frozen_ones, ballots_are_legal, leaves_ascend, numbers_agree,
              root_is_the_published_one, events_are_chained, tally_adds_up, selection_follows,
              page_says_the_same, receipt_is_counted, proof_leads_to_the_root)  # fmt: skip


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", default=".")
    for name in ("key", "root", "page", "receipt", "proof"):
        parser.add_argument("--" + name)
    asked = parser.parse_args(arguments)
    package, good = Package(asked.path, asked), True
    for number, check in enumerate(Package.checks, 1):
        try:
            result, said = "PASS", check(package) or ""
        except Open as missing:
            result, said = missing.args
        except Exception as fault:  # whatever a forged file provokes is a failure
            result, said, good = "FAIL", f"{type(fault).__name__}: {fault}", False
        print(f"{number:2}  {result:13}  {check.__doc__}" + (f" ({said})" if said else ""))
    print("The package is in order." if good else "The package is NOT in order.")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
