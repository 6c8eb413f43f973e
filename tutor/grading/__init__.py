"""Recorded sessions judged against a lesson: who passed what, for how many points.

The judge is `lesson.Progress`, the same that follows a live session; here recordings are put
together to one student's way through the lesson, and looked at for what does not fit together.
Nothing here opens a file or prints but `files` and `command`.
"""
