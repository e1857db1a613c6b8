"""The chapter (地方知识产权工作): observations and events of a year to prose, in every form of issue."""
