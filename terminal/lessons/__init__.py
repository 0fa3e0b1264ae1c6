"""练习任务: guided tasks at the practice counter, as data, and what is made of what really happened. Pure."""
