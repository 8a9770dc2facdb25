"""nbgrader's settings for the instructor: used by every `nbgrader` command run in this folder.

Each line below the paths closes a trap of nbgrader 0.9; the comment names it. What a learner's
JupyterLab reads is course/nbgrader_config.py.
"""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
from grading.preprocessors import configure

c = get_config()

c.CourseDirectory.course_id = "llmcourse"
c.CourseDirectory.root = ROOT
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = "sqlite:///" + os.path.join(ROOT, "grading", "gradebook.db")

# The folder that learners' machines share with the instructor's (a mounted directory of a class
# server). It must exist before any command looks at it.
c.Exchange.root = os.environ.get("LLMCOURSE_EXCHANGE", os.path.join(ROOT, "grading", "exchange"))
os.makedirs(c.Exchange.root, exist_ok=True)
c.Exchange.assignment_dir = os.path.join(ROOT, "course")

# Everything about how a notebook is sanitized, run, scored and shown.
configure(c)
