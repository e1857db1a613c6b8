"""Settings of the tests: those of the project, over a state folder that is gone when the tests end."""

import atexit
import os
import shutil
import tempfile

os.environ["FANGZHI_HOME"] = tempfile.mkdtemp(prefix="fangzhi-tests-")
atexit.register(shutil.rmtree, os.environ["FANGZHI_HOME"], ignore_errors=True)

from fangzhi.config.settings import *  # noqa: E402, F403 - the folder must be named before the settings read it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.thirdregister"]  # noqa: F405 - from the project's settings
