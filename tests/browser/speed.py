"""How soon a page stands still on a cheap phone: `python -m tests.browser.speed`.

Chromium with a processor four times slower, on 1.6 Mbit/s with 150 ms: the largest paint before
2.5 s and a layout shift below 0.1 at the third quarter of the runs, first visits each. A report for
`make assurance`; shared machines measure themselves, so it is no test.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import running_server
from tests.browser.subjects import subjects_of

RUNS = 15
LCP_LIMIT, CLS_LIMIT = 2500, 0.1  # ms; a share
PROCESSOR = 4  # times slower
NETWORK = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
PAGES = [
    "/", "/en/", "/communities/", "/communities/{longzhu}/", "/communities/{zhuguang}/",
    "/proposals/", "/proposals/{case_on_notice}/", "/proposals/{case_closed}/", "/votes/",
    "/votes/{open_poll}/", "/votes/{certified_poll}/results/", "/council/{changyuan}/",
]  # fmt: skip
OBSERVE = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.lcp = e.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) seen.cls += e.value;
}).observe({type: "layout-shift", buffered: true});
"""


def measure(browser: Browser, url: str) -> tuple[float, float]:
    """The largest paint in milliseconds and the layout's shift of one first visit."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.add_init_script(OBSERVE)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})
    page.goto(url, wait_until="networkidle", timeout=60_000)
    seen = page.evaluate("seen")
    context.close()
    return seen["lcp"], seen["cls"]


def third_quarter(values: list[float]) -> float:
    return statistics.quantiles(values, n=4)[2]


def report(folder: Path, runs: int) -> bool:
    """Print a line for each page; whether all keep within the limits."""
    is_kept = True
    with running_server(folder) as site, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=arguments
        )
        subjects = subjects_of(folder)
        for address in PAGES:
            url = site + address.format_map(subjects)
            seen = [measure(browser, url) for _run in range(runs)]
            lcp, cls = (third_quarter(list(column)) for column in zip(*seen, strict=True))
            is_kept &= (kept := lcp < LCP_LIMIT and cls < CLS_LIMIT)
            print(f"{'ok    ' if kept else 'MISSED'} LCP {lcp:5.0f} ms  CLS {cls:.3f}  {address}")
    return is_kept


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
        sys.exit(0 if report(Path(folder), runs) else 1)
