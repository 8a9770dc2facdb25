"""What an instructor sees: the essay, its rubric and a place for points in Formgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_essay_with_rubric(browser: Any, jupyter: Any, shot: Any, demo: Any) -> None:
    root: Path = demo.root
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    # Formgrader's pages ask a CDN for MathJax: they must work without it.
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    page.goto(jupyter(root, path="/formgrader/gradebook"), wait_until="domcontentloaded")
    page.get_by_role("link", name=demo.unit).click()
    page.get_by_role("link", name=demo.notebook, exact=True).click()
    page.get_by_role("link", name="Submission #1").first.wait_for(timeout=30_000)
    shot(page, "6-formgrader-list")
    links = page.get_by_role("link", name="Submission #")
    addresses = [links.nth(i).get_attribute("href") for i in range(links.count())]
    assert len(addresses) >= 8
    for address in addresses:
        base = page.url.split("/formgrader")[0]
        page.goto(f"{base}{address}", wait_until="domcontentloaded")
        if page.get_by_text("For graders only").count():
            break
    rubric = page.get_by_text("For graders only").first
    rubric.scroll_into_view_if_needed()
    shot(page, "7-formgrader-essay")
    assert page.get_by_role("button", name="Full credit").count() >= 1
    page.close()
