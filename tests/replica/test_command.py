"""``python -m replica``: four origins in order, until interrupted."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import urllib.request

import replica


def test_the_module_serves_until_interrupted() -> None:
    command = [sys.executable, "-m", "replica", "--port", "0", "--edition", "2", "--delay-scale", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline().split() for _ in replica.CITIES]
        assert [city for city, _ in lines] == list(replica.CITIES)
        with urllib.request.urlopen(lines[3][1], timeout=20) as home:
            assert "阜阳市人民政府" in home.read().decode()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_a_page_in_chromium_runs_the_scripted_list(portals) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # The distribution's Chromium where there is one, else Playwright's own.
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{portals.origins['zhaoyuan']}/col/col49632/index.html")
        page.wait_for_selector("#app-list[data-loaded]")
        rows = page.locator("#app-list li a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        browser.close()
    assert rows == [one.path for one in replica.inventory("zhaoyuan") if one.reach == "js"]
