"""JupyterLab's settings when it is started in this folder: it opens on the syllabus."""

import os

c = get_config()

_COURSE = os.path.dirname(os.path.abspath(__file__))

c.LabApp.default_url = "/lab/tree/README.md"
# .lab/overrides.json: Markdown opens as a page, and nobody is asked about news.
c.LabApp.app_settings_dir = os.path.join(_COURSE, ".lab")
c.ContentsManager.hide_globs = ["__pycache__", "*.pyc", "*_config.py", "*~"]
