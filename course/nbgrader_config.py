"""nbgrader's settings for a learner: read by JupyterLab started in this folder.

Validate needs none of this. The Assignment List (fetch and submit on a class server) looks for
an exchange folder, which must exist, so a private one is made where no class server is named.
"""

import os

COURSE = os.path.dirname(os.path.abspath(__file__))
_ROOT = os.path.dirname(COURSE)
# In the instructor's checkout both configurations must mean the same folder.
_HERE = os.path.join(_ROOT, "grading") if os.path.isdir(os.path.join(_ROOT, "grading")) else _ROOT

c = get_config()

c.CourseDirectory.course_id = "llmcourse"
c.CourseDirectory.root = COURSE
c.Exchange.assignment_dir = COURSE
c.Exchange.root = os.environ.get("LLMCOURSE_EXCHANGE", os.path.join(_HERE, "exchange"))
c.Exchange.cache = os.path.join(_HERE, "exchange", "cache")
os.makedirs(c.Exchange.root, exist_ok=True)

# Validate runs the experiments too, which take longer than its 30 seconds a cell.
c.Execute.timeout = 600
